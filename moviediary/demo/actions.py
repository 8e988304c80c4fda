"""Filling an empty diary, so that a newcomer sees a living site."""

import csv
import secrets
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import chain
from pathlib import Path

from moviediary import clock, ids, log
from moviediary.accounts.actions import register
from moviediary.accounts.commands import Account
from moviediary.accounts.models import Member
from moviediary.demo.rules import PEOPLE, Person, Remark, Watched, viewings
from moviediary.diary import rules
from moviediary.diary.commands import LogReview
from moviediary.diary.models import Review
from moviediary.errors import Refused
from moviediary.movies.actions import discover
from moviediary.movies.commands import DiscoverMovie, Identity
from moviediary.movies.fixing import save_facts
from moviediary.reactions.events import BoostAdded
from moviediary.relations.actions import follow

FOLDER = Path(__file__).parent
Facts = dict[str, object]
FOLLOWS = (("mira", "ada"), ("ada", "mira"), ("jonas", "ada"), ("ada", "jonas"))
SHARER, SHARED = "ada", ("jonas", "mira")


def fill() -> str:
    """Make the members and their diaries, and say how to sign in. Raises Refused where there are members already."""
    if Member.select().exists():
        raise Refused("There are members here already; the demonstration is for an empty diary.")
    films, remarks, today = _films(), _remarks(), clock.now().date()
    password = secrets.token_urlsafe(9)
    members = {person.username: _member(person, password) for person in PEOPLE}
    diaries = (viewings(person, list(films), remarks, today) for person in PEOPLE)
    # Logged in the order they were watched in, so that the feed is a mixture too.
    watched = sorted(chain.from_iterable(diaries), key=lambda one: one.viewing.watched)
    for one in watched:
        _log(members[one.person.username], one, films[one.film], today)
    _acquaint(members)
    names = ", ".join(members)
    return f"{len(watched)} entries by {names}. Sign in as mira with the password {password} (the others have the same one)."


def _member(person: Person, password: str) -> Member:
    member = register(Account(person.username, f"{person.username}@example.org", password, person.display_name))
    Member.update(about=person.about).where(Member.id == member.id).execute()
    return member


def _log(member: Member, one: Watched, facts: Facts, today: date) -> None:
    with log.changes(member.id) as record:
        movie_id = discover(record, DiscoverMovie(one.film))
        save_facts(movie_id, facts)
        known = rules.LogFacts(member.id, today, ids.uuid7(), None)
        for event in rules.log(LogReview(ids.uuid7(), movie_id, one.viewing), known).events:
            record(event)


def _acquaint(members: Mapping[str, Member]) -> None:
    """Let some follow each other, and one share with each of the others what they would not see else."""
    for one, other in FOLLOWS:
        follow(members[one], other)
    for author in SHARED:
        public = Review.select(Review.id).where(Review.member == members[author].id, Review.audience == "everyone")
        review = public.where(Review.text != "").order_by(Review.id.desc()).get()
        with log.changes(members[SHARER].id) as record:
            record(BoostAdded(review.id, members[SHARER].id))


def _films() -> dict[Identity, Facts]:
    """The films with their runtimes in minutes, where known, their genres, countries and languages."""
    with open(FOLDER / "films.tsv", encoding="utf-8", newline="") as file:
        return {_film(row): _facts(row) for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)}


def _film(row: dict[str, str]) -> Identity:
    directors = tuple(row["directors"].split("; "))
    return Identity(row["title"], int(row["year"]), directors=directors, imdb_id=row["imdb_id"] or None)


def _facts(row: dict[str, str]) -> Facts:
    lists = {name: tuple(row[name].split("; ")) if row[name] else () for name in ("genres", "countries", "languages")}
    return {"runtime": int(row["runtime"]) if row["runtime"] else None, **lists}


def _remarks() -> list[Remark]:
    lines = (FOLDER / "remarks.txt").read_text(encoding="utf-8").splitlines()
    return [Remark(int(low), int(high), text) for low, high, text in _split(lines)]


def _split(lines: Iterable[str]) -> Iterator[list[str]]:
    return (line.split("\t") for line in lines if line.strip())
