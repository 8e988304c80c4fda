"""Following, blocking and muting: buttons on a member's page and in lists, each answered by itself as it is now."""

from collections.abc import Callable

from flask import Blueprint, request
from werkzeug.wrappers import Response

from moviediary.accounts import session
from moviediary.accounts.models import Member
from moviediary.errors import NotFound
from moviediary.forms import ButtonForm
from moviediary.htmx import go, render, wants_fragment
from moviediary.relations import actions, queries
from moviediary.relations.rules import REQUESTED
from moviediary.toasts import tell

relating = Blueprint("relating", __name__, url_prefix="/members")
Action = Callable[[Member, str], object]
BLOCKED = "{} is blocked. You can unblock them here."


@relating.post("/<username>/follow")
@session.required
def follow(username: str) -> Response:
    return _button(username, actions.follow, "You follow {} now.")


@relating.post("/<username>/follow/removal")
@session.required
def unfollow(username: str) -> Response:
    return _button(username, actions.unfollow, "You do not follow {} any more.")


@relating.post("/<username>/mute")
@session.required
def mute(username: str) -> Response:
    return _button(username, actions.mute, "{} is muted, and is not told.")


@relating.post("/<username>/mute/removal")
@session.required
def unmute(username: str) -> Response:
    return _button(username, actions.unmute, "You see {} in lists again.")


@relating.post("/<username>/block")
@session.required
def block(username: str) -> Response:
    name = queries.member_named(session.member(), username)[0].display_name
    if pressed(username, actions.block):
        tell(BLOCKED.format(name))
    return go("/settings/privacy")


@relating.post("/<username>/block/removal")
@session.required
def unblock(username: str) -> Response:
    if pressed(username, actions.unblock):
        tell(f"You do not block @{username} any more. You follow each other again only if you both want to.")
    return go("/settings/privacy")


def _button(username: str, action: Action, said: str) -> Response:
    """Do it, and show how the two stand to each other now."""
    done = pressed(username, action)
    try:
        member, relation = queries.member_named(session.member(), username)
    except NotFound:
        # Unmuted across a block: there is no page of theirs to go to.
        return go("/settings/privacy")
    if wants_fragment() and done:
        view = "row" if request.form.get("view") == "row" else "profile"
        return render("relations/_follow.html", "relations/_follow.html", member=member, relation=relation, view=view)
    if done:
        tell("They are asked whether you may." if relation.follows == REQUESTED else said.format(member.display_name))
    return go("/settings/privacy" if request.form.get("view") == "settings" else f"/members/{member.username}")


def pressed(username: str, action: Action) -> bool:
    """Do something about another member, and answer whether it was done."""
    member = session.member()
    return ButtonForm().pressed(lambda: action(member, username))
