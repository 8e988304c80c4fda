"""How long a backup and a restore take, and whether anything is ever missing: `python -m bench.restoring [ENTRIES] [RESTORES]`.

A diary of so many entries is backed up while others write, and restored again and again into new databases: SQLite, and in turn
Postgres where BENCH_POSTGRES names an empty database that may be emptied.
"""

import os
import resource
import sys
import tempfile
import threading
import time
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

from bench.world import environment
from moviediary import database, ids, log, rebuild, start, storage
from moviediary.accounts.actions import register
from moviediary.accounts.commands import Account
from moviediary.accounts.models import Member, Session
from moviediary.backups import making
from moviediary.backups.manifest import Manifest
from moviediary.config import Config
from moviediary.database import db
from moviediary.deliveries import Delivery
from moviediary.diary.commands import Viewing
from moviediary.diary.events import ReviewLogged
from moviediary.log import LogEntry
from moviediary.movies import actions as movies
from moviediary.movies.actions import discover
from moviediary.movies.commands import DiscoverMovie, Identity
from moviediary.movies.rules import Poster
from moviediary.upkeep import restoring, site

MOVIES, TOGETHER, VERIFIED = 2_000, 200, 20_000
TEXT = "I kept looking at the clock on the wall instead of the subtitles. *Seen again* on the big screen."


def main() -> int:
    entries, restores = (int(text) for text in [*sys.argv[1:], *("100000", "20")[len(sys.argv) - 1 :]])
    with tempfile.TemporaryDirectory(prefix="bench-restoring-") as folder:
        file = Path(folder, "backup.zip")
        began = time.monotonic()
        configure(Path(folder, "first"))
        fill(entries)
        print(f"{entries:,} entries were made in {time.monotonic() - began:.0f} s")
        made, acknowledged = back_up(file)
        return 0 if sum(restored(file, made, Path(folder), number, acknowledged) for number in range(restores)) == restores else 1


def configure(folder: Path, **more: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    database.disconnect() if db.obj is not None else None
    start(Config.from_env(environment(folder, **more), folder))


def fill(entries: int) -> None:
    database.migrate()
    with database.connected():
        members = [register(Account(f"m{number}", f"m{number}@example.org", "correct horse battery")) for number in range(20)]
        with log.changes(members[0].id) as record:
            films = [discover(record, DiscoverMovie(Identity(f"Film {number}", 1950 + number % 70))) for number in range(MOVIES)]
        for number, film in enumerate(films):
            small, large = movies.store(os.urandom(8_000)), movies.store(os.urandom(30_000))
            movies.save_poster(film, Poster(small, large, "#000000", "upload", 30_000))
            if number == MOVIES // 2:
                break
        for first in range(0, entries, TOGETHER):
            member = members[first // TOGETHER % len(members)]
            with log.changes(member.id) as record:
                record.all([logged(member, films, number) for number in range(first, min(first + TOGETHER, entries))])
        Delivery.delete().execute()


def logged(member: Member, films: list, number: int) -> ReviewLogged:
    day = date(2000, 1, 1) + timedelta(days=number % 9000)
    viewing = Viewing(
        str(day), rating=number % 10 + 1, text=TEXT if number % 3 == 0 else "", tags=("35mm",) if number % 5 == 0 else ()
    )
    return ReviewLogged(ids.uuid7(), member.id, films[number % len(films)], uuid4(), viewing)


def back_up(file: Path) -> tuple[Manifest, int]:
    """Make a backup while somebody writes, and say what it was and how many events were acknowledged before it."""
    over, waits = threading.Event(), []

    def write() -> None:
        with database.connected():
            member, film = Member.get(), LogEntry.select().first()
            found = [movie.id for movie in discovered()]
            assert film
            while not over.is_set():
                began = time.monotonic()
                with log.changes(member.id) as record:
                    record(logged(member, found, len(waits)))
                waits.append(time.monotonic() - began)
                time.sleep(0.005)

    writer = threading.Thread(target=write)
    writer.start()
    time.sleep(0.5)
    with database.connected():
        acknowledged = LogEntry.select().count()
    before, began = peak(), time.monotonic()
    made = making.make(file, site.of_backups)
    took = time.monotonic() - began
    over.set()
    writer.join()
    print(
        f"backup: {made.rows:,} rows and {made.files_count:,} pictures in {took:.1f} s, {file.stat().st_size / 1e6:.0f} MB, "
        f"memory +{peak() - before:.0f} MB; meanwhile {len(waits)} writes, the slowest {max(waits) * 1000:.0f} ms"
    )
    return made, acknowledged


def discovered() -> list:
    from moviediary.movies.models import Movie

    return list(Movie.select(Movie.id).limit(100))


def restored(file: Path, made: Manifest, folder: Path, number: int, acknowledged: int) -> bool:
    """Restore once, and say whether nothing is missing or waits to be sent."""
    url, place = os.environ.get("BENCH_POSTGRES", ""), folder / f"again-{number}"
    to_postgres = bool(url) and number % 2 == 1
    configure(place, **({"DATABASE_URL": url} if to_postgres else {}))
    if to_postgres:
        empty()
    began = time.monotonic()
    found = restoring.restore(file)
    took = time.monotonic() - began
    rows = {table.name: (table.rows, table.sha256) for table in made.tables} == {
        table.table: (table.rows, table.sha256) for table in found.filled
    }
    with database.connected():
        there = LogEntry.select().count() >= acknowledged and not Session.select().exists()
        pictures = sum(len(names) for names in storage.old("posters", restoring.clock.now() + timedelta(days=1)))
    # Making all tables anew takes longer than all else, and the rows are the same each time.
    sound = number > 0 or acknowledged > VERIFIED or not rebuild.differences()
    well = rows and there and sound and pictures == made.files_count
    kind = "Postgres" if to_postgres else "SQLite"
    told = f"{took / max(acknowledged, 1) * 100_000:.1f} s per 100,000 events, peak memory {peak():.0f} MB"
    print(
        f"restore {number + 1:>2} into {kind:8}: {took:5.1f} s, {told}: {'all there' if well else 'SOMETHING IS MISSING'}",
        flush=True,
    )
    return well


def empty() -> None:
    with database.connected():
        for (name,) in db.execute_sql("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()").fetchall():
            db.execute_sql(f'DROP TABLE IF EXISTS "{name}" CASCADE')
        db.execute_sql("DROP FUNCTION IF EXISTS movie_name_terms CASCADE")


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    sys.exit(main())
