"""Bringing a file, and the list of those that were brought."""

from flask import Blueprint, request
from werkzeug.wrappers import Response

from moviediary import ids
from moviediary.accounts import session
from moviediary.htmx import go, render
from moviediary.imports import overview_queries, queue_queries, upload_actions
from moviediary.imports.forms import UploadForm
from moviediary.imports.origins import origins
from moviediary.limits import limits
from moviediary.pages import Page
from moviediary.sheets.limits import LARGEST_FILE, TOO_LARGE

bringing = Blueprint("bringing", __name__, url_prefix="/imports")
# What a form is besides its file.
MORE_BYTES = 100_000


@bringing.get("")
@session.required
def index() -> Response:
    return _page(UploadForm(formdata=None))


@bringing.post("")
@session.required
def create() -> Response:
    member = session.member()
    request.max_content_length = LARGEST_FILE + MORE_BYTES
    if (request.content_length or 0) > request.max_content_length:
        # Before anything is read: it would be read in vain.
        return _too_large()
    limits().hit("IMPORT", str(member.id))
    form = UploadForm()
    if form.submit(lambda: upload_actions.upload(member, *form.brought(), key=form.form_key())):
        return go(f"/imports/{ids.short(form.result.id)}")
    return _page(form)


@bringing.get("/films")
@session.required
def films() -> Response:
    """To the first import of which a film needs a look."""
    waiting = queue_queries.first_unsure(session.member())
    return go(f"/imports/{ids.short(waiting)}/films" if waiting else "/imports", 302)


def _too_large() -> Response:
    form = UploadForm(formdata=None)
    form.file.errors = [TOO_LARGE]
    form.status = 413
    return _page(form)


def _page(form: UploadForm) -> Response:
    member = session.member()
    context = {"origins": origins(), "imports": overview_queries.all_of(member), "unsure": queue_queries.unsure_of(member)}
    page = Page("Imports", "Bring your film diary from elsewhere.", "/imports")
    context |= {"form": form, "most": LARGEST_FILE}
    return render("imports/index.html", "imports/_upload.html", form.status, page=page, **context)
