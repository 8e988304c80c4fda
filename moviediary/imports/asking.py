"""Asking film databases, in the background and as slowly as they like, about the films nobody here could tell."""

from collections.abc import Iterator

import msgspec
import peewee

from moviediary import providers
from moviediary.accounts.models import Member
from moviediary.database import writing
from moviediary.errors import GiveUp, Refused, TryAgain
from moviediary.imports import answering
from moviediary.imports.commands import Answer
from moviediary.imports.films import Candidate, Match, match
from moviediary.imports.matching import candidates_of
from moviediary.imports.models import UNSETTLED, Import, ImportFilm
from moviediary.movies.reference import numbers
from moviediary.sources.lines import Film
from moviediary.tables import get


def ask(batch: Import) -> Iterator[None]:
    """Ask about each film once. Raises TryAgain where none answers, to go on later with those behind the film it stopped at."""
    done = (Import.id == batch.id) & (Import.state == "done")
    while providers.configured() and (row := _next(batch)):
        if not Import.select().where(done).exists():
            return
        try:
            _settle(batch, row, _told(row))
        except TryAgain:
            # This one may never get an answer.
            Import.update(place=row.id).where(done).execute()
            raise
        except GiveUp:
            # None of those who could be asked ever will know: the member has to say it.
            _settle(batch, row, Match("none", candidates_of(row)))
        yield


def waiting(batch: Import) -> int:
    """How many films are still to be asked about."""
    if not providers.configured() or batch.state != "done":
        return 0
    return int(ImportFilm.select().where(_open(batch)).count())


def asked(batch: Import) -> int:
    """How many films were asked about."""
    return int(ImportFilm.select().where(ImportFilm.batch == batch.id, ImportFilm.asked).count())


def _next(batch: Import) -> ImportFilm | None:
    """The first film behind the one where nobody answered, else the first of all."""
    behind = get(Import, batch.id).place
    films = ImportFilm.select().where(_open(batch)).order_by(ImportFilm.id)
    return films.where(ImportFilm.id > behind).first() or films.first()


def _open(batch: Import) -> peewee.Expression:
    return (ImportFilm.batch == batch.id) & UNSETTLED & ~ImportFilm.asked


def _told(row: ImportFilm) -> Match:
    film = msgspec.convert(row.said, Film)
    number = next(iter(numbers(film.imdb_id, film.tmdb_id, film.wikidata_id)), "")
    if number:
        facts = providers.lookup(number)
        return Match("one", (Candidate(number, facts.title, facts.year),)) if facts else Match("none")
    told = [
        Candidate(one.value, one.title, one.year, one.original_title, one.directors, frozenset([one.value]), one.source)
        # Another year is worth a look: films are dated by their first showing here and by their release there.
        for one in providers.search(film.title, film.year) or providers.search(film.title, None)
    ]
    known = candidates_of(row)
    found = match(film, row.twice, [*known, *told], asked=True)
    # What has another name there is still a better guess than nothing.
    return found if found.choices else Match("none", tuple(told))


def _settle(batch: Import, row: ImportFilm, found: Match) -> None:
    with writing():
        values = {"asked": True, "choices": found.choices, "found": "several" if found.choices else "none"}
        ImportFilm.update(values).where(ImportFilm.id == row.id, ImportFilm.answer == "").execute()
    if found.found == "one":
        try:
            answering.answer(get(Member, batch.member_id), batch.id, Answer(row.id, found.choices[0].value), by="told")
        except Refused:
            # It stays in the queue, where the member is told why.
            return
