"""Reporting something to the admin, and the admin's queue. To everybody else the queue does not exist."""

from flask import Blueprint, request
from werkzeug.wrappers import Response

from moviediary.accounts import session
from moviediary.forms import DiaryForm
from moviediary.htmx import go, older_than, render
from moviediary.limits import limits
from moviediary.pages import Page
from moviediary.reports import actions, queries
from moviediary.reports.forms import ReportForm, ResolutionForm
from moviediary.text import one_line
from moviediary.toasts import tell

reporting = Blueprint("reporting", __name__)
THANKS = "Thank you. The admin will look at it; nobody else learns that you reported it."


@reporting.get("/reports/new")
@session.required
def new() -> Response:
    asked = {name: one_line(request.args.get(name, ""))[:40] for name in ("kind", "id")}
    return _form(ReportForm(data=asked))


@reporting.post("/reports")
@session.required
def create() -> Response:
    member, form = session.member(), ReportForm()
    limits().hit("REPORT", str(member.id))
    kind, address = form.kind.data or "", form.id.data or ""
    if form.submit(lambda: actions.report(member, kind, address, form.reason.data or "")):
        tell(THANKS)
        return go(queries.thing(member, kind, address).address)
    return _form(form)


@reporting.get("/admin/reports")
def queue() -> Response:
    return _queue(ResolutionForm(), "")


@reporting.post("/admin/reports/<address>/resolution")
def resolve(address: str) -> Response:
    admin, form = session.admin(), ResolutionForm()
    session.count_write()
    if form.submit(lambda: actions.resolve(admin, address, form.note.data or "")):
        tell("Settled.")
        return go("/admin/reports")
    return _queue(form, address)


def _form(form: ReportForm) -> Response:
    thing = queries.thing(session.member(), form.kind.data or "", form.id.data or "")
    page = Page("Report to the admin", "Tell the admin that something is wrong.", "/reports/new")
    return render("reports/new.html", "reports/new.html", form.status, form=form, thing=thing, page=page)


def _queue(form: DiaryForm, refused: str) -> Response:
    session.admin()
    settled = request.args.get("settled") == "yes"
    found = queries.queue(settled, older_than())
    older = f"/admin/reports?{'settled=yes&' if settled else ''}before={found.older}" if found.older else ""
    context = {"reports": found.reports, "older": older, "settled": settled, "form": form, "refused": refused}
    page = Page("Reports", "What members ask the admin to look at.", "/admin/reports")
    return render("reports/queue.html", "reports/_reports.html", form.status, page=page, **context)
