"""Pages of members: the list, and a profile with its diary and its best rated films."""

from datetime import date
from urllib.parse import urlencode

from flask import Blueprint, request
from werkzeug.wrappers import Response

from moviediary import clock
from moviediary.accounts import session
from moviediary.accounts.models import Member
from moviediary.diary import queries as diary
from moviediary.diary.narrowing import Narrowing, parse, query
from moviediary.diary.numbers import Numbers
from moviediary.diary.paging import Slice
from moviediary.diary.routes import cursor, link
from moviediary.htmx import render
from moviediary.pages import Page
from moviediary.profiles import months, queries
from moviediary.profiles.chips import chips
from moviediary.profiles.frame import framed, named, numbers_of
from moviediary.profiles.heat import heat_of
from moviediary.profiles.surroundings import home
from moviediary.shapes import FIRST_YEAR
from moviediary.text import whole_number

profiles = Blueprint("profiles", __name__, url_prefix="/members")


@profiles.get("/")
@profiles.get("", strict_slashes=False)
def members() -> Response:
    page = Page("Members", "Everybody who keeps a film diary here.", "/members")
    found = queries.members(session.reader(), request.args.get("before", "")[:200])
    older = f"/members?before={found.older}" if found.older else ""
    return render("profiles/members.html", "profiles/members.html", members=found.listed, older=older, page=page)


@profiles.get("/<username>")
def show(username: str) -> Response:
    member, narrowing = named(username), parse(request.args)
    year = _year(narrowing, clock.today(member.time_zone))
    counted = numbers_of(member, year)
    if narrowing == Narrowing():
        entries = diary.recent(session.reader(), member)
    else:
        entries = diary.of_member(session.reader(), member, cursor(), narrowing)
    heat = heat_of(counted, home(member), clock.today(member.time_zone), year, member.week_start)
    return framed(member, "diary", counted, home(member), heat=heat, **_listed(member, entries, counted, narrowing))


@profiles.get("/<username>/diary")
def entries(username: str) -> Response:
    member, narrowing = named(username), parse(request.args)
    year = narrowing.watched if narrowing == Narrowing(watched=narrowing.watched[:4]) else ""
    whole = bool(year) and "whole" in request.args
    if whole:
        found = diary.of_year(session.reader(), member, year)
    else:
        found = diary.of_member(session.reader(), member, cursor(), narrowing)
    context = _listed(member, found, counted := numbers_of(member), narrowing)
    path = f"{home(member)}/diary?watched={year}" if year else f"{home(member)}/diary"
    return framed(member, "diary", counted, path, year, whole=year if found.older and not whole else "", **context)


@profiles.get("/<username>/ratings")
def ratings(username: str) -> Response:
    member, narrowing = named(username), parse(request.args)
    found = queries.top_rated(session.reader(), member, narrowing, request.args.get("before", "")[:200])
    path, as_list = f"{home(member)}/ratings", "list" in request.args
    context = {
        "movies": found.movies,
        "older": _again(path, narrowing, before=found.older, list="1" * as_list) if found.older else "",
        "as_list": as_list,
        "other_way": _again(path, narrowing, list="1" * (not as_list)),
        **_asked(narrowing, path),
    }
    return framed(member, "ratings", numbers_of(member), path, **context)


def _listed(member: Member, found: Slice, counted: Numbers, narrowing: Narrowing) -> dict[str, object]:
    """What a list of entries shows."""
    return {
        "months": queries.months(found.entries, counted.months),
        "newer": link(found.newer, "after", f"{home(member)}/diary"),
        "older": link(found.older, "before", f"{home(member)}/diary"),
        **_asked(narrowing, f"{home(member)}/diary"),
    }


def _asked(narrowing: Narrowing, path: str) -> dict[str, object]:
    """What a list was narrowed to: its chips, and what the form of filters begins with."""
    return {"chips": chips(narrowing, path), "asked": tuple(query(narrowing).items()), "filters_path": path}


def _again(path: str, narrowing: Narrowing, **more: str) -> str:
    asked = {**query(narrowing), **{name: value for name, value in more.items() if value}}
    return f"{path}?{urlencode(asked)}" if asked else path


def _year(narrowing: Narrowing, today: date) -> int | None:
    """Which year the heatmap shows: the one asked for, or that of the day asked for where the last months do not hold it."""
    first, _ = months.last_year(today)
    before = narrowing.watched[:4] if narrowing.watched < first.isoformat() else ""
    years = (whole_number(said, 4) for said in (request.args.get("year"), before))
    return next((year for year in years if FIRST_YEAR <= year <= today.year + 1), None)
