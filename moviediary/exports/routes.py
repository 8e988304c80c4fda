"""The page where a member takes their diary with them."""

from collections.abc import Iterator
from contextlib import ExitStack
from typing import BinaryIO

from flask import Blueprint, request
from werkzeug.wrappers import Response

from moviediary import clock, storage
from moviediary.accounts import session
from moviediary.errors import NotFound
from moviediary.exports import actions, queries, rules
from moviediary.exports.forms import ExportForm, PlanForm
from moviediary.exports.models import Export
from moviediary.forms import ButtonForm
from moviediary.htmx import go, render
from moviediary.limits import limits
from moviediary.pages import Page
from moviediary.toasts import tell

exporting = Blueprint("exporting", __name__, url_prefix="/exports")
PAGE = Page("Exports", "Take your film diary with you.", "/exports")
BLOCK = 256 * 1024


@exporting.get("")
@session.required
def index() -> Response:
    return _page(ExportForm(formdata=None), PlanForm(queries.plan_of(session.member()), formdata=None))


@exporting.post("")
@session.required
def create() -> Response:
    form = ExportForm()
    if form.submit(lambda: _request(form)):
        tell("Your export is being made. You may close this page; it goes on.")
        return go("/exports")
    return _page(form, PlanForm(queries.plan_of(session.member()), formdata=None))


@exporting.get("/<address>/file")
@session.required
def download(address: str) -> Response:
    export = queries.finished(session.member(), address)
    response = Response(_file(export), content_type=rules.FORMATS[export.format].type, direct_passthrough=True)
    name = rules.file_name(session.member().username, export.format, export.made_at)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Content-Length"] = str(export.size)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


@exporting.post("/<address>/deletion")
@session.required
def delete(address: str) -> Response:
    if ButtonForm().pressed(lambda: actions.delete(session.member(), address)):
        tell("The export is deleted.")
    return go("/exports")


@exporting.post("/plan")
@session.required
def plan() -> Response:
    form = PlanForm(queries.plan_of(session.member()))
    if form.submit(lambda: actions.plan(session.member(), form.wanted(), form.keep.data)):
        tell("An export is made every month from now on, the first one soon.")
        return go("/exports")
    return _page(ExportForm(formdata=None), form)


@exporting.post("/plan/deletion")
@session.required
def end_plan() -> Response:
    if ButtonForm().pressed(lambda: actions.end_plan(session.member())):
        tell("No more exports are made by themselves. Those that are there stay until you delete them.")
    return go("/exports")


def _request(form: ExportForm) -> None:
    limits().hit("EXPORT", str(session.member().id))
    actions.request(session.member(), form.wanted())


def _file(export: Export) -> Iterator[bytes]:
    """The parts of an export, one after the other. The first one is opened before the answer begins: once it has, nobody can
    be told any more that it is gone."""
    opening = ExitStack()
    names = list(queries.parts(export))
    try:
        first = opening.enter_context(storage.opened(names[0]))
    except FileNotFoundError:
        raise NotFound("The file of this export is gone. Delete it, and ask for another one.") from None
    return _blocks(first, opening, names[1:])


def _blocks(part: BinaryIO, opening: ExitStack, others: list[str]) -> Iterator[bytes]:
    with opening:
        while block := part.read(BLOCK):
            yield block
    for name in others:
        with storage.opened(name) as part:
            while block := part.read(BLOCK):
                yield block


def _page(form: ExportForm, plan_form: PlanForm) -> Response:
    member, status = session.member(), max(form.status, plan_form.status)
    found, asked = queries.listed(member), min(request.args.get("asked", 0, type=int), 1_000_000)
    making = any(one.state == "making" for one in found)
    context = {"exports": found, "making": making, "asked": asked, "formats": rules.FORMATS.values()}
    plan = queries.plan_of(member)
    forms = {"form": form, "plan_form": plan_form, "plan": plan, "soon": plan and plan.next_at <= clock.now()}
    return render("exports/index.html", "exports/_exports.html", status, page=PAGE, **context, **forms)
