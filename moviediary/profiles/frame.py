"""What surrounds every part of a member's diary: the head with its tiles, the tabs, the numbers at the side."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import cast
from urllib.parse import quote, urlencode

from werkzeug.wrappers import Response

from moviediary import clock, schema
from moviediary.accounts import session
from moviediary.accounts.models import Member
from moviediary.diary.numbers import Numbers, numbers
from moviediary.diary.statistics import Ratings, ratings
from moviediary.discovery import oembed
from moviediary.htmx import render
from moviediary.pages import Alternate, Page, absolute, feeds_at
from moviediary.profiles import months
from moviediary.profiles.heatmap import streak
from moviediary.profiles.months import MonthBar
from moviediary.schema import Thing
from moviediary.sharing.queries import has_year

# More weeks than fit into the days that are read.
WEEKS = 52
TITLES = {
    "diary": "diary",
    "ratings": "top rated films",
    "history": "diary by month",
    "calendar": "calendar",
    "trends": "trends",
    "facet": "trends",
}


@dataclass(frozen=True)
class Tile:
    """A number on a profile; its address leads to the films behind it. A `word` is not set as large as a figure."""

    value: str
    label: str
    address: str
    word: bool = False


@dataclass(frozen=True)
class Row:
    """A name with a count as a bar; `share` is its part of the greatest, from 0 to 1."""

    name: str
    count: int
    share: float
    address: str
    # What stands at its end instead of the count, and what that is.
    value: str = ""
    unit: str = ""


@dataclass(frozen=True, eq=False)
class Surroundings:
    """What stands around every part of a diary. The same numbers give the same object, so its HTML can be kept."""

    home: str
    tiles: list[Tile]
    ratings: Ratings
    months: list[MonthBar]
    directors: list[Row]
    unfinished: int


def framed(member: Member, tab: str, counted: Numbers, path: str, year: str = "", /, **context: object) -> Response:
    """A part of a member's diary with what surrounds it. `path` is its address on this site, `year` the one it is all about."""
    reader, today = session.reader(), clock.today(member.time_zone)
    # A year of which strangers may see nothing is none to be shared.
    year = year if year and has_year(member, year) else ""
    data = _described(member) if path == home(member) else None
    page = replace(_head(member, TITLES[tab], path, year), alternates=_others(member, context), data=data)
    around = surroundings(counted, home(member), today, member.week_start)
    who = {"member": member, "mine": reader is not None and reader.id == member.id}
    shared = {"profile_page": _head(member, TITLES["diary"], home(member)), "shared_year": year}
    return render("profiles/profile.html", "profiles/_tab.html", page=page, tab=tab, around=around, **who, **shared, **context)


def _head(member: Member, what: str, path: str, year: str = "") -> Page:
    name, card = member.display_name, f"{home(member)}/{year}/card.jpg" if year else f"{home(member)}/card.jpg"
    alt = f"{name}’s {year or 'diary'}: how many films, their average rating, and posters of some."
    about = member.about[:200] or f"The films {name} watched, with ratings and reviews."
    return Page(f"{name}’s {year or what}", about, path, card, alt, "profile")


def _others(member: Member, context: Mapping[str, object]) -> tuple[Alternate, ...]:
    """A diary in other forms: its feeds, where it is narrowed as they can be the same of them, and how to embed it."""
    diary, reviews = f"{member.display_name}’s film diary", f"{member.display_name}’s reviews"
    whole = (*feeds_at(f"{home(member)}/feed", diary), *feeds_at(f"{home(member)}/reviews", reviews))
    asked = dict(cast(Iterable[tuple[str, str]], context.get("asked", ())))
    if asked and asked.keys() <= {"tag", "rating"}:
        whole = (*feeds_at(f"{home(member)}/feed", f"{diary}, as narrowed here", f"?{urlencode(asked)}"), *whole)
    return (*whole, *oembed(home(member), diary))


@lru_cache(maxsize=64)
def surroundings(counted: Numbers, address: str, today: date, week_start: int) -> Surroundings:
    rated = ratings(counted.ratings, f"{address}/diary?rating=", f"{address}/diary?rated=1")
    return Surroundings(
        home=address,
        tiles=tiles(counted, rated, address, today, week_start),
        ratings=rated,
        months=months.bars(counted.months, months.last_months(today)),
        directors=directors(counted, address),
        unfinished=counted.unfinished,
    )


def numbers_of(member: Member, year: int | None = None) -> Numbers:
    """The numbers of a member for whoever asks, with the days of the last twelve months, and of a year where one is asked for."""
    first, last = months.last_year(clock.today(member.time_zone))
    if year is not None:
        first, last = min(first, date(year, 1, 1)), max(last, date(year, 12, 31))
    last += timedelta(days=1)
    return numbers(session.reader(), member, first, last)


def home(member: Member) -> str:
    return f"/members/{member.username}"


def tiles(counted: Numbers, rated: Ratings, address: str, today: date, week_start: int) -> list[Tile]:
    """The numbers at the head of a profile."""
    diary = f"{address}/diary"
    found = [
        Tile(f"{counted.films:,}", "film" if counted.films == 1 else "films", f"{diary}?finished=1"),
        Tile(f"{counted.of_year(today.year).count:,}", "this year", f"{diary}?watched={today.year}"),
        Tile(f"{rated.average} ★" if rated.average else "–", "average", f"{address}/ratings"),
    ]
    if run := streak(counted.days, today, week_start):
        first, weeks = run
        # Only the days of a year are looked at.
        found.append(Tile(f"{weeks}{'+' * (weeks >= WEEKS)}", "week streak", f"{diary}?from={first}"))
    if counted.directors and counted.directors[0][1] > 1:
        name, count = counted.directors[0]
        found.append(Tile(name, f"favorite director, {count}×", f"{diary}?director={quote(name)}", True))
    if counted.busiest:
        month, count = counted.busiest
        found.append(Tile(months.label(month), f"most active month, {count}", f"{diary}?watched={month}", True))
    return found


def _described(member: Member) -> Thing:
    """A profile in the words of schema.org."""
    who = schema.member(
        absolute(""), member.username, member.display_name, alternateName=member.username, description=member.about
    )
    return schema.about(schema.thing("ProfilePage", mainEntity=who))


def directors(counted: Numbers, address: str) -> list[Row]:
    """The most watched directors as bars."""
    most = max((count for _, count in counted.directors), default=0)
    link = f"{address}/diary?director="
    return [Row(name, count, count / most, link + quote(name, safe="")) for name, count in counted.directors]
