"""Which entries of a diary a list shows, as it stands in the list's address."""

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from moviediary.diary.rules import TAG_LENGTH
from moviediary.text import one_line
from moviediary.words import MEDIA

# How an address says ratings: in stars, as people do.
STARS = {f"{rating / 2:g}": rating for rating in range(1, 11)} | {"none": 0}
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
# How a rating may stand to the one before it.
CHANGES = ("up", "down", "same")
# What an address says for the medium nobody named.
NO_MEDIUM = "unknown"
LONGEST = 120
_WATCHED = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-\d\d)?)?", re.ASCII)
_FILM = re.compile(r"[1-9A-HJ-NP-Za-km-z]{10,30}", re.ASCII)
_DECADE = re.compile(r"\d{3}0", re.ASCII)


@dataclass(frozen=True)
class Narrowing:
    """What entries must have; an empty one lets all through.

    `rating` counts half stars, 0 is none; `changed` says how it stands to that of the viewing before. `watched` is a day, month
    or year. `first` and `last` are the days of a span: a viewing known by its month or year is in it where all of that is.
    `dayless` ones have no day, `yearly` ones only a year, `undated` ones nothing. `weekday` is 0 for Monday, `film` the short id
    of a movie. `finished` is None for both kinds; as soon as anything else is asked for, only finished viewings are meant,
    because only these are counted.
    """

    rating: int | None = None
    rated: bool = False
    changed: str = ""
    watched: str = ""
    first: str = ""
    last: str = ""
    dayless: bool = False
    yearly: bool = False
    undated: bool = False
    weekday: int | None = None
    film: str = ""
    decade: int | None = None
    director: str = ""
    genre: str = ""
    country: str = ""
    language: str = ""
    medium: str | None = None
    tag: str = ""
    text: str = ""
    hearted: bool = False
    rewatch: bool | None = None
    runtimeless: bool = False
    finished: bool | None = None


def parse(args: Mapping[str, str]) -> Narrowing:
    """What an address asks for. What makes no sense asks for nothing."""
    medium = args.get("medium", "")
    words = {name: one_line(args.get(name, ""))[:LONGEST] for name in ("director", "genre", "country", "language", "text")}
    rewatch, finished = args.get("rewatch", ""), "unfinished" not in args
    return Narrowing(
        rating=STARS.get(args.get("rating", "")),
        rated="rated" in args,
        changed=args["changed"] if args.get("changed") in CHANGES else "",
        watched=_found(_WATCHED, args.get("watched", "")),
        first=_day(args.get("from", "")),
        last=_day(args.get("to", "")),
        dayless="dayless" in args,
        yearly="yearly" in args,
        undated="undated" in args,
        weekday=WEEKDAYS.index(args["weekday"]) if args.get("weekday") in WEEKDAYS else None,
        film=_found(_FILM, args.get("film", "")),
        decade=int(_found(_DECADE, args.get("decade", "")) or 0) or None,
        **words,
        medium="" if medium == NO_MEDIUM else medium if medium and medium in MEDIA else None,
        tag=tag_in(args),
        hearted="hearted" in args,
        rewatch={"yes": True, "no": False}.get(rewatch),
        runtimeless="runtimeless" in args,
        finished=False if not finished else True if "finished" in args else None,
    )


def tag_in(args: Mapping[str, str]) -> str:
    """The tag an address names, as tags are kept."""
    return one_line(args.get("tag", "")).lower()[:TAG_LENGTH]


def stars_of(rating: int | None) -> str:
    """How an address says a rating; nothing for none asked for."""
    return next((stars for stars, known in STARS.items() if known == rating), "")


def query(narrowing: Narrowing) -> dict[str, str]:
    """How an address says it: `parse(query(narrowing)) == narrowing`."""
    said = {
        "rating": stars_of(narrowing.rating),
        "rated": "1" if narrowing.rated else "",
        "changed": narrowing.changed,
        "watched": narrowing.watched,
        "from": narrowing.first,
        "to": narrowing.last,
        "dayless": "1" if narrowing.dayless else "",
        "yearly": "1" if narrowing.yearly else "",
        "undated": "1" if narrowing.undated else "",
        "weekday": WEEKDAYS[narrowing.weekday] if narrowing.weekday is not None else "",
        "film": narrowing.film,
        "decade": str(narrowing.decade or ""),
        **{name: getattr(narrowing, name) for name in ("director", "genre", "country", "language", "tag", "text")},
        "medium": NO_MEDIUM if narrowing.medium == "" else narrowing.medium or "",
        "hearted": "1" if narrowing.hearted else "",
        "rewatch": {True: "yes", False: "no", None: ""}[narrowing.rewatch],
        "runtimeless": "1" if narrowing.runtimeless else "",
        "finished": "1" if narrowing.finished else "",
        "unfinished": "1" if narrowing.finished is False else "",
    }
    return {name: value for name, value in said.items() if value}


def months_within(first: str, last: str) -> tuple[str, str]:
    """The first and the last month (yyyy-mm) that lie wholly in a span of days; the first is later where none does."""
    begin, end = date.fromisoformat(first), date.fromisoformat(last)
    if begin.day > 1:
        begin = date(begin.year + begin.month // 12, begin.month % 12 + 1, 1)
    if end.day < monthrange(end.year, end.month)[1]:
        end = date(end.year - (end.month == 1), (end.month - 2) % 12 + 1, 1)
    return f"{begin:%Y-%m}", f"{end:%Y-%m}"


def years_within(first: str, last: str) -> tuple[str, str]:
    """The first and the last year that lie wholly in a span of days; the first is later where none does."""
    begin = int(first[:4]) + (first[5:] > "01-01")
    end = int(last[:4]) - (last[5:] < "12-31")
    return f"{begin:04}", f"{end:04}"


def _found(pattern: re.Pattern[str], text: str) -> str:
    return text if pattern.fullmatch(text) else ""


def _day(text: str) -> str:
    try:
        day = date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return ""
    # Which months and years lie in a span is found with the help of the ones beside it, which the first and last have not.
    return day.isoformat() if day and date.min.year < day.year < date.max.year else ""
