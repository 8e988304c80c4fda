"""What waits for a place in the diary is in exports once while an import that was run has it, whatever becomes of others."""

import json
import zipfile
from itertools import islice

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule, run_state_machine_as_test
from imports.files import export, letterboxd, seen
from machines import Machine
from tries import tries

from moviediary import catalogue, ids, providers, storage, work
from moviediary.accounts.actions import register
from moviediary.accounts.commands import Account
from moviediary.imports import actions, jobs, upload_actions
from moviediary.imports.commands import Take
from moviediary.imports.models import UNDER_WAY, UNDOING_STEPS, Import
from moviediary.work import Work

EVERYONE = Take(audience="everyone")
OVER = ("done", "cancelled", "failed")
# What a member does with imports, and in which states they are then.
ACTIONS = (
    (lambda member, address: actions.run(member, address, EVERYONE), ("ready", "undone")),
    (lambda member, address: actions.take_back(member, address, changed_too=False), OVER),
    (actions.cancel, ("running",)),
    (actions.resume, ("cancelled", "failed")),
    (actions.forget, (*OVER, "ready", "undone")),
)
lists_of_films = st.sampled_from([("Mirror",), ("Mirror", "Solaris"), ("Solaris",)])
numbers = st.integers(0, 4)


def waits(*titles):
    return [("2026-05-02", title, "1983", f"https://boxd.it/{title}") for title in titles]


def watchlist(*titles):
    return letterboxd(watchlist=waits(*titles))


def exported(member):
    """The films of a watchlist that an export holds."""
    with zipfile.ZipFile(export(member)) as made:
        lines = made.read("kept.jsonl").decode().splitlines() if "kept.jsonl" in made.namelist() else []
    return sorted(json.loads(line)["original"]["Name"] for line in lines)


def is_told(alice, *batches):
    """What the reports of imports say became of their only line."""
    return [next(iter(alice.outcomes(batch))) for batch in batches]


def test_what_a_forgotten_import_kept_goes_to_one_that_was_run(alice):
    first = alice.imports(watchlist("Nostalghia"))
    alice.bring(watchlist("Nostalghia"))
    last = alice.imports(watchlist("Nostalghia"))
    alice.forgets(first)
    assert exported(alice.member) == ["Nostalghia"]
    assert is_told(alice, last) == ["kept"]


def test_imports_that_were_only_read_keep_nothing_until_one_is_run_however_often_the_worker_dies(alice):
    first = alice.imports(watchlist("Nostalghia"))
    read = [alice.bring(watchlist("Nostalghia")) for _ in range(2)]
    actions.forget(alice.member, ids.short(first.id))
    for _ in range(10):
        # A process does no more than one step.
        next(jobs.steps(first.id), None)
    assert exported(alice.member) == []
    for batch in reversed(read):
        alice.run(batch)
        assert exported(alice.member) == ["Nostalghia"]
    assert is_told(alice, *read) == ["kept", "there"]


def test_a_file_that_is_brought_again_before_its_import_is_forgotten_is_kept_once(alice):
    first, second = (alice.imports(watchlist("Nostalghia")) for _ in range(2))
    actions.forget(alice.member, ids.short(first.id))
    third = alice.bring(watchlist("Nostalghia"))
    list(jobs.steps(first.id))
    alice.run(third)
    assert exported(alice.member) == ["Nostalghia"]
    assert is_told(alice, second, third) == ["kept", "there"]


def test_what_is_taken_back_is_kept_by_another_and_told_again_when_it_is_run_again(alice):
    first, second = (alice.imports(watchlist("Nostalghia")) for _ in range(2))
    alice.takes_back(first)
    assert is_told(alice, first, second) == ["there", "kept"]
    assert exported(alice.member) == ["Nostalghia"]
    alice.run(first)
    assert is_told(alice, first, second) == ["kept", "there"]
    assert exported(alice.member) == ["Nostalghia"]


def test_an_import_that_is_stopped_before_the_worker_comes_keeps_nothing_twice(alice):
    batches = [alice.bring(watchlist("Nostalghia")) for _ in range(2)]
    alice.run(batches[0])
    actions.run(alice.member, ids.short(batches[1].id), EVERYONE)
    actions.cancel(alice.member, ids.short(batches[1].id))
    alice.goes_on(batches[1])
    assert exported(alice.member) == ["Nostalghia"]


def test_an_import_that_was_given_up_half_taken_back_keeps_nothing_that_another_keeps_by_now(alice):
    first = alice.imports(letterboxd(diary=[seen(1)], watchlist=waits("Nostalghia")))
    second = alice.bring(watchlist("Nostalghia"))
    actions.take_back(alice.member, ids.short(first.id), changed_too=False)
    next(jobs.steps(first.id))
    alice.run(second)
    jobs.failed(first.id, "The disk is full.")
    assert exported(alice.member) == ["Nostalghia"]


def test_what_one_worker_decided_does_not_stand_where_another_let_go_of_an_import_meanwhile(alice):
    # More than are changed at a time.
    titles = [f"Film {number:04}" for number in range(1_001)]
    first, second, third = (alice.bring(watchlist(*titles)) for _ in range(3))
    alice.run(second)
    for batch in (first, third):
        actions.run(alice.member, ids.short(batch.id), EVERYONE)
    slow = jobs.steps(third.id)
    next(slow)
    alice.goes_on(first)
    alice.forgets(first)
    list(slow)
    assert exported(alice.member) == titles


class Waiting(Machine):
    """Files with some of the same lines are brought, run, stopped, taken back and forgotten by a member. The worker comes when it
    will, to whichever import, and dies after as many steps as it likes."""

    def __init__(self):
        super().__init__()
        storage.configure(f"file://{self.folder.name}/files")
        catalogue.configure(f"sqlite:///{self.folder.name}/diary.db")
        providers.configure(providers.Settings())
        self.member = register(Account("alice", "alice@example.org", "correct horse battery"))
        self.titles = {}

    @initialize(brought=st.lists(lists_of_films, min_size=3, max_size=3))
    def three(self, brought):
        for titles in brought:
            self.bring(titles)
        self.all_is_done()

    @rule(titles=lists_of_films)
    @precondition(lambda self: Import.select().where(Import.state.in_(UNDER_WAY)).count() < upload_actions.MOST_AT_ONCE)
    def bring(self, titles):
        # With a viewing: what is taken back has a step before it hands over what waits.
        file = letterboxd(diary=[seen(1)], watchlist=waits(*titles))
        self.titles[upload_actions.upload(self.member, "letterboxd-alice.zip", file).id] = titles

    @rule(number=numbers, wanted=numbers)
    def act(self, number, wanted):
        found = [
            (one, action) for one in Import.select().order_by(Import.id) for action, states in ACTIONS if one.state in states
        ]
        if found:
            batch, action = found[(number * len(ACTIONS) + wanted) % len(found)]
            action(self.member, ids.short(batch.id))

    @rule(number=numbers, most=st.none() | st.integers(1, 6))
    def work(self, number, most):
        due = list(Work.select().order_by(Work.id))
        if due:
            list(islice(jobs.steps(due[number % len(due)].id), most))

    @rule(number=numbers)
    def give_up(self, number):
        found = list(Import.select().where(Import.state == "undoing", Import.doing.in_(UNDOING_STEPS)).order_by(Import.id))
        if found:
            given_up = found[number % len(found)].id
            jobs.failed(given_up, "The disk is full.")
            Work.delete().where(Work.id == given_up).execute()

    @rule()
    def all_is_done(self):
        for row in Work.select():
            while work.do(row.id, 60):
                pass
        run = Import.select().where(Import.state.in_(("done", "cancelled")))
        assert exported(self.member) == sorted({title for batch in run for title in self.titles[batch.id]})

    def teardown(self):
        try:
            self.all_is_done()
        finally:
            super().teardown()


def test_in_whatever_order_imports_are_read_run_stopped_taken_back_and_forgotten(sqlite_template, wired):
    Waiting.template = sqlite_template
    few = settings(max_examples=tries(12), stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(Waiting, settings=few)
