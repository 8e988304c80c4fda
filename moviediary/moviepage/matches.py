"""What the film databases know of a film of ours."""

from dataclasses import dataclass
from typing import Any

from moviediary import clock, providers
from moviediary.errors import GiveUp, TryAgain
from moviediary.movies import reference
from moviediary.movies.commands import Identity
from moviediary.movies.models import Movie
from moviediary.movies.queries import Film, films, holders, movie_by_id
from moviediary.movies.reference import title_and_year
from moviediary.movies.rules import EXTERNAL

SILENT = "The film database does not answer right now. Try again in a minute, or correct the film by hand."
SOURCES = {"tmdb_id": "TMDB", "imdb_id": "IMDb", "wikidata_id": "Wikidata"}


@dataclass(frozen=True)
class Candidate:
    """A film of a provider that may be ours. `picture` is the address of a small poster elsewhere, or empty."""

    value: str
    title: str
    original_title: str
    year: int | None
    directors: tuple[str, ...]
    picture: str
    source: str

    @property
    def hue(self) -> int:
        return sum(self.title.encode()) % 12


@dataclass(frozen=True)
class Found:
    """What the providers know of, and a sentence where they could not be asked."""

    candidates: list[Candidate]
    note: str = ""


@dataclass(frozen=True)
class Told:
    """What a provider tells of one film: nothing where it knows none, and a sentence where it could not be asked."""

    identity: Identity | None = None
    candidate: Candidate | None = None
    note: str = ""


def candidates(text: str) -> Found:
    """Films that fit a title with or without its year, a number or a pasted address."""
    pointed = reference.parse(text)
    if pointed is not None:
        told = lookup(pointed)
        return Found([told.candidate] if told.candidate else [], told.note)
    try:
        return Found([_candidate(match) for match in _matches(text)])
    except TryAgain:
        return Found([], SILENT)
    except GiveUp as problem:
        return Found([], f"The film database cannot be asked: {problem}.")


def lookup(pointed: reference.Reference, picture: str = "") -> Told:
    """What the providers tell of a film by its number."""
    try:
        facts = providers.lookup(pointed.value)
    except TryAgain:
        return Told(note=SILENT)
    except GiveUp as problem:
        return Told(note=f"The film database cannot be asked: {problem}.")
    if facts is None:
        return Told()
    numbers: dict[str, Any] = {name: getattr(facts, name) for name in EXTERNAL} | {pointed.field: pointed.stored}
    identity = Identity(facts.title, facts.year, facts.original_title, facts.directors, **numbers)
    shown = (facts.title, facts.original_title, facts.year, facts.directors)
    return Told(identity, Candidate(pointed.value, *shown, picture, facts.source))


def others(movie: Movie, told: Identity) -> list[Film]:
    """Other movies of ours that have one of the numbers."""
    found = {known.movie_id for known in holders(told).values()} - {movie.id}
    return films([one for movie_id in sorted(found) if (one := movie_by_id(movie_id))])


def _matches(text: str) -> list[providers.Match]:
    title, year = title_and_year(text, clock.now().year)
    found = providers.search(title, year)
    # The year may be what is wrong with a film of ours.
    return found if found or year is None else providers.search(title, None)


def _candidate(match: providers.Match) -> Candidate:
    pointed = reference.parse(match.value)
    source = match.source or (SOURCES[pointed.field] if pointed else "")
    return Candidate(match.value, match.title, match.original_title, match.year, match.directors, match.picture, source)
