"""Reading a file into the table of lines, some at a time, so that a process that dies goes on where it stopped."""

import time
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

import msgspec

from moviediary import sources, storage
from moviediary.database import writing
from moviediary.errors import GiveUp, TryAgain
from moviediary.imports import account_queries, sampling
from moviediary.imports.account_rules import Owner
from moviediary.imports.films import key_of
from moviediary.imports.models import Import, ImportFilm, ImportLine, ImportOwner
from moviediary.imports.waiting import KEPT_REASON
from moviediary.sheets.contents import Contents, Unreadable, opened
from moviediary.sources import own
from moviediary.sources.lines import KEPT, VIEWED, Film, How, Line, Said
from moviediary.sources.samples import Sample
from moviediary.tables import add_all, find_all
from moviediary.work import IN_MIDST, Step

AT_A_TIME = 1_000
# So many characters end a transaction, as well.
CHARACTERS = 2_000_000
# Seconds after which others have their turn.
TURN = 15.0
# What becomes at once of a line that is no viewing.
SETTLED = {**dict.fromkeys(KEPT, "kept"), "left": "left"}


def read(batch: Import) -> Iterator[Step]:
    """Stage the lines that are not staged yet. Raises GiveUp with a sentence where the file cannot be read."""
    with storage.opened(batch.file) as file:
        try:
            contents = opened(file, batch.file_name)
        except Unreadable as problem:
            sampling.keep(batch.id, Sample(problem=str(problem)))
            raise GiveUp(str(problem)) from None
        try:
            yield from _read(batch, contents)
        except Unreadable as problem:
            # Whoever brought it is offered to say which column is what, where there are columns.
            sampling.look(batch, contents)
            raise GiveUp(str(problem)) from None


def _read(batch: Import, contents: Contents) -> Iterator[Step]:
    source = _source(batch, contents)
    _keep_owner(batch, account_queries.owner_in(contents) if source == own.NAME else None)
    if sampling.is_asked_about(source) and sampling.look(batch, contents):
        yield None
    yield from _staged(batch, sources.read(source, contents, msgspec.convert(batch.how, How)))


def _keep_owner(batch: Import, owner: Owner | None) -> None:
    with writing():
        ImportOwner.delete().where(ImportOwner.batch == batch.id).execute()
        if owner is not None and Import.select().where(Import.id == batch.id).exists():
            ImportOwner.create(batch=batch.id, said=owner)


def _staged(batch: Import, lines: Iterator[Line]) -> Iterator[Step]:
    staged, began = batch.done, time.monotonic()
    rest = islice(lines, staged, None)
    while some := list(_some(rest)):
        if not _stage(batch, some, staged):
            raise TryAgain("another process reads this file")
        staged += len(some)
        # Whoever goes on has to read up to here once more, so it is not left to others sooner than need be.
        if time.monotonic() - began > TURN:
            yield None
            began = time.monotonic()
        else:
            yield IN_MIDST


def _some(lines: Iterator[Line]) -> Iterator[Line]:
    """The next lines, fewer where they are long."""
    size = 0
    for line in islice(lines, AT_A_TIME):
        yield line
        size += sum(map(len, line.original.values()))
        if size > CHARACTERS:
            return


def _source(batch: Import, contents: Contents) -> str:
    """Who wrote the file, as the member says or as it looks."""
    if batch.source:
        return batch.source
    recognised = sources.recognise(contents)
    if not recognised:
        for member in contents.members[:1]:
            # What keeps it from being read says more than that nobody knows it.
            contents.table(member)
        raise Unreadable("There is no table and no list of anything in this file.")
    Import.update(source=recognised[0][0]).where(Import.id == batch.id).execute()
    return recognised[0][0]


def _stage(batch: Import, lines: Sequence[Line], staged: int) -> bool:
    """Keep lines. False where the import is no longer read, or another process is ahead of this one."""
    with writing():
        ours = (Import.id == batch.id) & (Import.state == "reading") & (Import.done == staged)
        if not Import.update(done=staged + len(lines)).where(ours).execute():
            return False
        films = _films(batch, [line.film for line in lines if line.film and line.kind in VIEWED])
        add_all(ImportLine, [_row(batch, line, films) for line in lines])
        return True


def _films(batch: Import, films: Iterable[Film]) -> dict[str, int]:
    """The rows of films by their key, made where they are new. Two marks of the source for one key are two films."""
    named: dict[str, list[Film]] = {}
    for film in films:
        named.setdefault(key_of(film), []).append(film)
    known = {row.key: row for row in find_all(ImportFilm, "key", named, batch=batch.id)}
    fresh = [_film_row(batch, key, said) for key, said in named.items() if key not in known]
    made = dict(add_all(ImportFilm, fresh, "key, id"))
    for key, row in known.items():
        _tell_apart(row, {film.uri for film in named[key] if film.uri})
    return {**{key: row.id for key, row in known.items()}, **made}


def _film_row(batch: Import, key: str, said: Sequence[Film]) -> dict[str, object]:
    marks = list(dict.fromkeys(film.uri for film in said if film.uri))
    first = said[0]
    row = {"batch": batch.id, "key": key, "title": first.title[:300], "year": first.year, "said": _slim(first)}
    return {**row, "uri": marks[0] if marks else "", "twice": len(marks) > 1}


def _tell_apart(row: ImportFilm, marks: set[str]) -> None:
    if marks - {row.uri}:
        twice = bool(row.uri) or len(marks) > 1
        ImportFilm.update(uri=row.uri or min(marks), twice=twice).where(ImportFilm.id == row.id).execute()


def _row(batch: Import, line: Line, films: dict[str, int]) -> dict[str, object]:
    viewed = line.kind in VIEWED
    outcome = SETTLED.get(line.kind) or ("failed" if line.problem else "")
    reason = line.problem or (KEPT_REASON if line.kind in KEPT else "")
    return {
        "batch": batch.id,
        "file": line.file,
        "number": line.number,
        "kind": line.kind,
        "film": films[key_of(line.film)] if line.film and viewed else None,
        "day": line.said.watched or "",
        "unit": line.unit,
        "source_id": line.source_id,
        "said": _slim(line.said),
        "original": dict(line.original),
        # Whoever has a place for it one day will ask which film it is about.
        "more": {**line.more, **({"film": _slim(line.film)} if line.film and line.kind in KEPT else {})},
        "problem": line.problem,
        "note": line.note,
        "value": line.value,
        "outcome": outcome,
        "reason": reason if outcome else "",
    }


def _slim(value: Film | Said) -> dict[str, Any]:
    told: dict[str, Any] = msgspec.to_builtins(value)
    return {name: said for name, said in told.items() if said not in (None, "", []) or (name == "watched" and said is not None)}
