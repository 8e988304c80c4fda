"""Who follows whom, who asks to, and the settings of it."""

from flask import Blueprint
from werkzeug.wrappers import Response

from moviediary.accounts import actions as accounts
from moviediary.accounts import session
from moviediary.accounts.models import Member
from moviediary.errors import NotFound
from moviediary.htmx import go, older_than, render, wants_fragment
from moviediary.pages import Page
from moviediary.relations import actions, queries
from moviediary.relations.forms import PrivacyForm
from moviediary.relations.queries import People
from moviediary.relations.routes import Action, pressed
from moviediary.toasts import tell

following_lists = Blueprint("following_lists", __name__)
TITLES = {"followers": "Who follows {}", "following": "Whom {} follows"}


@following_lists.get("/members/<username>/followers")
def followers(username: str) -> Response:
    member = _shown(username)
    return _people(member, "followers", queries.followers(session.reader(), member, older_than()))


@following_lists.get("/members/<username>/following")
def following(username: str) -> Response:
    member = _shown(username)
    return _people(member, "following", queries.following(session.reader(), member, older_than()))


@following_lists.post("/followers/<username>/removal")
@session.required
def remove(username: str) -> Response:
    member = session.member()
    if pressed(username, actions.remove_follower) and wants_fragment():
        return _people(member, "followers", queries.followers(member, member))
    return go(f"/members/{member.username}/followers")


@following_lists.get("/follow-requests")
@session.required
def requests() -> Response:
    page = Page("Follow requests", "Who asks to follow you.", "/follow-requests")
    people = queries.requests(session.member(), older_than())
    older = f"/follow-requests?before={people.older}" if people.older else ""
    return render("relations/requests.html", "relations/_requests.html", page=page, people=people.people, older=older)


@following_lists.post("/follow-requests/<username>/acceptance")
@session.required
def accept(username: str) -> Response:
    return _answered(username, actions.accept, "They follow you now.")


@following_lists.post("/follow-requests/<username>/rejection")
@session.required
def reject(username: str) -> Response:
    return _answered(username, actions.reject, "They do not follow you, and are not told.")


@following_lists.route("/settings/privacy", methods=["GET", "POST"])
@session.required
def privacy() -> Response:
    member = session.member()
    form = PrivacyForm(member)
    if form.submit(lambda: accounts.change_privacy(member, form.locked.data, form.follows_audience.data or "")):
        tell("Saved.")
        return go("/settings/privacy")
    page = Page("Privacy", "Settings of your film diary.", "/settings/privacy")
    lists = {"blocked": queries.blocked(member), "muted": queries.muted(member), "requests": queries.request_count(member)}
    return render("relations/privacy.html", "relations/privacy.html", form.status, page=page, form=form, **lists)


def _shown(username: str) -> Member:
    """A member whose lists may be seen by whoever asks. Raises NotFound."""
    member, relation = queries.member_named(session.reader(), username)
    if not queries.may_see_follows(session.reader(), member, relation):
        raise NotFound("There is no such list, or it is not for you to see.")
    return member


def _people(member: Member, which: str, found: People) -> Response:
    path = f"/members/{member.username}/{which}"
    page = Page(TITLES[which].format(member.display_name), "Members of this film diary.", path)
    reader = session.reader()
    own = reader is not None and reader.id == member.id
    older = f"{path}?before={found.older}" if found.older else ""
    context = {"member": member, "which": which, "people": found.people, "older": older, "own": own}
    return render("relations/people.html", "relations/_people.html", page=page, **context)


def _answered(username: str, action: Action, said: str) -> Response:
    done = pressed(username, action)
    if wants_fragment() and done:
        return requests()
    if done:
        tell(said)
    return go("/follow-requests")
