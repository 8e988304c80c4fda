"""Which of the found movies a search shows: the conditions of its filters, and from which place on."""

import json
from dataclasses import dataclass
from uuid import UUID

from moviediary.accounts.models import Member
from moviediary.dialect import lowered, position

OWN = "EXISTS (SELECT 1 FROM review WHERE member_id = ? AND movie_id = m.id AND deleted_at IS NULL{also})"
# The first columns of the order are turned round, so that one comparison does for all.
BEHIND = " (f.kind, -f.logged, -m.year, m.id) > (?, ?, ?, ?)"


@dataclass(frozen=True)
class Wish:
    """What a search asks for. `rating` counts the half stars the reader gave, 0 for a viewing without; None asks nothing."""

    text: str = ""
    genre: str = ""
    decade: int | None = None
    director: str = ""
    seen: bool | None = None
    rating: int | None = None

    @property
    def is_empty(self) -> bool:
        return self == Wish()

    @property
    def is_narrowed(self) -> bool:
        return self != Wish(self.text)


@dataclass(frozen=True)
class Place:
    """The place of a movie in the order of an answer."""

    kind: int
    logged: int
    year: int
    movie_id: UUID


def conditions(wish: Wish, reader: Member | None, after: Place | None) -> tuple[str, list[object]]:
    """The WHERE of a select over found (f), movie (m) and movie_details (d), and its values."""
    texts: list[str] = []
    values: list[object] = []
    for text, given in (*_of_movie(wish), *(_of_reader(wish, reader) if reader else ()), *_behind(after)):
        texts.append(text)
        values += given
    return (f" WHERE {' AND '.join(texts)}" if texts else ""), values


def _of_movie(wish: Wish) -> list[tuple[str, list[object]]]:
    asked: list[tuple[str, list[object]]] = []
    if wish.decade is not None:
        asked.append(("m.year BETWEEN ? AND ?", [wish.decade, wish.decade + 9]))
    if wish.genre:
        # The list is JSON text; a name stands in it between quotes.
        asked.append((f"{position()}(d.genres, ?) > 0", [json.dumps(wish.genre, ensure_ascii=False)]))
    if wish.director:
        lower, name = lowered(wish.director), json.dumps(wish.director, ensure_ascii=False)[1:-1]
        asked.append((f"{position()}({lower}(m.directors), {lower}(?)) > 0", [name]))
    return asked


def _of_reader(wish: Wish, reader: Member) -> list[tuple[str, list[object]]]:
    asked: list[tuple[str, list[object]]] = []
    if wish.seen is not None:
        asked.append((("" if wish.seen else "NOT ") + OWN.format(also=" AND finished"), [reader.id.hex]))
    if wish.rating is not None:
        also = " AND rating = ?" if wish.rating else " AND rating IS NULL"
        asked.append((OWN.format(also=also), [reader.id.hex, *([wish.rating] if wish.rating else [])]))
    return asked


def _behind(after: Place | None) -> list[tuple[str, list[object]]]:
    return [(BEHIND, [after.kind, -after.logged, -after.year, after.movie_id.hex])] if after else []
