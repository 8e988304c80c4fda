"""Log a film: search, choose, rate, done. A page without JavaScript, a dialog over any page with it."""

from flask import Blueprint, request
from werkzeug.wrappers import Response

from moviediary import clock, ids
from moviediary.accounts import session
from moviediary.accounts.models import Member
from moviediary.diary.queries import movie_of
from moviediary.htmx import go, render
from moviediary.limits import limits
from moviediary.logform import actions, queries
from moviediary.logform.forms import LogForm
from moviediary.movies import reference
from moviediary.pages import Page
from moviediary.text import one_line, shortened
from moviediary.toasts import tell

logform = Blueprint("logform", __name__, url_prefix="/reviews")
PAGE = Page("Log a film", "Put a film into your diary.", "/reviews/new")


@logform.get("/new")
@session.required
def new() -> Response:
    member, value = session.member(), request.args.get("movie", "")
    if value or "by_hand" in request.args:
        data = {"movie": value, "title": request.args.get("title", ""), "year": request.args.get("year", "")}
        return _form(member, LogForm(member, data=data), "by_hand" in request.args)
    limits().hit("SEARCH", str(member.id))
    query = one_line(request.args.get("q", ""))[:300]
    return render("diary/new.html", "diary/_log.html", page=PAGE, form=None, **_choices(member, query, wait=True))


@logform.get("/new/choices")
@session.required
def choices() -> Response:
    limits().hit("SEARCH", str(session.member().id))
    query = one_line(request.args.get("q", ""))[:300]
    context = _choices(session.member(), query, wait=False)
    return render("diary/new.html", "diary/_choices.html", page=PAGE, form=None, **context)


@logform.get("/new/found")
@session.required
def found() -> Response:
    """The same choices with what the providers know, which takes a moment."""
    limits().hit("SEARCH", str(session.member().id))
    query = one_line(request.args.get("q", ""))[:300]
    context = _choices(session.member(), query, wait=True)
    return render("diary/new.html", "diary/_choices.html", page=PAGE, form=None, **context)


@logform.post("/")
@logform.post("", strict_slashes=False)
@session.required
def create() -> Response:
    member = session.member()
    form = LogForm(member)
    limits().hit("WRITE", str(member.id))
    if form.submit(lambda: actions.log_film(member, form.form_key(), form.film(), form.viewing())):
        movie = movie_of(form.result)
        tell(f"{shortened(movie.title)} is in your diary.", f"/reviews/{ids.short(form.result)}/deletion")
        return go(f"/movies/{movie.address}")
    return _form(member, form)


def _form(member: Member, form: LogForm, by_hand: bool = False) -> Response:
    value, today = form.movie.data or "", clock.today(member.time_zone)
    movie = queries.chosen(member, value) if value and not by_hand else None
    if value and movie is None and not by_hand and not form.problem:
        form.problem = "The film database does not know this film or does not answer. Write the title and the year."
    if movie is None and reference.parse(value) is None:
        form.movie.data = ""
    logged = today if movie and queries.logged_on(member, movie, today) else None
    context = {"form": form, "movie": movie, "seen": movie.seen if movie else 0, "logged": logged, "query": "", "page": PAGE}
    return render("diary/new.html", "diary/_log.html", form.status, **context)


def _choices(member: Member, query: str, wait: bool) -> dict[str, object]:
    """What the choices fragment shows. Without `wait` the providers are left for a second request."""
    local = queries.ours(member, query) if query else []
    ask = bool(query) and queries.providers_configured() and not (local and reference.parse(query))
    found = queries.elsewhere(query, local) if ask and wait else queries.Found([])
    return {
        "query": query,
        "local": local,
        "found": found.choices,
        "note": found.note,
        "pending": ask and not wait,
        "by_hand": queries.by_hand(query),
        "pointed": reference.parse(query) is not None,
        "others": queries.providers_configured(),
    }
