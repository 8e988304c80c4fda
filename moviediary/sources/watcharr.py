"""Watcharr: an array of entries, each a film or a series with all the days on which it was watched."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from moviediary.sheets.contents import Broken, Contents, Unreadable
from moviediary.sheets.limits import TooMuch
from moviediary.sources.days import day
from moviediary.sources.escaping import escaped
from moviediary.sources.films import film
from moviediary.sources.lines import How, Line, Said
from moviediary.sources.rows import judged, unread
from moviediary.sources.scales import rated
from moviediary.text import one_line, shortened

NO_FILM = "This is a series, a game or a book, and no film."
NO_ENTRY = "This is no entry of Watcharr."
NOT_YET = "0001-01-01"
UNFINISHED = {"WATCHING", "HOLD", "DROPPED"}


class Watcharr:
    name, title = "watcharr", "Watcharr"
    asks = frozenset({"misfits"})

    def recognises(self, contents: Contents) -> int:
        try:
            first = next((item for member in contents.members[:1] for _, item in contents.items(member)), None)
        except Unreadable:
            return 0
        if not isinstance(first, dict) or "status" not in first:
            return 0
        return 95 if {"thoughts", "rating"} <= first.keys() and {"content", "game", "datesWatched"} & first.keys() else 0

    def lines(self, contents: Contents, how: How) -> Iterator[Line]:
        """A line for each day of each entry, and one for an entry without any."""
        found = False
        for member in contents.members:
            try:
                for number, item in contents.items(member):
                    found = True
                    yield from _lines(member, number, item, how)
            except TooMuch:
                raise
            except Unreadable as problem:
                if len(contents.members) == 1 and not found:
                    raise
                yield unread(member, str(problem))


def _lines(member: str, number: int, item: Any, how: How) -> Iterator[Line]:
    if isinstance(item, Broken):
        yield Line(member, number, "left", problem=item.problem, value=shortened(item.value, 100), original={"": item.value})
        return
    if not isinstance(item, dict):
        yield Line(member, number, "left", problem=NO_ENTRY, value=shortened(str(item), 100), original={"": str(item)[:1000]})
        return
    content: Any = item["content"] if isinstance(item.get("content"), dict) else item
    original = _flat(item)
    found = film(
        *(_text(content, "title") or _text(content, "name"), _text(content, "release_date") or _text(content, "year")),
        *(_text(content, "imdb_id") or _text(content, "imdbId"), _text(content, "tmdbId")),
    )
    if _text(content, "type") != "movie":
        yield Line(member, number, "left", found, problem=NO_FILM, value=_text(content, "type"), original=original)
        return
    yield from _films(Line(member, number, "viewing", found, original=original), item, how)


def _films(line: Line, item: Mapping[str, Any], how: How) -> Iterator[Line]:
    status, written = _text(item, "status"), _text(item, "rating")
    if status == "PLANNED":
        yield replace(line, kind="watchlist")
        return
    # A rating of none stands there as a zero.
    rating = rated(written, how.scale or "10", how.misfits, zero_is_none=True)
    said = Said(
        rating=rating.rating,
        tags=tuple(one_line(_text(tag, "name")) for tag in _list(item, "tags") if isinstance(tag, dict)) or None,
        text=escaped(_text(item, "thoughts")) or None,
        finished=False if status in UNFINISHED else None,
    )
    for day_written in _days(item) or [""]:
        told = day(day_written, "ymd", how.zone)
        more: Mapping[str, Any] = judged(told, rating, day_written, written)
        yield replace(line, said=replace(said, watched=told.watched, time=told.time or None), **more)


def _days(item: Mapping[str, Any]) -> list[str]:
    """The days that were said to be those of viewings, each once. When an entry was made or changed is none."""
    found = [str(written) for written in _list(item, "datesWatched")]
    for activity in _list(item, "activity"):
        if isinstance(activity, dict) and "WATCHED" in _text(activity, "type"):
            found.append(_text(activity, "customDate"))
    return [written for written in dict.fromkeys(found) if written and not written.startswith(NOT_YET)]


def _list(item: Mapping[str, Any], name: str) -> list[Any]:
    value = item.get(name)
    return value if isinstance(value, list) else []


def _text(item: Mapping[str, Any], name: str) -> str:
    value = item.get(name)
    return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def _flat(item: Mapping[str, Any]) -> dict[str, str]:
    """An entry by column: values in values as JSON."""
    return {str(name): value if isinstance(value, str) else json.dumps(value, ensure_ascii=False) for name, value in item.items()}


SOURCE = Watcharr()
