"""The page of what a member is told, and the bell that counts it."""

from flask import Blueprint, request
from werkzeug.wrappers import Response

from moviediary.accounts import session
from moviediary.forms import ButtonForm
from moviediary.htmx import go, render
from moviediary.notifications import actions, queries
from moviediary.pages import Page

notifications = Blueprint("notifications", __name__)
HOME = "/notifications"


@notifications.get(HOME)
@session.required
def index() -> Response:
    found = queries.listed(session.member(), request.args.get("older_than", ""))
    page = Page("Notifications", "What others did with your diary.", HOME)
    return render("notifications/index.html", "notifications/_notifications.html", found=found, page=page)


@notifications.get(f"{HOME}/bell")
def bell() -> Response:
    """The count, where it is another than the page shows. Who was signed out meanwhile is not torn away from their page."""
    member = session.reader()
    if member is None or request.args.get("known") == str(member.unread):
        return Response(status=204)
    return render("notifications/bell.swap.html", "notifications/bell.swap.html")


@notifications.get(f"{HOME}/<address>")
@session.required
def follow(address: str) -> Response:
    """Where a notification leads, by way of noting that it was read."""
    return go(actions.read(session.member(), address))


@notifications.post(f"{HOME}/<address>/reading")
@session.required
def read(address: str) -> Response:
    ButtonForm().pressed(lambda: actions.read(session.member(), address))
    return go(HOME)


@notifications.post(f"{HOME}/reading")
@session.required
def read_all() -> Response:
    ButtonForm().pressed(lambda: actions.read_all(session.member(), request.form.get("until", "")))
    return go(HOME)
