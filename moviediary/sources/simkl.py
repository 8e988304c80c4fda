"""Simkl's backup: one JSON with an array each for films, anime and series, or a CSV of all of them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from moviediary.sheets.contents import Broken, Contents, Record, Unreadable
from moviediary.sources import days, marks, scales
from moviediary.sources.escaping import escaped
from moviediary.sources.lines import Film, How, Line, Said
from moviediary.sources.nested import flat, within
from moviediary.sources.parts import first, spared
from moviediary.sources.tabular import GLANCES

ARRAYS = ("movies", "anime", "shows")
# Columns of the CSV under the names that its items have; there are two spellings of most.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "simkl": ("simkl_id",),
    "title": ("title",),
    "type": ("type",),
    "year": ("year",),
    "status": ("watchlist", "status"),
    "watched": ("watcheddate", "watched_date"),
    "rating": ("rating",),
    "memo": ("memo",),
    "tmdb": ("tmdb", "tmdb_id"),
    "imdb": ("imdb", "imdb_id"),
}
NO_FILM = "This is a series; only films are imported."
NO_ITEM = "This is nothing that Simkl writes, so it could not be read."
ON_HOLD = "Simkl has this film as begun or put aside, so it is imported as not watched to the end."
_FILMS = {"movie", "movies", "film", "films", "anime movie", "animemovie"}
# Simkl counts from 1 to 10, and writes 0 or nothing where there is no rating.
_SCALE = "10"


class Simkl:
    name, title = "simkl", "Simkl"
    # Only for the CSV, where people may have changed the days.
    asks: frozenset[str] = frozenset({"order"})

    def recognises(self, contents: Contents) -> int:
        return max((_recognised(contents, member) for member in contents.members[:GLANCES]), default=0)

    def lines(self, contents: Contents, how: How) -> Iterator[Line]:
        read = [member for member in contents.members if _recognised(contents, member)]
        if not read:
            raise Unreadable("There is nothing in this file that Simkl writes about films.")
        for member in contents.members:
            if member in read:
                yield from spared(contents, member, _lines(contents, member, how))
            else:
                yield Line(member, 1, "left", problem="This file is not the one in which Simkl writes about films.", value=member)


SOURCE = Simkl()


def _recognised(contents: Contents, member: str) -> int:
    if member.lower().endswith(".json") or contents.head(member, 64).lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        found = (first(contents, member, name) for name in ARRAYS)
        return 95 if any(_by_simkl(item) for item in found) else 0
    try:
        header = {name.lower() for name in contents.table(member).header}
    except Unreadable:
        return 0
    return 95 if "simkl_id" in header and "title" in header else 0


def _by_simkl(item: Any) -> bool:
    ids = within(item, "movie", "ids") or within(item, "show", "ids")
    return isinstance(ids, dict) and "simkl" in ids and "status" in item


def _lines(contents: Contents, member: str, how: How) -> Iterator[Line]:
    if any(_by_simkl(first(contents, member, name)) for name in ARRAYS):
        for name in ARRAYS:
            for number, item in contents.items(member, name):
                yield _item(f"{member}/{name}", number, item, name, how)
    else:
        for record in contents.table(member).records():
            yield _record(member, record, how)


@dataclass(frozen=True)
class _Told:
    """What an item or a row says, in the words of both."""

    film: Film
    mark: str
    status: str
    day: str
    order: str
    rating: str
    memo: str
    again: bool
    added: str


def _item(file: str, number: int, item: Any, array: str, how: How) -> Line:
    if isinstance(item, Broken):
        return Line(file, number, "viewing", problem=item.problem, value=item.value)
    original = flat(item)
    if not isinstance(item, dict):
        return Line(file, number, "left", problem=NO_ITEM, value=marks.words(item), original=original)
    work = item.get("movie") if isinstance(item.get("movie"), dict) else item.get("show")
    title = marks.words(within(work, "title"))
    if array == "shows" or (array == "anime" and item.get("anime_type") != "movie"):
        return Line(file, number, "left", problem=NO_FILM, value=title, original=original)
    if not isinstance(work, dict):
        return Line(file, number, "left", problem=NO_ITEM, value=title, original=original)
    memo = within(item, "memo", "text")
    told = _Told(
        film=_film(title, work.get("year"), work.get("ids")),
        mark=marks.words(within(work, "ids", "simkl") or within(work, "ids", "simkl_id")),
        status=marks.words(item.get("status")),
        day=marks.words(item.get("last_watched_at")),
        order="ymd",
        rating=marks.words(item.get("user_rating")),
        memo=memo if isinstance(memo, str) else "",
        again=item.get("is_rewatch") is True,
        added=marks.words(item.get("added_to_watchlist_at")),
    )
    return _line(file, number, told, how, original)


def _record(file: str, record: Record, how: How) -> Line:
    if record.problem:
        return Line(file, record.number, "viewing", problem=record.problem, original=record.cells)
    lower = {name.lower().strip(): cell for name, cell in record.cells.items()}
    cells = {name: next((lower[column] for column in known if column in lower), "") for name, known in COLUMNS.items()}
    kind = cells["type"].strip().lower()
    if kind and kind not in _FILMS:
        return Line(file, record.number, "left", problem=NO_FILM, value=marks.words(cells["title"]), original=record.cells)
    told = _Told(
        film=_film(marks.words(cells["title"]), cells["year"], cells),
        mark=marks.words(cells["simkl"]),
        status=cells["status"],
        day=cells["watched"],
        order=how.order,
        rating=cells["rating"],
        memo=cells["memo"],
        again=False,
        added="",
    )
    return _line(file, record.number, told, how, record.cells)


def _film(title: str, year: Any, ids: Any) -> Film:
    mark = marks.words(within(ids, "simkl") or within(ids, "simkl_id"))
    return Film(
        title=title,
        year=marks.year(year),
        imdb_id=marks.imdb(within(ids, "imdb")),
        tmdb_id=marks.tmdb(within(ids, "tmdb")),
        uri=f"simkl:{mark}" if mark else "",
    )


def _line(file: str, number: int, told: _Told, how: How, original: Mapping[str, str]) -> Line:
    day = days.day(told.day, told.order, how.zone)
    rated = scales.rated(told.rating, _SCALE, how.misfits, zero_is_none=True)
    status = "".join(letter for letter in told.status.lower() if letter.isalpha())
    planned = status in ("plantowatch", "true")
    unfinished = status in ("dropped", "hold", "onhold", "watching")
    # Without a day it speaks of the film as a whole; what was put aside is a viewing, known or not.
    kind = "watchlist" if planned else "viewing" if day.watched or unfinished or told.again else "film"
    seen = Said(
        watched=day.watched if kind == "viewing" else None,
        time=day.time or None,
        rating=rated.rating,
        text=escaped(told.memo) or None,
        finished=False if unfinished else None,
        seen_before=True if told.again else None,
    )
    name = f"film:{told.mark}" if told.mark else ""
    problem = day.problem or rated.problem
    return Line(
        *(file, number, kind, told.film, seen),
        # The day is the last one: another later is another viewing.
        source_id=f"{name}@{told.day}" if name and kind == "viewing" else name,
        problem="" if planned else problem,
        note=" ".join(note for note in (ON_HOLD if unfinished and status != "dropped" else "", rated.note) if note),
        value=told.day if day.problem else told.rating if rated.problem else "",
        original=original,
        more={"added": told.added} if told.added else {},
    )
