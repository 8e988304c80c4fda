"""Lines of Movie Diary's own exports: an entry, something that happened to one, a line that waits, a row of the table."""

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any
from uuid import UUID

import msgspec

from moviediary import cells
from moviediary.sheets.contents import Contents, Record
from moviediary.sources.lines import KEPT, Film, Line, Said
from moviediary.sources.scales import rated

NOT_OURS = "This line is not as Movie Diary writes it."
MOVIES, TALK = "movies.jsonl", "talk.jsonl"
SAID = tuple(field.name for field in fields(Said))
NAMED = tuple(field.name for field in fields(Film))


class Movies:
    """The films of an export by their ids, with what was said of them by hand."""

    def __init__(self, contents: Contents) -> None:
        self._films: dict[str, Film] = {}
        self._facts: dict[str, Any] = {}
        for _, item in contents.items(MOVIES) if MOVIES in contents.members and contents.head(MOVIES, 1) else ():
            if isinstance(item, dict) and isinstance(item.get("id"), str):
                self._films[item["id"]] = _film(item)
                if item.get("facts"):
                    self._facts[item["id"]] = item["facts"]

    def film(self, movie_id: object) -> Film | None:
        return self._films.get(movie_id) if isinstance(movie_id, str) else None

    def facts(self, movie_id: object) -> dict[str, Any]:
        found = self._facts.get(movie_id) if isinstance(movie_id, str) else None
        return {"facts": found} if found else {}


def review(member: str, number: int, item: Any, movies: Movies) -> Line | None:
    """A viewing as it is. One that was deleted is only in its events, which say so."""
    if item.get("deleted_at"):
        return None
    review_id = str(UUID(item["id"]))
    said, film = _said(item), _film(item["movie"])
    return Line(member, number, "viewing", film, said, review_id, review_id, original=_original(item))


def event(member: str, number: int, item: Any, movies: Movies) -> Line:
    """Something that happened to an entry. `more` is the event as it was told, with what was said by hand of its film."""
    data = item["data"]
    review_id, movie_id = str(UUID(data["review_id"])), data.get("movie_id")
    more = {**item, **movies.facts(movie_id)}
    original = {"subject": str(item["subject"]), "at": str(item["at"]), "id": review_id}
    return Line(member, number, "event", movies.film(movie_id), Said(), review_id, review_id, original=original, more=more)


def talk(member: str, number: int, item: Any, movies: Movies) -> Line:
    """Something said to somebody else, whose entry is on another site, or on this one as it was. It is kept as it was told."""
    about = item.get("about") or {}
    named = {"film": about.get("title"), "member": about.get("member"), "text": item["data"].get("text")}
    original = {
        "what": str(item["subject"]),
        "at": str(item["at"]),
        **{name: str(value) for name, value in named.items() if value},
    }
    return Line(member, number, "other", source_id=str(UUID(item["id"])), original=original, more={"talk": item})


def kept(member: str, number: int, item: Any, movies: Movies) -> Line:
    """A line of another import that waits for a place in the diary, as it was there."""
    if item["kind"] not in KEPT:
        raise ValueError(f"the kind {item['kind']!r}")
    film, original = item.get("film"), {str(name): str(value) for name, value in (item.get("original") or {}).items()}
    said, source_id = _said(item.get("said") or {}), str(item.get("source_id") or "")
    told: dict[str, Any] = {name: str(item.get(name) or "") for name in ("problem", "note", "value")}
    found = _film(film) if film else None
    return Line(member, number, item["kind"], found, said, source_id, original=original, more={"kept": item}, **told)


def row(member: str, record: Record) -> Line:
    """A row of reviews.csv, perhaps after somebody changed it in a spreadsheet."""
    if record.problem:
        return Line(member, record.number, "left", problem=record.problem, original=record.cells)
    cell = {name: cells.meant(value).strip() for name, value in record.cells.items()}
    rating = rated(cell["rating"], "5")
    film = _film({**cell, "id": cell["movie_id"], "directors": cells.names_in(cell.get("directors", ""))})
    flags = {name: _flag(cell.get(name, "")) for name in ("heart", "spoiler", "finished", "seen_before")}
    said = Said(
        watched=cell["watched"],
        time=cell.get("time", ""),
        rating=rating.rating,
        medium=cell.get("medium", ""),
        tags=cells.names_in(cell.get("tags", "")),
        text=cell.get("review", ""),
        audience=cell["audience"] or None,
        **flags,
    )
    wrong: dict[str, Any] = {"problem": rating.problem, "note": rating.note, "value": cell["rating"] if rating.problem else ""}
    unit = cell["id"]
    return Line(member, record.number, "viewing", film, said, unit, unit, original=record.cells, **wrong)


def _film(item: Mapping[str, Any]) -> Film:
    """A film by what an export says; numbers of a table are texts."""
    known = {name: item[name] for name in NAMED if item.get(name) not in (None, "")}
    found = msgspec.convert(known, Film, strict=False)
    movie_id = item.get("id") or item.get("movie_id")
    return replace(found, movie_id=UUID(str(movie_id)) if movie_id else None)


def _said(item: Mapping[str, Any]) -> Said:
    return msgspec.convert({name: item[name] for name in SAID if name in item}, Said)


def _original(item: Mapping[str, Any]) -> dict[str, str]:
    """What was written, by the columns of reviews.csv, so that what failed can be put right as a table."""
    movie = {name: value for name, value in item["movie"].items() if name != "id"}
    flat = {"id": item["id"], **movie, **{name: item.get(name) for name in SAID}, "movie_id": item["movie"].get("id")}
    flat["review"] = flat.pop("text")
    if isinstance(flat["rating"], int):
        flat["rating"] = f"{flat['rating'] / 2:g}"
    return {name: _written(value) for name, value in flat.items()}


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return cells.listed(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)


def _flag(cell: str) -> bool | None:
    return {"yes": True, "no": False}.get(cell.casefold())


def left(member: str, number: int, problem: str, value: str) -> Line:
    return Line(member, number, "left", problem=problem, value=value)
