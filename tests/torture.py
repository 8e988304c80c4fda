"""Which test stands for which line of the failure model, and what it has to reach: `docs/torture.md` tells the same to people."""

from functools import cache
from typing import NamedTuple


class Part(NamedTuple):
    """A line of the model, its goal, and its tests: a file, or a file and the beginning of a name."""

    id: str
    goal: str
    tests: tuple[str, ...]


EVERY = "web/test_every_route.py::"
HEALTH = ("test_readiness.py", "web/test_watching.py::test_a_site_that_cannot")
PARTS = (
    Part(
        "R1",
        "no acknowledged film lost or doubled, no event without its deliveries, all delivered within 60 s",
        ("real/test_kills.py::test_processes_are_killed", "real/test_notifications.py"),
    ),
    Part(
        "R2",
        "every event done after the kill of parent, child or both, no effect doubled",
        (
            "real/test_worker.py::test_a_killed_work_horse",
            "real/test_worker.py::test_processes_of_the_worker",
            "real/test_worker.py::test_nothing_is_left",
            "real/test_worker.py::test_killing_everything",
            "real/test_worker.py::test_long_work",
        ),
    ),
    Part("R3", "every write answered, p99 within 1 s, all delivered within 60 s of its return", ("real/test_redis_away.py",)),
    Part(
        "R4",
        "nobody refused, p99 within 1 s, rows = events = counts",
        ("real/test_load.py::test_members_write_while_a_life_is_imported[eight]",),
    ),
    Part("R5", "nothing acknowledged lost, no file damaged", ("real/test_power_cut.py",)),
    Part(
        "R6",
        "nobody refused, p95 within 300 ms; killed twenty times: no line lost or doubled",
        ("real/test_load.py::test_members_write_while_a_life_is_imported[four]", "real/test_long_imports.py"),
    ),
    Part("R7", "the file is whole", ("real/test_whole.py", "test_database.py::test_sqlite_is_a_version")),
    Part(
        "R8",
        "no write said to be saved, 507 in words, nothing half written, well again with room; a log nobody takes stops nobody",
        ("real/test_full_disk.py", "real/test_log_away.py", "web/test_upkeep.py::test_a_disk_that_is_full"),
    ),
    Part(
        "R9",
        "no second entry of the same viewing, whichever file tells it",
        (
            "imports/test_told_again.py",
            "imports/test_undated.py",
            "imports/test_importing.py::test_the_same_file_again",
            "imports/test_importing.py::test_a_newer",
        ),
    ),
    Part("R11", "one row each, no 500, no silent overwrite, the loser keeps the text", ("web/test_twice.py",)),
    Part(
        "R12",
        "the tables are what the log says, numbers what a recount gives",
        ("diary/test_machine.py", "comments/test_machine.py", "following/test_walk.py", "notifications/test_random.py"),
    ),
    Part(
        "R13",
        "each fault told in a sentence in time; a provider that fails is left alone, Retry-After obeyed",
        (
            "web/test_providers_away.py",
            "providers/test_failures.py",
            "providers/test_breaker.py",
            "providers/test_poster_nonsense.py",
        ),
    ),
    Part(
        "R14",
        "others are delivered at once; at most five tries; parked, visible, tried again by a button",
        (
            "real/test_worker.py::test_poison",
            "test_deliveries.py::test_an_event_of_a_newer_release",
            "test_deliveries.py::test_a_handler_of_a_newer_release",
            "test_deliveries.py::test_a_handler_that_always_fails",
            "test_deliveries.py::test_the_retry_button",
            "test_deliveries.py::test_the_sweep_stops_a_handler",
        ),
    ),
    Part("R15", "no diary date shifted, nothing delivered twice or never, sessions kept", ("web/test_clocks.py",)),
    Part("R16", "no half migration, no row lost, the next start completes it", ("real/test_migrations_killed.py",)),
    Part(
        "R17",
        "as it was at the moment of the backup, nothing told twice, sessions ended; whatever is damaged is refused",
        ("web/test_backups.py",),
    ),
    Part("R18", "what went out and came back goes out as the same bytes", ("exports/test_round_trip.py",)),
    Part("R19", "nothing acknowledged lost, 503 with Retry-After meanwhile, back within 5 s", ("real/test_postgres_away.py",)),
    Part(
        "R20",
        "no request lost, the worker ends within 10 s",
        ("real/test_restarts.py", "real/test_worker.py::test_a_worker_that"),
    ),
    Part(
        "R21",
        "every route tells in a sentence, as page or fragment, without a trace; words are kept",
        (f"{EVERY}test_whoever_writes", f"{EVERY}test_a_broken", "web/test_failures.py"),
    ),
    Part("R22", "memory grows by 5 % at most, files stay, WAL within 64 MB, nothing fails", ("real/test_soak.py",)),
    Part("R23", "true within 10 s of a writer that stopped, a disk that is full, a database that cannot be written", HEALTH),
    Part(
        "R24",
        "files of nobody are removed, rows without a file say so, what hangs is done; a second round changes nothing",
        (
            "web/test_second_round.py",
            "imports/test_importing.py::test_files_that_belong",
            "web/test_exports.py::test_files_that_belong",
            "web/test_exports.py::test_an_export_whose_file_is_gone",
            "web/test_sharing.py::test_cards_nobody_asks_for",
            "test_work.py",
        ),
    ),
    Part("R25", "others are served while sixty visitors are slow", ("real/test_deployed.py::test_slow_visitors",)),
    Part(
        "S1",
        "no connection to a forbidden address",
        (
            "test_http.py::test_an_address_that_leads_inside",
            "test_http.py::test_every_spelling",
            "test_http.py::test_a_public_name",
            "test_http.py::test_what_was_checked",
            "test_http.py::test_a_redirect",
            "test_http.py::test_an_unusual_port",
            "test_http.py::test_what_is_no_web_address",
            "web/test_matching.py::test_no_picture_leads_inside",
        ),
    ),
    Part(
        "S2",
        "cut at the limit of bytes and of time, memory within 32 MB",
        (
            "test_http.py::test_an_endless",
            "test_http.py::test_a_compressed",
            "test_http.py::test_another_type",
            "test_http.py::test_a_slow",
            "test_http.py::test_the_time_is",
            "test_http.py::test_a_body_that_breaks_off",
            "test_http.py::test_an_answer_may_have",
            "test_fetch_memory.py",
        ),
    ),
    Part(
        "S3",
        "refused or made anew, without what a camera wrote into it, within 150 MB and 1 s",
        ("movies/test_pictures.py", "movies/test_picture_costs.py"),
    ),
    Part(
        "S4",
        "refused before it is opened, or read to its end",
        ("sheets/test_archives.py", "sheets/test_workbooks.py", "sources/test_hostile.py"),
    ),
    Part(
        "S5",
        "every forged write refused, no look writes",
        (
            "web/test_security.py::test_no_write",
            "web/test_security.py::test_looking",
            f"{EVERY}test_no_write",
            f"{EVERY}test_looking",
        ),
    ),
    Part(
        "S6",
        "no session is good after its end",
        (
            "web/test_sessions.py",
            "web/test_accounts.py::test_signing_out",
            "web/test_accounts.py::test_a_new_password",
            "web/test_accounts.py::test_one_sees_and_ends",
            "web/test_accounts.py::test_nobody_ends",
            "web/test_accounts.py::test_deleting_the_account",
        ),
    ),
    Part(
        "S7",
        "same answer; told apart by time in at most 60 % of cases",
        ("web/test_guessing.py", "web/test_accounts.py::test_an_unknown_name", "web/test_accounts.py::test_a_taken_name"),
    ),
    Part(
        "S8",
        "guessing is stopped, the owner gets in",
        ("web/test_accounts.py::test_too_many_guesses", "web/test_attacks.py::test_sign_ins_of_one_address", "test_addresses.py"),
    ),
    Part(
        "S9",
        "no new element or attribute beyond those of Markdown",
        (
            "web/test_hostile_words.py::test_no_words",
            "web/test_hostile_words_outside.py",
            "web/test_security.py::test_what_members_write",
        ),
    ),
    Part(
        "S10",
        "a policy on every answer, nothing inline, A+ of the HTTP Observatory, no complaint of a browser",
        (
            "web/test_security.py::test_every_answer",
            "web/test_security.py::test_every_route_gets",
            "test_observatory.py",
            "test_templates.py::test_nothing_is_inline",
            "browser/test_journeys.py",
            "browser/test_embedding.py",
        ),
    ),
    Part(
        "S11",
        "no address leads off the site",
        (
            "web/test_hostile_words.py::test_no_address",
            "web/test_accounts.py::test_an_address_elsewhere",
            "web/test_security.py::test_links_name",
        ),
    ),
    Part(
        "S12", "no crash, whatever stands in an address", (f"{EVERY}test_no_parameter", "web/test_search.py::test_what_makes_no")
    ),
    Part(
        "S16",
        "no job of others runs, the worker stays alive",
        (
            "real/test_worker.py::test_jobs_of_others",
            "test_queue.py::test_a_job_that_names",
            "test_queue.py::test_callbacks",
            "test_queue.py::test_a_foreign_job",
        ),
    ),
    Part(
        "S18",
        "no secret in tables, backups or pages but its own; nothing else opens; shown for ten minutes, exchanged within a day",
        (
            "web/test_tokens.py",
            "web/test_sessions.py",
            "web/test_webhooks.py::test_a_secret_is_shown",
            "web/test_webhooks.py::test_another_secret",
        ),
    ),
    Part("S19", "no secret in logs, error pages or jobs", ("real/test_secrets.py",)),
    Part("S20", "nothing taken over, no crash", (f"{EVERY}test_odd_values", "web/test_security.py::test_extra_fields")),
    Part(
        "S21",
        "one more than each limit is refused, the limit itself is not",
        (
            "web/test_limits.py",
            "web/test_attacks.py::test_a_form_of_a_thousand",
            "web/test_attacks.py::test_a_big_form",
            "web/test_security.py::test_a_form_that_is_too_big",
            "web/test_pressed_often.py",
            "web/test_exports.py::test_asking_is_limited",
        ),
    ),
    Part(
        "S22",
        "HEAD is GET, other methods are refused, pages of members are kept by nobody",
        (
            f"{EVERY}test_head",
            f"{EVERY}test_other_methods",
            f"{EVERY}test_pages_that",
            "web/test_security.py::test_every_answer",
            "web/test_security.py::test_a_whole_page",
        ),
    ),
    Part("S23", "no cell is a formula, each comes back as it was", ("test_cells.py",)),
    Part("S24", "every text makes a valid feed", ("feeds/test_valid.py",)),
    Part(
        "S25",
        "as ASVS 6.2 says",
        ("web/test_accounts.py::test_the_list_of_common_passwords", "web/test_accounts.py::test_passwords"),
    ),
    Part("S26", "whom to write to is told, what the site is made of is not", ("real/test_outside.py", "web/test_contact.py")),
    Part("S27", "nothing below the floors, a hash for each", ("test_floors.py",)),
    Part("S28", "nothing dangerous is used", ("test_banned.py", "test_templates.py::test_nothing_is_inline")),
)


def parts_of(test: str) -> list[Part]:
    """The lines a test stands for: `web/test_x.py::test_y[1]`, below the folder of the tests."""
    found = (part for part, named in _named(test.partition("::")[0]) if "::" not in named or test.startswith(named))
    return list(dict.fromkeys(found))


@cache
def _named(module: str) -> list[tuple[Part, str]]:
    """The parts that name a module, or tests in it."""
    return [(part, named) for part in PARTS for named in part.tests if named.partition("::")[0] == module]
