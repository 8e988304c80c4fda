"""The admin's pages. To everybody else they do not exist."""

from flask import Blueprint, request
from werkzeug.wrappers import Response

from moviediary import deliveries, figures, ids
from moviediary.accounts import actions, session
from moviediary.accounts.queries import member_named
from moviediary.admin import queries
from moviediary.forms import ButtonForm
from moviediary.htmx import go, render
from moviediary.pages import Page
from moviediary.reports import queries as reports
from moviediary.states import disk_states, figure_states, provider_states, versions, worker_states
from moviediary.text import one_line, query_of
from moviediary.toasts import tell
from moviediary.upkeep import queries as upkeep

admin = Blueprint("admin", __name__, url_prefix="/admin")


@admin.before_request
def only_admins() -> None:
    session.admin()
    session.count_write()


@admin.get("/")
def index() -> Response:
    page = Page("Admin", "How the site is.", "/admin")
    groups = {
        "At work": [*worker_states(), *upkeep.standings()],
        "Film databases": provider_states(),
        "Room": [*figure_states(), *disk_states(), *versions()],
    }
    context = {"groups": groups, "measured": figures.measured_at(), "reports": reports.waiting()}
    return render("admin/index.html", "admin/index.html", page=page, **context)


@admin.get("/members")
def members() -> Response:
    page = Page("Members", "Every account of the site.", "/admin/members")
    called, before = _listed()
    found = queries.accounts(session.admin(), called, before)
    older = f"/admin/members{_query(called, found.older)}" if found.older else ""
    context = {"members": found.listed, "older": older, "called": called, "here": _query(called, before)}
    return render("admin/members.html", "admin/members.html", page=page, **context)


@admin.post("/members/<username>/admin")
def promote(username: str) -> Response:
    return _set_admin(username, True)


@admin.post("/members/<username>/demotion")
def demote(username: str) -> Response:
    return _set_admin(username, False)


@admin.get("/deliveries")
def failed() -> Response:
    page = Page("Deliveries", "Work that follows from what members did.", "/admin/deliveries")
    context = {"failed": deliveries.failed(), "waiting": deliveries.waiting(20), "waiting_count": deliveries.waiting_count()}
    return render("admin/deliveries.html", "admin/_deliveries.html", page=page, **context)


@admin.post(f"/deliveries/<{ids.ROW}:delivery_id>/retry")
def retry(delivery_id: int) -> Response:
    form = ButtonForm()
    if form.pressed(lambda: deliveries.retry(delivery_id)):
        tell("It is tried again." if form.result else "There is nothing to try again: it is no longer among the given up.")
    return go("/admin/deliveries")


def _set_admin(username: str, is_admin: bool) -> Response:
    member = member_named(username)
    if ButtonForm().pressed(lambda: actions.set_admin(member.id, is_admin)):
        tell(f"{member.display_name} is {'now' if is_admin else 'no longer'} an admin.")
    return go(f"/admin/members{_query(*_listed())}")


def _listed() -> tuple[str, str]:
    """Which accounts are listed, or were when a button beside one was pressed: what is looked for, and where the page begins."""
    return one_line(request.args.get("q", ""))[:200], request.args.get("before", "")[:30]


def _query(called: str, before: str) -> str:
    said = query_of({"q": called, "before": before})
    return f"?{said}" if said else ""
