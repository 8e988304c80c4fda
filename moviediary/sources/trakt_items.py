"""What one item of Trakt's JSON says, told by the names it has: its files are named so, but people rename files."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from moviediary.sources import days, marks
from moviediary.sources.lines import Film, Line, Said
from moviediary.sources.nested import flat, within
from moviediary.text import clean

# The first name of these that an item has says what it is.
SHAPES = ("watched_at", "rated_at", "last_watched_at", "comment", "collected_at", "last_collected_at", "paused_at", "listed_at", "notes")
KINDS = ("movie", "show", "season", "episode", "person", "list", "ids")
NO_FILM = "This is about a series, an episode or a person; only films are imported."
NO_ITEM = "Trakt writes no such thing, so it could not be read."
IN_HISTORY = "The viewings of this film are in the watch history of the same export."
UNKNOWN_DAY = "Trakt says 1 January 1970 where the day is not known."
ONE_OF_MANY = "Trakt counts several viewings of this film here, and names the day of the last one only."
_EPOCH = "1970-01-01T00:00:00"
_NO_DAY = {"", "unknown"}


@dataclass(frozen=True)
class Place:
    """Where an item stands: its file, the time zone for its moments, the list it is on, and which films the history has so far."""

    file: str
    zone: str
    list: str
    seen: set[str]


def by_trakt(item: Any) -> bool:
    """Whether an item looks as if Trakt wrote it."""
    if not isinstance(item, dict) or not any(name in item for name in SHAPES):
        return within(item, "ids", "trakt") is not None and "item_count" in item
    return any(within(item, kind, "ids", "trakt") is not None for kind in KINDS)


def line(place: Place, number: int, item: Any) -> Line:
    """The one line that an item gives."""
    original = flat(item)
    if not isinstance(item, dict):
        return Line(place.file, number, "left", problem=NO_ITEM, value=str(original)[:200], original=original)
    if "item_count" in item and "movie" not in item:
        return Line(place.file, number, "list", value=marks.words(item.get("name")), original=original, more=_list(item))
    movie = item.get("movie")
    if not isinstance(movie, dict):
        value = next((marks.words(within(item, kind, "title")) for kind in KINDS if within(item, kind, "title")), "")
        return Line(place.file, number, "left", problem=NO_FILM, value=value, original=original)
    read = _READERS[next((shape for shape in SHAPES if shape in item), "")]
    return read(_Item(place, number, item, _film(movie), original))


@dataclass(frozen=True)
class _Item:
    place: Place
    number: int
    says: Mapping[str, Any]
    film: Film
    original: Mapping[str, str]

    def line(self, kind: str, said: Said = Said(), name: str = "", problem: str = "", note: str = "", value: str = "") -> Line:  # noqa: B008
        source_id = name or f"film:{self.film.uri.removeprefix('trakt:')}" * bool(self.film.uri)
        return Line(
            *(self.place.file, self.number, kind, self.film, said, source_id),
            unit=source_id if kind == "viewing" else "",
            problem=problem,
            note=note,
            value=value,
            original=self.original,
            more={"list": self.place.list} if self.place.list else {},
        )


def _film(movie: Mapping[str, Any]) -> Film:
    ids = movie.get("ids")
    number = marks.whole(within(ids, "trakt"))
    return Film(
        title=marks.words(movie.get("title")),
        year=marks.year(movie.get("year")),
        imdb_id=marks.imdb(within(ids, "imdb")),
        tmdb_id=marks.tmdb(within(ids, "tmdb")),
        uri=f"trakt:{number}" if number else "",
    )


def _watched(item: _Item) -> Line:
    number = marks.whole(item.says.get("id"))
    return _viewing(item, "watched_at", f"history:{number}" if number else "")


def _viewing(item: _Item, name: str, source_id: str, note: str = "") -> Line:
    item.place.seen.add(item.film.uri)
    text = marks.words(item.says.get(name))
    if text.lower() in _NO_DAY or text.startswith(_EPOCH):
        return item.line("viewing", Said(watched=""), source_id, note=UNKNOWN_DAY if text.startswith(_EPOCH) else note)
    ...


_READERS: dict[str, Any] = {}
