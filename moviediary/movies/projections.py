"""The catalogue's tables, as they follow from the log."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from moviediary.accounts.events import MemberErased
from moviediary.events import Recorded
from moviediary.movies.events import FactsFixed, MovieCorrected, MovieDiscovered, MoviesMerged, MoviesParted
from moviediary.movies.facts import FIXABLE
from moviediary.movies.models import Movie, MovieFixedFacts, MovieMerge, MovieName
from moviediary.movies.rules import EXTERNAL
from moviediary.tables import add_all, find, get, put
from moviediary.titles.names import Name, names


def discovered(event: MovieDiscovered, recorded: Recorded) -> None:
    Movie.insert(
        id=event.movie_id, **_identity(event), discovered_by=recorded.actor, discovered_at=recorded.at, merged_into=None
    ).execute()
    _name_anew(event.movie_id)


def discovered_together(recorded: Sequence[Recorded]) -> None:
    """The same for the many films of an import."""
    events: list[Any] = [one.event for one in recorded]
    told = [{"discovered_by": one.actor, "discovered_at": one.at, "merged_into": None} for one in recorded]
    add_all(Movie, [{"id": event.movie_id, **_identity(event), **more} for event, more in zip(events, told, strict=True)])
    every = [(event, name) for event in events for name in names(event.title, event.original_title).values()]
    add_all(MovieName, [_name(event.movie_id, name, event.year) for event, name in every])


def corrected(event: MovieCorrected, recorded: Recorded) -> None:
    _note_completed(event)
    Movie.update(_identity(event)).where(Movie.id == event.movie_id).execute()
    _name_anew(event.movie_id)


def merged(event: MoviesMerged, recorded: Recorded) -> None:
    gone, stays = get(Movie, event.movie_id), get(Movie, event.into_id)
    numbers = _numbers(gone)
    put(MovieMerge, movie_id=gone.id, into_id=stays.id, seq=recorded.seq, **numbers)
    leads_on = (Movie.id == gone.id) | (Movie.merged_into == gone.id)
    Movie.update(merged_into=stays.id, **dict.fromkeys(EXTERNAL)).where(leads_on).execute()
    gained = {name: value for name, value in numbers.items() if getattr(stays, name) is None}
    if gained:
        Movie.update(gained).where(Movie.id == stays.id).execute()
    MovieName.delete().where(MovieName.movie == gone.id).execute()
    _name_anew(stays.id)


def parted(event: MoviesParted, recorded: Recorded) -> None:
    merge = get(MovieMerge, event.movie_id)
    MovieMerge.delete().where(MovieMerge.movie_id == merge.movie_id).execute()
    stays = _take_back(merge)
    # What had been merged into it before goes with it.
    own = list(_family(merge.movie_id))
    Movie.update(merged_into=merge.movie_id).where(Movie.id.in_(own)).execute()
    Movie.update(merged_into=None, **_numbers(merge)).where(Movie.id == merge.movie_id).execute()
    _name_anew(merge.movie_id)
    _name_anew(stays)


def fixed(event: FactsFixed, recorded: Recorded) -> None:
    MovieFixedFacts.delete().where(MovieFixedFacts.movie_id == event.movie_id).execute()
    said = {name: getattr(event, name) for name in FIXABLE}
    if any(value is not None for value in said.values()):
        MovieFixedFacts.insert(movie_id=event.movie_id, **said).execute()


def forget_discoverer(event: MemberErased, recorded: Recorded) -> None:
    Movie.update(discovered_by=None).where(Movie.discovered_by == event.member_id).execute()


def _add(movie_id: UUID, name: Name, year: int) -> None:
    MovieName.insert(_name(movie_id, name, year)).execute()


def _name(movie_id: UUID, name: Name, year: int) -> dict[str, object]:
    return {"movie": movie_id, "name": name.name, "year": year, "words": name.words, "squeezed": name.squeezed}


def _name_anew(movie_id: UUID) -> None:
    """Name a movie by its titles and by those of what was merged into it: whoever knew it by another one still finds it."""
    MovieName.delete().where(MovieName.movie == movie_id).execute()
    known: set[str] = set()
    for one in _family(movie_id):
        movie = get(Movie, one)
        fresh = {text: name for text, name in names(movie.title, movie.original_title).items() if text not in known}
        for name in fresh.values():
            _add(movie_id, name, movie.year)
        known |= fresh.keys()


def _family(movie_id: UUID) -> Iterator[UUID]:
    """A movie and all that was merged into it, each before what was merged into that one."""
    yield movie_id
    for merge in _merges_into(movie_id):
        yield from _family(merge.movie_id)


def _note_completed(event: MovieCorrected) -> None:
    """Note at the merges into a movie what was filled in since by a film database, and no longer what somebody said instead."""
    merges = _merges_into(event.movie_id)
    before = get(Movie, event.movie_id) if merges else None
    changed = {name for name, value in _identity(event).items() if before and getattr(before, name) != value}
    for merge in merges if changed else ():
        names = {*merge.completed, *changed} if event.told else {*merge.completed} - changed
        MovieMerge.update(completed=tuple(sorted(names))).where(MovieMerge.movie_id == merge.movie_id).execute()


def _merges_into(movie_id: UUID) -> list[MovieMerge]:
    return list(MovieMerge.select().where(MovieMerge.into_id == movie_id).order_by(MovieMerge.seq))


def _take_back(merge: MovieMerge) -> UUID:
    """Take from each movie on the way, and from the one at its end, the numbers that came with a merge. Returns that one."""
    at: UUID = merge.into_id
    while (above := find(MovieMerge, "movie_id", at)) is not None:
        if less := _without(above, at, merge):
            MovieMerge.update(less).where(MovieMerge.movie_id == at).execute()
        at = above.into_id
    if less := _without(get(Movie, at), at, merge):
        Movie.update(less).where(Movie.id == at).execute()
    return at


def _without(holder: Movie | MovieMerge, movie_id: UUID, merge: MovieMerge) -> dict[str, object]:
    """What becomes of the numbers that a movie has from a merge: what another merge brought and did not get in, or nothing."""
    lost = [name for name, value in _numbers(merge).items() if value is not None and getattr(holder, name) == value]
    others = _merges_into(movie_id) if lost else []
    return {name: next((number for other in others if _is_free(name, number := getattr(other, name))), None) for name in lost}


def _is_free(name: str, number: object) -> bool:
    return number is not None and not Movie.select().where(getattr(Movie, name) == number).exists()


def _numbers(row: Movie | MovieMerge) -> dict[str, object]:
    return {name: getattr(row, name) for name in EXTERNAL}


def _identity(event: MovieDiscovered | MovieCorrected) -> dict[str, object]:
    fields = ("title", "original_title", "year", "directors", *EXTERNAL)
    return {name: getattr(event, name) for name in fields}
