"""Pages of members: the list, and a profile with its tabs."""

import re

from flask import Blueprint, request
from werkzeug.wrappers import Response

from moviediary import clock
from moviediary.accounts import session
from moviediary.accounts.models import Member
from moviediary.accounts.queries import member_named
from moviediary.diary import queries as diary
from moviediary.diary import statistics
from moviediary.diary.queries import Narrowing
from moviediary.diary.routes import cursor, link
from moviediary.htmx import render
from moviediary.pages import Page, stars_text
from moviediary.profiles import queries

profiles = Blueprint("profiles", __name__, url_prefix="/members")
_WATCHED = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


@profiles.get("/")
@profiles.get("", strict_slashes=False)
def members() -> Response:
    page = Page("Members", "Everybody who keeps a film diary here.", "/members")
    listed = queries.members(session.reader())
    return render("profiles/members.html", "profiles/members.html", members=listed, page=page)


@profiles.get("/<username>")
@profiles.get("/<username>/diary")
def show(username: str) -> Response:
    reader, member = session.reader(), member_named(username)
    narrowing = _narrowing()
    entries = diary.of_member(reader, member, cursor(), narrowing)
    counts = queries.month_counts(reader, member, entries.entries)
    context = {
        "slice": entries,
        "view": "diary",
        "months": queries.months(entries.entries, counts),
        "newer": link(entries.newer, "after"),
        "older": link(entries.older, "before"),
        "narrowed": _told(narrowing),
    }
    return _profile(member, "diary", **context)


@profiles.get("/<username>/ratings")
def ratings(username: str) -> Response:
    member = member_named(username)
    return _profile(member, "ratings", movies=queries.top_rated(session.reader(), member))


def _profile(member: Member, tab: str, **context: object) -> Response:
    reader, year = session.reader(), clock.today(member.time_zone).year
    rated = statistics.ratings_of_member(reader, member)
    tiles = queries.tiles(member, statistics.totals(reader, member, year), rated, year)
    page = Page(
        f"{member.display_name}’s diary",
        member.about[:200] or f"The films {member.display_name} watched, with ratings and reviews.",
        f"/members/{member.username}" if tab == "diary" else f"/members/{member.username}/{tab}",
        kind="profile",
    )
    context |= {"member": member, "mine": reader is not None and reader.id == member.id, "tab": tab}
    shown = {"tiles": tiles, "bars": rated.bars, "ratings_count": rated.count, "average": rated.average}
    return render("profiles/profile.html", "profiles/_tab.html", page=page, **context, **shown)


def _narrowing() -> Narrowing:
    """Which entries the address asks for; what makes no sense asks for nothing."""
    rating, watched = request.args.get("rating", ""), request.args.get("watched", "")
    return Narrowing(
        rating=int(rating) if rating in {str(number) for number in range(11)} else None,
        watched=watched if _WATCHED.fullmatch(watched) else "",
        director=request.args.get("director", "")[:120],
        unfinished="unfinished" in request.args,
    )


def _told(narrowing: Narrowing) -> str:
    parts = [
        (stars_text(narrowing.rating) if narrowing.rating else "no rating") if narrowing.rating is not None else "",
        queries.month_label(narrowing.watched[:7]) if narrowing.watched else "",
        f"directed by {narrowing.director}" if narrowing.director else "",
        "not finished" if narrowing.unfinished else "",
    ]
    return ", ".join(part for part in parts if part)
