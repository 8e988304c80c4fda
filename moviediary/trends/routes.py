"""Trends: what a member's viewings of a period add up to."""

from flask import Blueprint, request
from werkzeug.wrappers import Response

from moviediary import clock
from moviediary.accounts import session
from moviediary.accounts.models import Member
from moviediary.profiles.frame import framed, named, numbers_of
from moviediary.profiles.surroundings import home
from moviediary.trends import queries, rules
from moviediary.trends.periods import Period, period
from moviediary.trends.rows import Addresses

trends = Blueprint("trends", __name__, url_prefix="/members/<username>/trends")
# How many rows a chart has before the rest waits behind "Show all".
MOST = 5
FACETS = {"genre": "genres", "country": "countries", "language": "languages"}


@trends.get("")
def show(username: str) -> Response:
    member = named(username)
    asked = period(request.args, clock.today(member.time_zone))
    found, to = _found(member, asked), Addresses(member, asked)
    counted = numbers_of(member)
    context = {
        "period": asked,
        "found": found,
        "to": to,
        "bars": to.steps(found.steps),
        "counts": to.counts(found.steps),
        "directors_by_count": to.shares("director", found.directors, MOST),
        "directors_by_rating": to.averages(found.best_directors, MOST),
        "facets": {name: to.shares(name, getattr(found, plural), MOST) for name, plural in FACETS.items()},
        "decades": to.decades(found.decades),
        "media": to.media(found.media),
        "weekdays": to.weekdays(found.weekdays, member.week_start),
        "rewatched": to.films(found.rewatches.most),
        "periods": [("Last 12 months", ""), ("All time", "period=all"), *((str(year), f"year={year}") for year in counted.years)],
    }
    path = f"{home(member)}/trends?year={asked.year}" if asked.year else f"{home(member)}/trends"
    return framed(member, "trends", counted, path, asked.year, **context)


@trends.get("/<any(directors, genres, countries, languages):facet>")
def everything(username: str, facet: str) -> Response:
    """All the rows of one chart."""
    member = named(username)
    asked = period(request.args, clock.today(member.time_zone))
    found, to = _found(member, asked), Addresses(member, asked)
    name = {plural: one for one, plural in FACETS.items()}.get(facet, "director")
    context = {"period": asked, "facet": facet, "rows": to.shares(name, getattr(found, facet))}
    if facet == "directors":
        context["rated"] = to.averages(found.best_directors)
    return framed(member, "facet", numbers_of(member), f"{home(member)}/trends/{facet}", **context)


def _found(member: Member, asked: Period) -> rules.Trends:
    viewings = queries.viewings(session.reader(), member, asked)
    return rules.trends(viewings, asked.steps([one.watched for one in viewings]))
