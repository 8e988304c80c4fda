"""What a site tidies up and repairs by the clock, it has tidied up after one round: a second one finds nothing to do."""

import hashlib
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from drill import lived_in
from imports.files import letterboxd, seen
from imports.front import imported, upload
from people import Site, config
from taking import asked

from moviediary import clock, database, schedule, sweep, work
from moviediary.backups import reading
from moviediary.backups.tables import tables
from moviediary.database import db
from moviediary.deliveries import Delivery
from moviediary.diary.models import Review
from moviediary.exports.models import Export
from moviediary.movies.models import MovieDetails

# When what was done, and how large the site was then: true of each round anew.
CLOCKS = {"schedule", "figure", "upkeep"}
OLD = timedelta(days=40)
HEX = "0123456789abcdef"
ORPHANS = (
    f"posters/{HEX * 2}01234567.webp",
    f"exports/{uuid4().hex}-{uuid4().hex}-00001-0123abcd",
    "imports/nobodys",
    f"cards/{HEX * 2}01234567.jpg",
    "posters/.draft-half",
    "exports/.draft-half",
)


@pytest.fixture
def site(database_url, tmp_path):
    (tmp_path / "backups").mkdir()
    yield Site(config(database_url, tmp_path, backup_folder=str(tmp_path / "backups"), backup_keep=2))
    database.disconnect()


def disordered(site, tmp_path):
    """A site with a bit of everything, of which much is left over, missing, or stopped in the middle."""
    alice, bob = lived_in(site)
    deleted = alice.log("Ordet", "1955")
    alice.send(f"/reviews/{deleted}", f"/reviews/{deleted}/deletion")
    imported(alice, letterboxd(diary=[seen(1), seen(2, "Solaris", "1972")]).getvalue())
    asked(alice)
    for path in (tmp_path / "files" / "exports").glob("*"):
        path.unlink()
    asked(bob)
    # Begun by processes that are no more.
    upload(bob, letterboxd(diary=[seen(3)]).getvalue())
    gone = {"claimed_until": clock.now() + timedelta(seconds=20), "holder": "nowhere 1 00000000"}
    with database.connected():
        work.Work.update(gone).execute()
        Delivery.update(done_at=None, claimed_until=clock.now() + timedelta(seconds=20)).execute()
        MovieDetails.update(poster_small="f" * 40).where(MovieDetails.poster_small.is_null(False)).execute()
    for name in ORPHANS:
        path = tmp_path / "files" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"left by a process that died")


def round_of_work():
    """All that is done by the clock, as if its time had come."""
    for _ in range(4):
        sweep.sweep(timedelta(0))
    for job in (*schedule.wiring.periodics, *schedule.wiring.long):
        job.run()


def standing(tmp_path):
    """Every row of every table that does not tell of the clock, and every file."""
    with database.connected(), db.atomic():
        rows = {table.name: list(reading.lines(db.obj, table)) for table in tables(db.obj) if table.name not in CLOCKS}
    files = [path for folder in ("files", "backups") for path in (tmp_path / folder).rglob("*") if path.is_file()]
    return rows, {str(path.relative_to(tmp_path)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_a_second_round_of_tidying_up_changes_nothing(site, tmp_path, figure):
    disordered(site, tmp_path)
    before = standing(tmp_path)
    with time_machine.travel(clock.now() + OLD, tick=False):
        round_of_work()
        rows, files = first = standing(tmp_path)
        round_of_work()
        second = standing(tmp_path)
    changed = [name for name in rows if rows[name] != second[0].get(name)]
    moved = sorted(set(files.items()) ^ set(second[1].items()))
    left = [name for name in ORPHANS if f"files/{name}" in files]
    figure(
        f"{len(ORPHANS)} files of nobody, work of dead processes, two rounds",
        f"{len(left)} left after one; the second changed {len(changed)} tables and {len(moved)} files",
    )
    assert first != before
    assert left == []
    assert (changed, moved) == ([], [])
    with database.connected():
        assert not Delivery.select().where(Delivery.done_at.is_null(), Delivery.failed_at.is_null()).exists()
        assert work.Work.select().count() == 0
        assert not Review.select().where(Review.deleted_at.is_null(False)).exists()
        assert not Export.select().where(Export.automatic == False).exists()  # noqa: E712 -- a column
