"""The page that every part of a member's diary stands on: its head, the tabs, what machines are told of it."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import cast
from urllib.parse import urlencode

from werkzeug.wrappers import Response

from moviediary import clock, errands, schema
from moviediary.accounts import session
from moviediary.accounts.models import Member
from moviediary.diary.numbers import Numbers, numbers
from moviediary.discovery import oembed
from moviediary.htmx import render, wants_fragment
from moviediary.pages import Alternate, Page, absolute, feeds_at
from moviediary.profiles import months
from moviediary.profiles.surroundings import home, surroundings
from moviediary.relations import queries as relations
from moviediary.schema import Thing
from moviediary.sharing.queries import has_year
from moviediary.words import diary_of

TITLES = {
    "diary": "diary",
    "ratings": "top rated films",
    "history": "diary by month",
    "calendar": "calendar",
    "trends": "trends",
    "facet": "trends",
}


def named(username: str) -> Member:
    """The member whose diary is asked for. Raises NotFound, where they are not there for whoever asks, too."""
    member, _ = relations.member_named(session.reader(), username)
    return member


def framed(member: Member, tab: str, counted: Numbers, path: str, year: str = "", /, **context: object) -> Response:
    """A part of a member's diary with what surrounds it. `path` is its address on this site, `year` the one it is all about."""
    reader, today = session.reader(), clock.today(member.time_zone)
    # A year of which strangers may see nothing is none to be shared.
    year = year if year and has_year(member, year) else ""
    data = _described(member) if path == home(member) else None
    page = replace(_head(member, TITLES[tab], path, year), alternates=_others(member, context), data=data)
    around = surroundings(counted, home(member), today, member.week_start)
    mine = reader is not None and reader.id == member.id
    # Of nobody's business but the member's own, and asked for only where it is shown.
    waiting = tuple(errands.of_member(member.id)) if mine and not wants_fragment() else ()
    who = {"member": member, "mine": mine, "errands": waiting}
    shared = {"profile_page": _head(member, TITLES["diary"], home(member)), "shared_year": year}
    # The head is on a whole page only.
    standing = None if wants_fragment() else relations.standing(reader, member)
    between = {"relation": standing.relation, "follows": standing.follows} if standing else {}
    return render(
        "profiles/profile.html", "profiles/_tab.html", page=page, tab=tab, around=around, **who, **shared, **between, **context
    )


def _head(member: Member, what: str, path: str, year: str = "") -> Page:
    name, card = member.display_name, f"{home(member)}/{year}/card.jpg" if year else f"{home(member)}/card.jpg"
    alt = f"{name}’s {year or 'diary'}: how many films, their average rating, and posters of some."
    about = member.about[:200] or f"The films {name} watched, with ratings and reviews."
    return Page(f"{name}’s {year or what}", about, path, card, alt, "profile")


def _others(member: Member, context: Mapping[str, object]) -> tuple[Alternate, ...]:
    """A diary in other forms: its feeds, where it is narrowed as they can be the same of them, and how to embed it."""
    diary, reviews = diary_of(member.display_name), f"{member.display_name}’s reviews"
    whole = (*feeds_at(f"{home(member)}/feed", diary), *feeds_at(f"{home(member)}/reviews", reviews))
    asked = dict(cast(Iterable[tuple[str, str]], context.get("asked", ())))
    if asked and asked.keys() <= {"tag", "rating"}:
        whole = (*feeds_at(f"{home(member)}/feed", f"{diary}, as narrowed here", f"?{urlencode(asked)}"), *whole)
    return (*whole, *oembed(home(member), diary))


def numbers_of(member: Member, year: int | None = None) -> Numbers:
    """The numbers of a member for whoever asks, with the days of the last twelve months, and of a year where one is asked for."""
    first, last = months.last_year(clock.today(member.time_zone))
    if year is not None:
        first, last = min(first, date(year, 1, 1)), max(last, date(year, 12, 31))
    last += timedelta(days=1)
    return numbers(session.reader(), member, first, last)


def _described(member: Member) -> Thing:
    """A profile in the words of schema.org."""
    who = schema.member(
        absolute(""), member.username, member.display_name, alternateName=member.username, description=member.about
    )
    return schema.about(schema.thing("ProfilePage", mainEntity=who))
