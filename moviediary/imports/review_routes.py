"""The page of an import: what was read, what will be imported, how far it is, what became of it."""

from flask import Blueprint, request
from werkzeug.wrappers import Response

from moviediary.accounts import session
from moviediary.forms import ButtonForm
from moviediary.htmx import go, render
from moviediary.imports import actions, queries
from moviediary.imports.forms import ReadingForm, TakeForm
from moviediary.imports.models import Import
from moviediary.imports.origins import asks
from moviediary.imports.preview_queries import preview
from moviediary.imports.standing import standing
from moviediary.limits import limits
from moviediary.pages import Page
from moviediary.toasts import tell

reviewing = Blueprint("reviewing", __name__, url_prefix="/imports")


@reviewing.get("/<address>")
@session.required
def show(address: str) -> Response:
    batch = queries.one(session.member(), address)
    return _page(batch, TakeForm(batch, formdata=None), ReadingForm(batch, formdata=None))


@reviewing.post("/<address>/reading")
@session.required
def read(address: str) -> Response:
    """Read the file anew, in another way."""
    member, batch = session.member(), queries.one(session.member(), address)
    limits().hit("IMPORT", str(member.id))
    form = ReadingForm(batch)
    if form.submit(lambda: actions.read_again(member, address, form.source.data, form.how(batch))):
        return go(f"/imports/{address}")
    return _page(queries.one(member, address), TakeForm(batch, formdata=None), form)


@reviewing.post("/<address>/run")
@session.required
def run(address: str) -> Response:
    member, batch = session.member(), queries.one(session.member(), address)
    limits().hit("IMPORT", str(member.id))
    form = TakeForm(batch)
    if form.submit(lambda: actions.run(member, address, form.take())):
        return go(f"/imports/{address}")
    return _page(queries.one(member, address), form, ReadingForm(batch, formdata=None))


@reviewing.post("/<address>/pause")
@session.required
def pause(address: str) -> Response:
    ButtonForm().pressed(lambda: actions.pause(session.member(), address))
    return go(f"/imports/{address}")


@reviewing.post("/<address>/continuation")
@session.required
def go_on(address: str) -> Response:
    ButtonForm().pressed(lambda: actions.resume(session.member(), address))
    return go(f"/imports/{address}")


@reviewing.post("/<address>/cancellation")
@session.required
def cancel(address: str) -> Response:
    ButtonForm().pressed(lambda: actions.cancel(session.member(), address))
    return go(f"/imports/{address}")


@reviewing.post("/<address>/deletion")
@session.required
def forget(address: str) -> Response:
    if not ButtonForm().pressed(lambda: actions.forget(session.member(), address)):
        return go(f"/imports/{address}")
    tell("The import is forgotten. What it put into your diary stays there.")
    return go("/imports")


def _page(batch: Import, take: TakeForm, reading: ReadingForm) -> Response:
    stands = standing(batch, request.args.get("from", "")[:30])
    preview_of = preview(session.member(), batch) if stands.part == "preview" else None
    context = {"stands": stands, "take": take, "reading": reading, "asks": asks(batch.source), "preview": preview_of}
    page = Page(f"Import of {batch.file_name}", "What a file holds, and what becomes of it.", stands.address)
    status = max(take.status, reading.status)
    return render("imports/show.html", "imports/_import.html", status, page=page, **context)
