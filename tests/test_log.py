"""The log: state, event and the work to do are committed together or not at all."""

import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from tally import CATALOGUE, MODELS, PROJECTIONS, Everything, Voted, votes

from moviediary import clock, deliveries, log
from moviediary.database import connected, disconnect
from moviediary.deliveries import Delivery
from moviediary.log import LogEntry, changes


def hear(event, recorded):
    return None


@pytest.fixture
def site(database, wired):
    database.create_tables(MODELS)
    wired(log.wiring, projections=PROJECTIONS, catalogue=CATALOGUE)
    wired(deliveries.wiring, handlers={Voted: [hear]})
    yield database
    database.drop_tables(MODELS)


def vote_and_fail():
    with changes(None) as record:
        record(Voted("Stalker"))
        raise LookupError


def vote_within_a_vote():
    with changes(None) as record:
        record(Voted("Stalker"))
        with changes(None):
            pass


def test_an_event_its_tables_and_its_deliveries_are_written_together(site):
    actor = uuid4()
    with changes(actor) as record:
        record(Voted("Stalker"))
        record(Voted("Stalker", 2))
    assert votes() == {"Stalker": 3}
    assert [(entry.subject, entry.actor) for entry in LogEntry.select()] == [("tests.voted", actor)] * 2
    assert Delivery.select().count() == 2


def test_a_projection_that_fails_leaves_nothing_behind(site, wired):
    def fail(event, recorded):
        raise LookupError

    wired(log.wiring, projections={Voted: [*PROJECTIONS[Voted], fail]})
    with pytest.raises(LookupError), changes(None) as record:
        record(Voted("Stalker"))
    assert (votes(), LogEntry.select().count(), Delivery.select().count()) == ({}, 0, 0)


def test_an_action_that_fails_after_recording_leaves_nothing_behind(site):
    with pytest.raises(LookupError):
        vote_and_fail()
    assert (votes(), LogEntry.select().count()) == ({}, 0)


def test_what_happened_before_is_appended_as_it_was_and_nobody_is_told(site):
    actor, batch, event_id, at = uuid4(), uuid4(), uuid4(), clock.now() - timedelta(days=900)
    with changes(actor, batch):
        log.restore(Voted("Stalker"), event_id, at)
    entry = LogEntry.get()
    assert (entry.id, entry.at, entry.actor, entry.batch) == (event_id, at, actor, batch)
    assert (votes(), Delivery.select().count()) == ({"Stalker": 1}, 0)


def test_what_happened_before_belongs_to_an_action(site):
    with pytest.raises(RuntimeError, match="inside changes"):
        log.restore(Voted("Stalker"), uuid4(), clock.now())
    assert votes() == {}


def test_an_action_inside_an_action_is_refused_and_leaves_nothing_behind(site):
    with pytest.raises(RuntimeError, match="does not nest"):
        vote_within_a_vote()
    assert votes() == {}
    with changes(None) as record:
        record(Voted("Mirror"))
    assert votes() == {"Mirror": 1}


def test_an_action_inside_an_open_transaction_is_refused(site):
    with site.atomic(), pytest.raises(RuntimeError, match="does not nest"), changes(None):
        pass


def test_the_bell_rings_after_the_commit_and_only_then(site, wired):
    rung = []
    wired(log.wiring, wake=lambda ids: rung.append((ids, site.in_transaction())))
    with changes(None) as record:
        record(Voted("Stalker"))
        assert rung == []
    assert rung == [({Delivery.get().id: "hear for tests.voted"}, False)]
    with pytest.raises(LookupError):
        vote_and_fail()
    assert len(rung) == 1


def test_replay_gives_back_what_was_recorded(site):
    actor, batch = uuid4(), uuid4()
    with changes(actor, batch) as record:
        record(Voted("Стaлкер \N{CLAPPER BOARD}"))
    (recorded,) = log.replay(pytest.fail)
    assert (recorded.event, recorded.actor, recorded.batch) == (Voted("Стaлкер \N{CLAPPER BOARD}"), actor, batch)
    assert recorded.id.version == 7
    assert abs((clock.now() - recorded.at).total_seconds()) < 60


def test_replay_reports_what_it_cannot_read_and_goes_on(site):
    with changes(None) as record:
        for name in "abc":
            record(Voted(name))
    first, second, _ = LogEntry.select().order_by(LogEntry.seq)
    LogEntry.update(subject="tests.unheard_of").where(LogEntry.seq == first.seq).execute()
    LogEntry.update(data='{"name": 1}').where(LogEntry.seq == second.seq).execute()
    reports = []
    assert [recorded.event for recorded in log.replay(reports.append)] == [Voted("c")]
    assert len(reports) == 2
    assert "tests.unheard_of" in reports[0]
    assert "name is 1" in reports[1]


def test_erasing_empties_what_a_member_said_and_takes_their_name_off_the_rest(site):
    alice, bob = uuid4(), uuid4()
    with changes(alice) as record:
        record(Voted("secret"))
        record(Everything(uuid4(), "secret", clock.now().date(), 7, 0.5, True))
    with changes(bob) as record:
        record(Voted("kept"))
    with changes(alice):
        log.erase(alice)
    assert [recorded.event for recorded in log.replay(pytest.fail)] == [Voted("kept")]
    assert LogEntry.select().count() == 3
    assert not LogEntry.select().where((LogEntry.actor == alice) | LogEntry.data.contains("secret")).exists()


def test_eight_writers_at_once_lose_nothing_and_the_log_is_in_the_order_of_commits(site, wired):
    seen = []

    def look(event, recorded):
        # Every entry before this one must be visible, or somebody's commit came out of turn.
        seen.append(recorded.seq - LogEntry.select().where(LogEntry.seq <= recorded.seq).count())

    wired(log.wiring, projections={Voted: [*PROJECTIONS[Voted], look]})
    disconnect()
    problems = []

    def vote():
        try:
            for _ in range(10):
                with connected(), changes(None) as record:
                    record(Voted("Stalker"))
        except Exception as problem:
            problems.append(problem)

    threads = [threading.Thread(target=vote) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    site.connect(reuse_if_open=True)
    assert problems == []
    assert votes() == {"Stalker": 80}
    assert set(seen) == {0}
