"""Which test stands for which line of the failure model, and what it has to reach: `docs/torture.md` tells the same to people."""

from typing import NamedTuple


class Part(NamedTuple):
    """A line of the model, its goal, and its tests: a file, or a file and the beginning of a name."""

    id: str
    goal: str
    tests: tuple[str, ...]


PARTS = (
    Part(
        "R1",
        "no acknowledged film lost or doubled, no event without its deliveries, all delivered within 60 s",
        ("real/test_kills.py::test_processes_are_killed",),
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
        "no write said to be saved, 507 in words, nothing half written, well again with room",
        ("real/test_full_disk.py",),
    ),
    Part("R16", "no half migration, no row lost, the next start completes it", ("real/test_migrations_killed.py",)),
    Part("R19", "nothing acknowledged lost, 503 with Retry-After meanwhile, back within 5 s", ("real/test_postgres_away.py",)),
)


def parts_of(test: str) -> list[Part]:
    """The lines a test stands for: `web/test_x.py::test_y[1]`, below the folder of the tests."""
    return [part for part in PARTS if any(stands_for(test, named) for named in part.tests)]


def stands_for(test: str, named: str) -> bool:
    return test.startswith(named) if "::" in named else test.partition("::")[0] == named
