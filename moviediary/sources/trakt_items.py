"""What one item of Trakt's JSON says, told by the names in it: its files are named after that, but people rename files."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from moviediary.sheets.contents import Broken
from moviediary.sources import days, marks, scales
from moviediary.sources.lines import Film, Line, Said
from moviediary.sources.nested import flat, within
from moviediary.text import clean

KINDS = ("movie", "show", "season", "episode", "person", "list", "user")
NO_FILM = "This is about a series, an episode or a person; only films are imported."
NO_ITEM = "This is nothing that Trakt writes, so it could not be read."
IN_HISTORY = "The viewings of this film are in the watch history of the same export."
UNKNOWN_DAY = "Trakt says 1 January 1970 where the day is not known."
NO_HISTORY = "The history does not have this film; the day is that of its last viewing."
# Where the day is not known, it is one of these.
_EPOCH, _NO_DAY = "1970-01-01T00:00:00", {"", "unknown"}
# Trakt counts from 1 to 10.
_SCALE = "10"


@dataclass(frozen=True)
class Place:
    """Where an item stands: its file, the member's time zone, the list it is on, and which films the history has so far."""

    file: str
    zone: str
    list: str = ""
    seen: set[str] | None = None


def by_trakt(item: Any) -> bool:
    """Whether an item looks as if Trakt wrote it."""
    if not isinstance(item, dict):
        return False
    numbered = any(within(item, kind, "ids", "trakt") is not None for kind in KINDS)
    return (numbered and any(name in item for name in _READERS)) or _is_list(item)


def line(place: Place, number: int, item: Any) -> Line:
    """The one line that an item gives."""
    if isinstance(item, Broken):
        return Line(place.file, number, "viewing", problem=item.problem, value=item.value)
    original = flat(item)
    if not isinstance(item, dict):
        return Line(place.file, number, "left", problem=NO_ITEM, value=marks.words(item), original=original)
    if _is_list(item):
        return _head(place, number, item, original)
    read = next((read for name, read in _READERS.items() if name in item), None)
    movie = item.get("movie")
    if not isinstance(movie, dict) or read is None:
        return Line(place.file, number, "left", problem=NO_FILM if read else NO_ITEM, value=_title(item), original=original)
    return read(_Item(place, number, item, _film(movie), original))


def _is_list(item: Mapping[str, Any]) -> bool:
    return "item_count" in item and "name" in item


def _head(place: Place, number: int, item: Mapping[str, Any], original: Mapping[str, str]) -> Line:
    mark = marks.words(within(item, "ids", "trakt"))
    more = {name: item.get(name) for name in ("description", "privacy", "display_numbers", "sort_by", "sort_how", "item_count")}
    name = marks.words(item.get("name"))
    source_id = f"list:{mark}" if mark else ""
    return Line(
        place.file, number, "list", source_id=source_id, value=name, original=original, more={"list": mark, "name": name, **more}
    )


def _title(item: Mapping[str, Any]) -> str:
    """What somebody would know an item by that is no film."""
    shown = (marks.words(within(item, kind, name)) for kind in KINDS for name in ("title", "name"))
    return next((title for title in shown if title), "")


@dataclass(frozen=True)
class _Item:
    place: Place
    number: int
    says: Mapping[str, Any]
    film: Film
    original: Mapping[str, str]

    def line(self, kind: str, said: Said, source_id: str = "", problem: str = "", note: str = "", value: str = "") -> Line:
        mark = self.film.uri.removeprefix("trakt:")
        return Line(
            *(self.place.file, self.number, kind, self.film, said, source_id or (f"film:{mark}" if mark else "")),
            # The same play may stand in two files.
            unit=source_id if kind == "viewing" else "",
            problem=problem,
            note=note,
            value=value,
            original=self.original,
            more={"list": self.place.list} if self.place.list else {},
        )

    def number_of(self, what: str) -> str:
        mark = marks.whole(self.says.get("id"))
        return f"{what}:{mark}" if mark is not None else ""


def _film(movie: Mapping[str, Any]) -> Film:
    ids = movie.get("ids")
    mark = marks.whole(within(ids, "trakt"))
    return Film(
        title=marks.words(movie.get("title")),
        year=marks.year(movie.get("year")),
        imdb_id=marks.imdb(within(ids, "imdb")),
        tmdb_id=marks.tmdb(within(ids, "tmdb")),
        uri=f"trakt:{mark}" if mark is not None else "",
    )


def _played(item: _Item) -> Line:
    if item.place.seen is not None:
        item.place.seen.add(item.film.uri)
    return _viewing(item, marks.words(item.says.get("watched_at")), item.number_of("history"))


def _viewing(item: _Item, moment: str, source_id: str, note: str = "") -> Line:
    if moment.lower() in _NO_DAY:
        return item.line("viewing", Said(watched=""), source_id, note=note)
    if moment.startswith(_EPOCH):
        return item.line("viewing", Said(watched=""), source_id, note=UNKNOWN_DAY, value=moment)
    day = days.day(moment, "ymd", item.place.zone)
    value = moment if day.problem else ""
    return item.line("viewing", Said(watched=day.watched, time=day.time), source_id, day.problem, note, value)


def _summed(item: _Item) -> Line:
    """A film that was watched, with the day of the last time. The history of the same export knows all of them."""
    if item.film.uri and item.film.uri in (item.place.seen or ()):
        return item.line("left", Said(), problem=IN_HISTORY, value=item.film.title)
    moment = marks.words(item.says.get("last_watched_at"))
    if moment.lower() in _NO_DAY or moment.startswith(_EPOCH):
        return item.line("film", Said())
    return _viewing(item, moment, f"{item.film.uri.replace('trakt:', 'film:')}@{moment}" if item.film.uri else "", NO_HISTORY)


def _rated(item: _Item) -> Line:
    written = marks.words(item.says.get("rating"))
    rated = scales.rated(written, _SCALE)
    return item.line("film", Said(rating=rated.rating), problem=rated.problem, value=written if rated.problem else "")


def _commented(item: _Item) -> Line:
    text = item.says.get("comment")
    said = Said(text=clean(text) if isinstance(text, str) else None, spoiler=item.says.get("spoiler") in (True, 1))
    # What Trakt calls a review is one; other comments may answer somebody.
    kind = "film" if item.says.get("review") in (True, 1) and not item.says.get("parent_id") and said.text else "other"
    return item.line(kind, said, "" if kind == "film" else item.number_of("comment"))


def _listed(item: _Item) -> Line:
    if item.place.list == "favorites":
        return item.line("film", Said(heart=True))
    if item.place.list == "watchlist":
        return item.line("watchlist", Said())
    return item.line("listed", Said(), item.number_of("listed"))


def _kept(item: _Item) -> Line:
    """Such as a film one owns, or stopped in the middle of: it has no place in the diary yet."""
    return item.line("other", Said())


# The first of these names that an item has says what it is.
_READERS: Mapping[str, Callable[[_Item], Line]] = {
    "watched_at": _played,
    "last_watched_at": _summed,
    "rated_at": _rated,
    "comment": _commented,
    "paused_at": _kept,
    "collected_at": _kept,
    "last_collected_at": _kept,
    "listed_at": _listed,
    "hidden_at": _kept,
    "notes": _kept,
    "note": _kept,
}
