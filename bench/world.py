"""A database as it is after some years: many members, one of them with ten thousand films."""

import hashlib
import os
import random
import shutil
import tempfile
from pathlib import Path
from uuid import UUID

from moviediary import clock, database, ids, start
from moviediary.accounts.actions import register
from moviediary.accounts.commands import Account
from moviediary.accounts.models import Member
from moviediary.config import RATE_LIMITS, ROOT, Config
from moviediary.database import db
from moviediary.diary.models import DayCount, DirectorCount, MonthRatingCount, MovieRatingCount, RatingCount, Review
from moviediary.diary.rules import position
from moviediary.movies.models import Movie, MovieDetails, MovieName
from moviediary.reactions.models import ReviewBoost
from moviediary.relations.models import Follow
from moviediary.relations.rules import ACCEPTED
from moviediary.titles.names import names

PASSWORD = "correct horse battery"
REVIEWS = int(os.environ.get("BENCH_REVIEWS", "200000"))
MOVIES = 5_000
SIZES = {"reader": 10_000, "newer": 1_000}
# Those who read what others log, by how many they follow of the crowd; and one who follows somebody who is quiet.
FOLLOWERS = {"f20": 20, "f200": 200, "f2000": 2_000}
QUIET_FOLLOWER, QUIET_ENTRIES = "quiet", 60
CROWD, SHARED_EACH = 2_000, 3
TEXT = "I kept looking at the clock on the wall instead of the subtitles. *Seen again* on the big screen."


def environment(folder: Path, **more: str) -> dict[str, str]:
    """What the site and its worker are started with."""
    own = {"DATABASE_URL": f"sqlite:///{folder / 'diary.db'}", "STORAGE_URL": f"file://{folder / 'files'}"}
    own |= {
        "SECRET_KEY": "bench",
        "LOG_LEVEL": "error",
        "PATH": os.environ["PATH"],
        "ALLOW_REGISTRATION": "true",
        "METADATA_PROVIDERS": "none",
    }
    return {**own, **{f"RATE_LIMIT_{name}": "1000000 per minute" for name in RATE_LIMITS}, **more}


def lay_out(folder: Path) -> None:
    """Put a copy of the filled database into a folder. It is filled once per size, schema and version of this module."""
    sources = [Path(__file__), *sorted(database.MIGRATIONS.glob("*.py"))]
    made_by = hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()[:10]
    kept = ROOT / "var" / "bench" / f"{REVIEWS}-{made_by}.db"
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        for older in kept.parent.glob(f"{REVIEWS}-*.db"):
            older.unlink()
        with tempfile.TemporaryDirectory(dir=kept.parent) as draft:
            build(Path(draft))
            (Path(draft) / "diary.db").rename(kept)
    shutil.copy(kept, folder / "diary.db")
    start(Config.from_env(environment(folder), folder))


def build(folder: Path) -> None:
    """Fill the database, straight into the tables; the counts follow in the end."""
    start(Config.from_env(environment(folder), folder))
    database.migrate()
    dice = random.Random(1)
    with database.connected():
        members = [register(Account(name, f"{name}@example.org", PASSWORD)) for name in SIZES]
        others = [register(Account(f"m{number}", f"m{number}@example.org", PASSWORD)) for number in range(20)]
        crowd = _crowd(others[0].password)
        followers = [register(Account(name, f"{name}@example.org", PASSWORD)) for name in (*FOLLOWERS, QUIET_FOLLOWER)]
        with db.atomic():
            movies = _movies()
            for member in members:
                _reviews(member.id, SIZES[member.username], movies, dice)
            _reviews(crowd[0], QUIET_ENTRIES, movies, dice)
            # The crowd logs at the same time, the others one after the other.
            rest = (REVIEWS - sum(SIZES.values())) // 2
            _reviews(crowd[1:], rest, movies, dice)
            for member in others:
                _reviews(member.id, rest // len(others), movies, dice)
            _follow([follower.id for follower in followers], crowd)
            _share(crowd[1:], dice)
            _newest()
            _counts()
        db.execute_sql("ANALYZE")
    # The last connection to go leaves one file with everything in it.
    database.disconnect()


def _movies() -> list:
    rows = [
        {
            "id": ids.uuid7(),
            "title": f"The Film {number}",
            "year": 1920 + number % 100,
            "directors": (f"Director {number % 700}",),
            "tmdb_id": 1_000 + number,
        }
        for number in range(MOVIES)
    ]
    for chunk in _chunks(rows):
        Movie.insert_many([{**row, "discovered_at": clock.now()} for row in chunk]).execute()
        MovieDetails.insert_many([_details(row["id"], row["year"]) for row in chunk]).execute()
        MovieName.insert_many([name for row in chunk for name in _names(row)]).execute()
    return [row["id"] for row in rows]


def _names(row: dict) -> list[dict]:
    keys = {"movie": row["id"], "year": row["year"]}
    return [{**keys, "name": one.name, "words": one.words, "squeezed": one.squeezed} for one in names(row["title"], "").values()]


def _details(movie_id, year: int) -> dict:
    """What a film database would have told."""
    genres = ("Drama", "Comedy", "Crime", "Romance", "Thriller", "Animation")
    countries, languages = ("France", "Japan", "Italy", "Iran"), ("French", "Japanese", "Italian", "Persian")
    facts = {
        "genres": (genres[year % 6], genres[year % 5]),
        "countries": (countries[year % 4],),
        "languages": (languages[year % 4],),
    }
    return {"movie_id": movie_id, "runtime": 80 + year % 60, **facts}


def _crowd(password: str) -> list:
    """Members nobody signs in as: to hash 2,000 passwords would take a minute."""
    rows = [
        {"id": ids.uuid7(), "username": name, "display_name": name, "email": f"{name}@example.org", "password": password}
        for name in (f"c{number}" for number in range(CROWD + 1))
    ]
    for chunk in _chunks([{**row, "created_at": clock.now()} for row in rows]):
        Member.insert_many(chunk).execute()
    return [row["id"] for row in rows]


def _follow(followers: list, crowd: list) -> None:
    """The first of the crowd is the quiet one, whom the last of the followers follows."""
    whom = [crowd[1 : count + 1] for count in FOLLOWERS.values()] + [crowd[:1]]
    pairs = [(follower, followed) for follower, some in zip(followers, whom, strict=True) for followed in some]
    for chunk in _chunks([{"follower": one, "followed": other, "state": ACCEPTED, "id": ids.uuid7()} for one, other in pairs]):
        Follow.insert_many(chunk).execute()


def _share(crowd: list, dice: random.Random) -> None:
    """Each shares some entries of others, at moments when the crowd logged its latest."""
    newest = Review.select(Review.id).order_by(Review.id.desc())
    reviews = [row[0] for row in newest.where(Review.member.not_in(crowd)).limit(2_000).tuples()]
    moments = [row[0].int for row in newest.where(Review.member.in_(crowd)).limit(20_000).tuples()]
    rows = [
        {"member_id": member, "review_id": review, "id": UUID(int=dice.choice(moments) >> 32 << 32 | dice.getrandbits(32))}
        for member in crowd
        for review in dice.sample(reviews, SHARED_EACH)
    ]
    for chunk in _chunks(rows):
        ReviewBoost.insert_many(chunk).execute()


def _newest() -> None:
    db.execute_sql(
        "INSERT INTO newest SELECT member, max(id) FROM (SELECT member_id AS member, id FROM review "
        "UNION ALL SELECT member_id, id FROM review_boost) GROUP BY member"
    )


def _reviews(member_ids, count: int, movies: list, dice: random.Random) -> None:
    """Entries of a member, or of several at the same time."""
    rows, each = [], member_ids if isinstance(member_ids, list) else [member_ids]
    for _ in range(count):
        review_id = ids.uuid7()
        watched = f"{dice.randint(2006, 2026)}-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}"
        rows.append(
            {
                "id": review_id,
                "member": dice.choice(each),
                "movie": dice.choice(movies),
                "key": review_id,
                "watched": watched,
                "time": "",
                "position": position(watched, "", review_id),
                "rating": dice.randint(1, 10),
                "heart": False,
                "medium": "cinema",
                "tags": (),
                "text": TEXT if dice.random() < 0.4 else "",
                "spoiler": False,
                "finished": True,
                "seen_before": False,
                "audience": "everyone",
            }
        )
    for chunk in _chunks(rows):
        Review.insert_many(chunk).execute()


def _counts() -> None:
    for table, key in (
        (DayCount, "member_id, watched"),
        (RatingCount, "member_id, rating"),
        (MovieRatingCount, "movie_id, rating"),
        (MonthRatingCount, "member_id, substr(watched, 1, 7), rating"),
    ):
        name = table._meta.table_name
        db.execute_sql(f"INSERT INTO {name} SELECT {key}, audience, count(*) FROM review GROUP BY {key}, audience")
    db.execute_sql(
        f"INSERT INTO {DirectorCount._meta.table_name} SELECT member_id, json_extract(directors, '$[0]') AS director, audience, "
        "count(*) FROM review JOIN movie ON movie.id = movie_id GROUP BY member_id, director, audience"
    )


def _chunks(rows: list, size: int = 500):
    return (rows[start : start + size] for start in range(0, len(rows), size))
