"""A diary by its months: the history as sections, and a month as a calendar."""

import re
from urllib.parse import urlencode

from flask import Blueprint, abort, request
from werkzeug.wrappers import Response

from moviediary import clock
from moviediary.accounts import session
from moviediary.accounts.models import Member
from moviediary.calendar import queries, rules
from moviediary.diary import narrowing
from moviediary.diary import queries as diary
from moviediary.diary.paging import Cursor
from moviediary.htmx import go, render
from moviediary.profiles.frame import framed, named, numbers_of
from moviediary.profiles.months import label
from moviediary.profiles.surroundings import home

calendar = Blueprint("calendar", __name__, url_prefix="/members/<username>")
_MONTH = re.compile(r"(1[89]|2\d)\d\d-(0[1-9]|1[0-2])", re.ASCII)
_SECTION = re.compile(r"(1[89]|2\d)\d\d(-(0[1-9]|1[0-2]))?|none", re.ASCII)


@calendar.get("/history")
def history(username: str) -> Response:
    member = named(username)
    counted = numbers_of(member)
    sections = queries.sections(counted.months)
    first = diary.of_member(session.reader(), member, Cursor(), queries.narrowing_of(sections[0].key)) if sections else None
    context = {"sections": sections, "years": queries.years(counted.months), "first": first}
    return framed(member, "history", counted, f"{home(member)}/history", **context)


@calendar.get("/history/<key>")
def section(username: str, key: str) -> Response:
    """The entries of one section of the history, for a page that was scrolled to it."""
    member, asked = named(username), queries.narrowing_of(_checked(key, _SECTION))
    address = f"{home(member)}/diary?{urlencode(narrowing.query(asked))}"
    if request.headers.get("HX-Request-Type") != "partial":
        return go(address)
    found = diary.of_member(session.reader(), member, Cursor(), asked)
    return render("calendar/_section.html", "calendar/_section.html", key=key, found=found, address=address)


@calendar.get("/calendar")
def this_month(username: str) -> Response:
    member = named(username)
    return _month(member, f"{clock.today(member.time_zone):%Y-%m}")


@calendar.get("/calendar/<name>")
def month(username: str, name: str) -> Response:
    return _month(named(username), _checked(name, _MONTH))


def _month(member: Member, name: str) -> Response:
    entries = diary.of_month(session.reader(), member, name)
    before, after = rules.beside(name)
    context = {
        "month": name,
        "month_label": label(name),
        "weeks": rules.weeks(name, entries, member.week_start),
        "weekdays": rules.weekdays(member.week_start),
        "dayless": [entry for entry in entries if entry.precision != "day"],
        "count": len(entries),
        "before": before,
        "after": after if after <= f"{clock.today(member.time_zone):%Y-%m}" else "",
    }
    return framed(member, "calendar", numbers_of(member), f"{home(member)}/calendar/{name}", **context)


def _checked(key: str, pattern: re.Pattern[str]) -> str:
    return key if pattern.fullmatch(key) else abort(404)
