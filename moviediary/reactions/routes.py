"""Liking and sharing an entry, in place, and who did."""

from collections.abc import Callable

from flask import Blueprint
from werkzeug.wrappers import Response

from moviediary.accounts import session
from moviediary.accounts.models import Member
from moviediary.diary import queries as diary
from moviediary.diary.entries import Entry
from moviediary.errors import Refused
from moviediary.forms import ButtonForm
from moviediary.htmx import came_from, go, older_than, render, wants_fragment
from moviediary.pages import Page
from moviediary.reactions import actions, queries
from moviediary.relations.queries import People

reacting = Blueprint("reacting", __name__, url_prefix="/reviews")


@reacting.post("/<address>/like")
@session.required
def like(address: str) -> Response:
    return _react(address, actions.like)


@reacting.post("/<address>/like/removal")
@session.required
def unlike(address: str) -> Response:
    return _react(address, actions.unlike)


@reacting.post("/<address>/boost")
@session.required
def boost(address: str) -> Response:
    return _react(address, actions.boost)


@reacting.post("/<address>/boost/removal")
@session.required
def unboost(address: str) -> Response:
    return _react(address, actions.unboost)


@reacting.get("/<address>/likes")
def likes(address: str) -> Response:
    entry = diary.entry(session.reader(), address)
    return _people(entry, "likes", "Liked by", queries.likes(session.reader(), entry.review_id, older_than()))


@reacting.get("/<address>/boosts")
def boosts(address: str) -> Response:
    entry = diary.entry(session.reader(), address)
    return _people(entry, "boosts", "Shared by", queries.boosts(session.reader(), entry.review_id, older_than()))


def _react(address: str, action: Callable[[Member, str], None]) -> Response:
    member, form = session.member(), ButtonForm()
    if not wants_fragment():
        form.pressed(lambda: action(member, address))
        return go(came_from(f"/reviews/{address}", f"entry-{address}"))
    if not form.submit(lambda: action(member, address)):
        raise form.refusal or Refused(form.problem)
    entry = diary.entry(member, address)
    return render("reactions/_reactions.html", "reactions/_reactions.html", entry=entry)


def _people(entry: Entry, noun: str, heading: str, listed: People) -> Response:
    path = f"/reviews/{entry.id}/{noun}"
    page = Page(f"{heading}: {entry.title}", f"Who {'likes' if noun == 'likes' else 'shares'} this entry.", path)
    older = f"{path}?before={listed.older}" if listed.older else ""
    context = {"entry": entry, "noun": noun, "heading": heading, "people": listed.people, "older": older}
    return render("reactions/people.html", "reactions/_people.html", page=page, **context)
