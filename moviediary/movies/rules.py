"""What a movie may be called, and when two of them are the same."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from moviediary.errors import ChangedMeanwhile, NotAllowed, Refused
from moviediary.movies.commands import CorrectMovie, DiscoverMovie, Identity
from moviediary.movies.events import MovieCorrected, MovieDiscovered
from moviediary.providers.facts import Facts
from moviediary.shapes import FIRST_YEAR, IMDB, LAST_TMDB, WIKIDATA, YEARS_AHEAD
from moviediary.text import fold, one_line

EXTERNAL = ("imdb_id", "tmdb_id", "wikidata_id")
NUMBER_OF = {"imdb_id": "IMDb number", "tmdb_id": "TMDB number", "wikidata_id": "Wikidata number"}
TITLE_LENGTH, NAME_LENGTH, DIRECTORS = 255, 120, 20


@dataclass(frozen=True)
class Known:
    """A movie that is in the catalogue."""

    movie_id: UUID
    identity: Identity
    discovered_by: UUID | None = None


@dataclass(frozen=True)
class Poster:
    """A stored poster: the names of its two sizes, its colour, where it came from, what the larger one weighs."""

    small: str = ""
    large: str = ""
    color: str = ""
    source: str = ""
    bytes: int = 0


@dataclass(frozen=True)
class DiscoverFacts:
    """What the catalogue holds: movies with one of the external ids, movies of that title and year, a fresh id.

    Movies that are `closed` to whoever asks are found, and left as they are.
    """

    holders: Mapping[str, Known]
    namesakes: Sequence[Known]
    new_id: UUID
    today_year: int
    closed: frozenset[UUID] = frozenset()


@dataclass(frozen=True)
class Discovery:
    """The movie that was meant, and what happened: nothing, where it was known as it is."""

    movie_id: UUID
    events: tuple[MovieDiscovered | MovieCorrected, ...] = ()


def checked(identity: Identity, today_year: int) -> Identity:
    """An identity with its text cleaned. Raises Refused, naming each field that will not do."""
    problems: dict[str, str] = {}
    title, original = one_line(identity.title), one_line(identity.original_title)
    directors = tuple(dict.fromkeys(name for name in map(one_line, identity.directors) if name))
    too_long = f"A title has at most {TITLE_LENGTH} characters."
    if not 1 <= len(title) <= TITLE_LENGTH:
        problems["title"] = "Write the title." if not title else too_long
    if len(original) > TITLE_LENGTH:
        problems["original_title"] = too_long
    last = today_year + YEARS_AHEAD
    if not FIRST_YEAR <= identity.year <= last:
        problems["year"] = f"Write the year of release, from {FIRST_YEAR} to {last}."
    if len(directors) > DIRECTORS or any(len(name) > NAME_LENGTH for name in directors):
        problems["director"] = (
            f"Name up to {DIRECTORS} directors, separated by commas, each with at most {NAME_LENGTH} characters."
        )
    if identity.imdb_id is not None and not IMDB.fullmatch(identity.imdb_id):
        problems["imdb_id"] = "An IMDb number looks like tt0118694."
    if identity.tmdb_id is not None and not 1 <= identity.tmdb_id <= LAST_TMDB:
        problems["tmdb_id"] = "A TMDB number looks like 843."
    if identity.wikidata_id is not None and not WIKIDATA.fullmatch(identity.wikidata_id):
        problems["wikidata_id"] = "A Wikidata number looks like Q208108."
    if problems:
        raise Refused(" ".join(problems.values()), problems)
    return replace(identity, title=title, original_title="" if original == title else original, directors=directors)


def discover(command: DiscoverMovie, facts: DiscoverFacts) -> Discovery:
    """Find the movie that is meant, complete what was missing about it, or let it enter the catalogue."""
    identity = checked(command.identity, facts.today_year)
    found = {known.movie_id: known for known in facts.holders.values()}
    if len(found) > 1:
        raise Refused("These numbers belong to different films of the catalogue. An admin can merge them if they are one.")
    same = next(iter(found.values()), None) or next((k for k in facts.namesakes if same_movie(k.identity, identity)), None)
    if same is None:
        return Discovery(facts.new_id, (MovieDiscovered(facts.new_id, **fields(identity)),))
    completed = completed_by(same.identity, identity)
    if completed == same.identity or same.movie_id in facts.closed:
        return Discovery(same.movie_id)
    return Discovery(same.movie_id, (MovieCorrected(same.movie_id, **fields(completed)),))


def same_movie(one: Identity, other: Identity) -> bool:
    """Same title, year and director, where both name one, and no number that says otherwise."""
    names = {fold(one.title), fold(one.original_title or one.title)}
    if one.year != other.year or not names & {fold(other.title), fold(other.original_title or other.title)}:
        return False
    if any(_differ(getattr(one, name), getattr(other, name)) for name in EXTERNAL):
        return False
    return not one.directors or not other.directors or bool(_folded(one.directors) & _folded(other.directors))


def completed_by(known: Identity, said: Identity) -> Identity:
    """What is known, with the gaps filled by what was said. Nothing known is replaced."""
    return replace(
        known,
        original_title=known.original_title or ("" if said.original_title == known.title else said.original_title),
        directors=known.directors or said.directors,
        imdb_id=known.imdb_id or said.imdb_id,
        tmdb_id=known.tmdb_id or said.tmdb_id,
        wikidata_id=known.wikidata_id or said.wikidata_id,
    )


@dataclass(frozen=True)
class CorrectFacts:
    """The movie as it is, whether the member may correct it, and other movies that hold one of the new numbers."""

    known: Known
    allowed: bool
    holders: Mapping[str, Known]
    today_year: int


def correct(command: CorrectMovie, facts: CorrectFacts) -> list[MovieCorrected]:
    if not facts.allowed:
        raise NotAllowed("Only an admin and whoever added this film can correct it.")
    identity = checked(command.identity, facts.today_year)
    taken = {name: k.identity for name, k in facts.holders.items() if k.movie_id != facts.known.movie_id}
    if taken:
        problems = {name: f"This {NUMBER_OF[name]} belongs to {k.title} ({k.year})." for name, k in taken.items()}
        raise Refused("Another film has this number already.", problems)
    if identity == facts.known.identity:
        return []
    if command.version and command.version != version_of(facts.known.identity):
        raise ChangedMeanwhile(
            f"Somebody corrected this film meanwhile. It is now: {told(facts.known.identity)}. "
            "What you wrote is still in the form; save again to put it in place of that."
        )
    return [MovieCorrected(command.movie_id, **fields(identity))]


def identity_of(told: Facts) -> Identity:
    """What a provider calls a film."""
    numbers = (told.imdb_id, told.tmdb_id, told.wikidata_id)
    return Identity(told.title, told.year, told.original_title, told.directors, *numbers)


def version_of(identity: Identity) -> str:
    """A short mark of what a movie is called, another one as soon as any of it changes."""
    return hashlib.sha256(repr(identity).encode()).hexdigest()[:16]


def told(identity: Identity) -> str:
    """An identity in a line."""
    by = f", directed by {', '.join(identity.directors)}" if identity.directors else ""
    numbers = [f"{NUMBER_OF[name]} {getattr(identity, name)}" for name in EXTERNAL if getattr(identity, name)]
    return ", ".join([f"{identity.title} ({identity.year}){by}", *numbers])


def fields(identity: Identity) -> dict[str, Any]:
    """An identity as the fields of an event."""
    return {
        "title": identity.title,
        "original_title": identity.original_title,
        "year": identity.year,
        "directors": identity.directors,
        "imdb_id": identity.imdb_id,
        "tmdb_id": identity.tmdb_id,
        "wikidata_id": identity.wikidata_id,
    }


def _differ(one: object, other: object) -> bool:
    return one is not None and other is not None and one != other


def _folded(names: Sequence[str]) -> set[str]:
    return {fold(name) for name in names}
