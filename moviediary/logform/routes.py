"""Log a film: search, choose, rate, done. A page without JavaScript, a dialog over any page with it."""

from flask import Blueprint, request
from werkzeug.wrappers import Response

from moviediary import clock, ids, providers
from moviediary.accounts import session
from moviediary.accounts.models import Member
from moviediary.diary.queries import movie_of
from moviediary.finder.byhand import by_hand
from moviediary.finder.elsewhere import Found, askable, elsewhere, offline
from moviediary.finder.queries import ours
from moviediary.htmx import go, render, wants_fragment
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
    limits().hit("SEARCH", str(member.id))
    if value or "by_hand" in request.args:
        data = {"movie": value, "title": request.args.get("title", ""), "year": request.args.get("year", "")}
        return _form(member, LogForm(member, data=data), "by_hand" in request.args)
    query = _query()
    return render("diary/new.html", "diary/_log.html", page=PAGE, form=None, **_choices(member, query, ask=bool(query)))


@logform.get("/new/choices")
@session.required
def choices() -> Response:
    """The films that can be told at once; what others know comes after a pause."""
    limits().hit("SEARCH", str(session.member().id))
    return render("diary/new.html", "diary/_choices.html", page=PAGE, form=None, **_choices(session.member(), _query()))


@logform.get("/new/found")
@session.required
def found() -> Response:
    """What film databases know, which takes a moment, to stand below the choices that are there."""
    limits().hit("SEARCH", str(session.member().id))
    context = _choices(session.member(), _query(), ask=True)
    return render("diary/new.html", "diary/_further.html", page=PAGE, form=None, **context)


@logform.post("/")
@logform.post("", strict_slashes=False)
@session.required
def create() -> Response:
    member = session.member()
    form = LogForm(member)
    if form.submit(lambda: actions.log_film(member, form.form_key(), form.film(), form.viewing())):
        movie = movie_of(form.result)
        tell(f"{shortened(movie.title)} is in your diary.", f"/reviews/{ids.short(form.result)}/deletion")
        return go(f"/movies/{movie.address}")
    return _form(member, form)


def _form(member: Member, form: LogForm, described: bool = False) -> Response:
    value, today = form.movie.data or "", clock.today(member.time_zone)
    movie = queries.chosen(member, value) if value and not described else None
    if value and movie is None and not described and not form.problem:
        form.problem = "The film database does not know this film or does not answer. Write the title and the year."
    if movie is None and reference.parse(value) is None:
        form.movie.data = ""
    logged = today if movie and queries.logged_on(member, movie, today) else None
    context = {"form": form, "movie": movie, "seen": movie.seen if movie else 0, "logged": logged, "query": "", "page": PAGE}
    return render("diary/new.html", "diary/_log.html", form.status, **context)


def _query() -> str:
    return one_line(request.args.get("q", ""))[:300]


def _choices(member: Member, query: str, ask: bool = False) -> dict[str, object]:
    """What the choices show. Film databases are asked only where that is said, and only for what may be a title."""
    local = ours(member, query)
    others = offline(query, local)
    promising = askable(query, local + others)
    further = elsewhere(query, local + others) if ask and promising else Found([])
    return {
        "query": query,
        "local": local,
        "others": others,
        "further": further.choices,
        "note": further.note,
        "pending": promising and not ask,
        "by_hand": by_hand(query),
        "pointed": reference.parse(query) is not None,
        "askable": providers.configured(),
        "live": wants_fragment(),
    }
