"""The review queue: one film after the other, until somebody has said which each of them is."""

from flask import Blueprint, request
from werkzeug.wrappers import Response

from moviediary.accounts import session
from moviediary.htmx import go, render, wants_fragment
from moviediary.ids import ROW
from moviediary.imports import actions, choices_queries, queries, queue_queries
from moviediary.imports.forms import AnswerForm
from moviediary.imports.models import Import
from moviediary.imports.queue_queries import Unsure
from moviediary.limits import limits
from moviediary.pages import Page
from moviediary.text import one_line, shortened
from moviediary.toasts import tell

choosing = Blueprint("choosing", __name__, url_prefix="/imports")


@choosing.get("/<address>/films")
@session.required
def index(address: str) -> Response:
    batch = queries.one(session.member(), address)
    return _page(batch, next(iter(queue_queries.unsure(batch, limit=1)), None), AnswerForm(formdata=None))


@choosing.get(f"/<address>/films/<{ROW}:film_id>")
@session.required
def show(address: str, film_id: int) -> Response:
    """A film to be told, and what was found for what was typed instead of its title."""
    batch = queries.one(session.member(), address)
    return _page(batch, queue_queries.film(batch, film_id), AnswerForm(formdata=None), "imports/_found.html")


@choosing.post(f"/<address>/films/<{ROW}:film_id>")
@session.required
def answer(address: str, film_id: int) -> Response:
    member, batch, form = session.member(), queries.one(session.member(), address), AnswerForm()
    if not form.submit(lambda: actions.answer(member, address, form.answer(film_id))):
        return _page(batch, queue_queries.film(batch, film_id), form)
    if wants_fragment():
        return _next(batch, film_id, bool(form.skip.data))
    tell(_told(batch, film_id, bool(form.skip.data)))
    return go(f"/imports/{address}/films")


def _next(batch: Import, film_id: int, skipped: bool) -> Response:
    """The next film, with a word about the one before."""
    following = queue_queries.unsure(batch, after=film_id, limit=1) or queue_queries.unsure(batch, limit=1)
    before = {"text": _told(batch, film_id, skipped), "film_id": film_id if skipped else 0}
    return _page(batch, next(iter(following), None), AnswerForm(formdata=None), before=before)


def _told(batch: Import, film_id: int, skipped: bool) -> str:
    title = shortened(queue_queries.title(batch, film_id))
    return f"{title} stays as it is." if skipped else f"{title} is settled, here and in every other import."


def _page(
    batch: Import, film: Unsure | None, form: AnswerForm, fragment: str = "imports/_films.html", before: object = None
) -> Response:
    member, query = session.member(), one_line(request.args.get("q", ""))[:300]
    if query:
        limits().hit("SEARCH", str(member.id))
    context = {
        "batch": batch,
        "address": request.path.partition("/films")[0],
        "film": film,
        "candidates": choices_queries.candidates(member, film) if film else [],
        "query": query,
        "found": choices_queries.found(member, query),
        "waiting": queue_queries.unsure_count(batch),
        "before": before,
    }
    page = Page("Films that need a look", "Say which film is meant.", request.path)
    return render("imports/films.html", fragment, form.status, page=page, form=form, **context)
