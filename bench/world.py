"""A database as it is after some years: ten thousand members and a million entries, ten thousand of them of one member."""

import hashlib
import os
import random
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from bench import bulk, postgres
from moviediary import clock, database, ids, start
from moviediary.accounts.actions import register
from moviediary.accounts.commands import Account
from moviediary.accounts.models import Member
from moviediary.config import RATE_LIMITS, ROOT, Config
from moviediary.database import db, is_sqlite
from moviediary.diary.models import DayCount, DirectorCount, MonthRatingCount, MovieRatingCount, RatingCount, Review
from moviediary.diary.rules import position
from moviediary.movies.models import Movie, MovieDetails, MovieName
from moviediary.reactions.models import ReviewBoost
from moviediary.relations.models import Follow
from moviediary.relations.rules import ACCEPTED
from moviediary.titles.names import names

PASSWORD = "correct horse battery"
REVIEWS = int(os.environ.get("BENCH_REVIEWS", "1000000"))
MOVIES, MEMBERS = REVIEWS // 10, max(3_000, REVIEWS // 100)
# Those whose diaries are measured, by how many entries they have.
SIZES = {"reader": 10_000, "newer": 1_000, **({"collector": 100_000} if REVIEWS > 500_000 else {})}
# Those who read what others log, by how many they follow of the crowd; and one who follows somebody who is quiet.
FOLLOWERS = {"f20": 20, "f200": 200, "f2000": 2_000}
QUIET_FOLLOWER, QUIET_ENTRIES = "quiet", 60
CROWD, SHARED_EACH = 2_000, 3
# Those who log while they are measured.
WRITERS = 20
TEXT = "I kept looking at the clock on the wall instead of the subtitles. *Seen again* on the big screen."
GENRES = ("Drama", "Comedy", "Crime", "Romance", "Thriller", "Animation")
COUNTRIES, LANGUAGES = ("France", "Japan", "Italy", "Iran"), ("French", "Japanese", "Italian", "Persian")
ENTRY = (
    *("id", "member", "movie", "key", "watched", "time", "position", "rating", "heart", "medium"),
    *("tags", "text", "spoiler", "finished", "seen_before", "audience"),
)
COUNTS = {
    DayCount: "member_id, watched",
    RatingCount: "member_id, rating",
    MovieRatingCount: "movie_id, rating",
    MonthRatingCount: "member_id, substr(watched, 1, 7), rating",
}


def environment(folder: Path, **more: str) -> dict[str, str]:
    """What the site and its worker are started with."""
    own = {"DATABASE_URL": database_url(folder), "STORAGE_URL": f"file://{folder / 'files'}"}
    own |= {
        "SECRET_KEY": "bench",
        "LOG_LEVEL": "error",
        "PATH": os.environ["PATH"],
        "ALLOW_REGISTRATION": "true",
        "METADATA_PROVIDERS": "none",
    }
    return {**own, **{f"RATE_LIMIT_{name}": "1000000 per minute" for name in RATE_LIMITS}, **more}


def database_url(folder: Path) -> str:
    return postgres.url if postgres.url else f"sqlite:///{folder / 'diary.db'}"


def lay_out(folder: Path) -> None:
    """Put a copy of the filled database into a folder, or beside the others on the server. It is filled once per size, schema and
    version of these modules."""
    sources = [Path(__file__), Path(bulk.__file__), *sorted(database.MIGRATIONS.glob("*.py"))]
    made_by = hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()[:10]
    name = f"{REVIEWS}-{made_by}"
    if postgres.url:
        postgres.copied(name, lambda: build(folder))
    else:
        _copied(folder, name)
    start(Config.from_env(environment(folder), folder))


def _copied(folder: Path, name: str) -> None:
    kept = ROOT / "var" / "bench" / f"{name}.db"
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        for older in kept.parent.glob(f"{REVIEWS}-*.db"):
            older.unlink()
        with tempfile.TemporaryDirectory(dir=kept.parent) as draft:
            build(Path(draft))
            (Path(draft) / "diary.db").rename(kept)
    shutil.copy(kept, folder / "diary.db")


def build(folder: Path) -> None:
    """Fill the database, straight into the tables; the counts follow in the end."""
    start(Config.from_env(environment(folder), folder))
    database.migrate()
    dice = random.Random(1)
    with database.connected():
        if is_sqlite():
            # Whoever stops it begins again.
            for setting in ("synchronous = off", "foreign_keys = off", "cache_size = -200000"):
                db.execute_sql(f"PRAGMA {setting}")
        everyone = _members()
        with db.atomic(), bulk.unindexed(Review, MovieName, MovieRatingCount):
            movies = _movies()
            bulk.put(Review, ENTRY, _diaries(everyone, movies, dice))
        with db.atomic():
            _together(everyone, dice)
            _counts()
        db.execute_sql("ANALYZE")
    # The last connection to go leaves one file with everything in it.
    database.disconnect()


def _members() -> dict[str, str]:
    """Everybody's id by name. Of those nobody signs in as, no password is hashed: that alone would take minutes."""
    named = [*SIZES, *(f"m{number}" for number in range(WRITERS)), *FOLLOWERS, QUIET_FOLLOWER]
    known = {name: register(Account(name, f"{name}@example.org", PASSWORD)).id.hex for name in named}
    others = {name: ids.uuid7().hex for name in (f"c{number}" for number in range(MEMBERS - len(known)))}
    at = clock.now().replace(tzinfo=None)
    rows = ((key, name, name, name, f"{name}@example.org", "none", at) for name, key in others.items())
    bulk.put(Member, ("id", "username", "display_name", "folded", "email", "password", "created_at"), rows)
    return known | others


def _movies() -> list[str]:
    keys, at = [ids.uuid7().hex for _ in range(MOVIES)], clock.now().replace(tzinfo=None)
    films = [(key, f"The Film {number}", 1920 + number % 100, number) for number, key in enumerate(keys)]
    rows = ((key, title, year, f'["Director {number % 7_000}"]', 1_000 + number, at) for key, title, year, number in films)
    bulk.put(Movie, ("id", "title", "year", "directors", "tmdb_id", "discovered_at"), rows)
    bulk.put(MovieDetails, ("movie_id", "runtime", "genres", "countries", "languages"), (_facts(*film) for film in films))
    bulk.put(MovieName, ("movie", "year", "name", "words", "squeezed"), (row for film in films for row in _names(*film)))
    return keys


def _facts(key: str, title: str, year: int, number: int) -> tuple[object, ...]:
    """What a film database would have told."""
    genres = f'["{GENRES[year % 6]}", "{GENRES[year % 5]}"]'
    return key, 80 + year % 60, genres, f'["{COUNTRIES[year % 4]}"]', f'["{LANGUAGES[year % 4]}"]'


def _names(key: str, title: str, year: int, number: int) -> Iterator[tuple[object, ...]]:
    return ((key, year, one.name, one.words, one.squeezed) for one in names(title, "").values())


def _diaries(everyone: dict[str, str], movies: list[str], dice: random.Random) -> Iterator[tuple[object, ...]]:
    """The entries of all, in the order they were logged: those who are measured, then the crowd all at the same time, then the
    others one after the other."""
    crowd = _crowd(everyone)
    apart = {*crowd, *(everyone[name] for name in (*SIZES, *FOLLOWERS, QUIET_FOLLOWER))}
    rest = [key for key in everyone.values() if key not in apart]
    for name, count in SIZES.items():
        yield from _entries([everyone[name]] * count, movies, dice)
    yield from _entries(crowd[:1] * QUIET_ENTRIES, movies, dice)
    left = REVIEWS - sum(SIZES.values()) - QUIET_ENTRIES
    yield from _entries([dice.choice(crowd[1:]) for _ in range(left // 2)], movies, dice)
    each, more = divmod(left - left // 2, len(rest))
    yield from _entries([key for place, key in enumerate(rest) for _ in range(each + (place < more))], movies, dice)


def _crowd(everyone: dict[str, str]) -> list[str]:
    """Those whom others follow; the first is the quiet one."""
    return [everyone[f"c{number}"] for number in range(CROWD + 1)]


def _entries(members: list[str], movies: list[str], dice: random.Random) -> Iterator[tuple[object, ...]]:
    for member in members:
        review = ids.uuid7()
        day = f"{dice.randint(2006, 2026)}-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}"
        # Some films are seen by many, most by few.
        movie = movies[int(len(movies) * dice.random() ** 3)]
        place = position(day, "", review)
        text = TEXT if dice.random() < 0.4 else ""
        said = (day, "", place, dice.randint(1, 10), False, "cinema", "[]", text, False, True, False, "everyone")
        yield review.hex, member, movie, review.hex, *said


def _together(everyone: dict[str, str], dice: random.Random) -> None:
    crowd = _crowd(everyone)
    whom = {name: crowd[1 : count + 1] for name, count in FOLLOWERS.items()} | {QUIET_FOLLOWER: crowd[:1]}
    pairs = ((everyone[name], followed, ACCEPTED, ids.uuid7().hex) for name, some in whom.items() for followed in some)
    bulk.put(Follow, ("follower", "followed", "state", "id"), pairs)
    bulk.put(ReviewBoost, ("member_id", "review_id", "id"), _shared(crowd[1:], dice))
    db.execute_sql(
        "INSERT INTO newest SELECT member, max(id) FROM (SELECT member_id AS member, id FROM review "
        "UNION ALL SELECT member_id, id FROM review_boost) AS told GROUP BY member"
        if is_sqlite()
        else "INSERT INTO newest SELECT DISTINCT ON (member) member, id FROM (SELECT member_id AS member, id FROM review "
        "UNION ALL SELECT member_id, id FROM review_boost) AS told ORDER BY member, id DESC"
    )


def _shared(crowd: list[str], dice: random.Random) -> Iterator[tuple[str, str, str]]:
    """Each shares some entries of others, at moments when the crowd logged its latest."""
    among = [UUID(key) for key in crowd]
    newest = Review.select(Review.id).order_by(Review.id.desc())
    reviews = [row[0].hex for row in newest.limit(2_000).tuples()]
    moments = [row[0].int for row in newest.where(Review.member.in_(among)).limit(20_000).tuples()]
    for member in crowd:
        for review in dice.sample(reviews, SHARED_EACH):
            yield member, review, UUID(int=dice.choice(moments) >> 32 << 32 | dice.getrandbits(32)).hex


def _counts() -> None:
    for table, key in COUNTS.items():
        db.execute_sql(
            f"INSERT INTO {table._meta.table_name} SELECT {key}, audience, count(*) FROM review GROUP BY {key}, audience"
        )
    first = "json_extract(directors, '$[0]')" if is_sqlite() else "directors::json->>0"
    db.execute_sql(
        f"INSERT INTO {DirectorCount._meta.table_name} SELECT member_id, {first} AS director, audience, "
        "count(*) FROM review JOIN movie ON movie.id = movie_id GROUP BY member_id, director, audience"
    )
