"""Matching a film of ours with one that a film database knows."""

from flask import Blueprint, request
from werkzeug.wrappers import Response

from moviediary import providers
from moviediary.accounts import session
from moviediary.errors import NotAllowed, NotFound
from moviediary.finder.elsewhere import Found, elsewhere
from moviediary.htmx import go, render
from moviediary.limits import limits
from moviediary.moviepage import matches, rules
from moviediary.movies import actions, reference
from moviediary.movies import queries as movies
from moviediary.movies.actions import may_correct
from moviediary.movies.commands import CorrectMovie
from moviediary.movies.forms import CorrectionForm
from moviediary.movies.models import Movie
from moviediary.movies.rules import version_of
from moviediary.pages import Page
from moviediary.security import unsigned
from moviediary.text import one_line
from moviediary.toasts import tell

matching = Blueprint("matching", __name__, url_prefix="/movies")


@matching.get("/<address>/match")
@session.required
def match(address: str) -> Response:
    """Look for the film in the film databases, then say what will change."""
    movie = _matchable(address)
    limits().hit("SEARCH", str(session.member().id))
    if request.args.get("to"):
        return _sure(movie)
    query = one_line(request.args.get("q", f"{movie.title} ({movie.year})"))[:300]
    found = elsewhere(query, instead="correct") if query else Found([])
    context = {"query": query, "found": found, "askable": providers.configured(), "movie": movies.film(movie)}
    return render("moviepage/match.html", "moviepage/_matches.html", page=_page(movie), **context)


@matching.post("/<address>/match")
@session.required
def matched(address: str) -> Response:
    movie = _matchable(address)
    limits().hit("SEARCH", str(session.member().id))
    if not request.args.get("to"):
        return go(f"/movies/{movie.address}/match")
    form = CorrectionForm(movies.known(movie).identity)
    if form.submit(lambda: actions.correct(session.member(), CorrectMovie(movie.id, form.identity(), form.version.data or ""))):
        tell("The film is matched. Its poster and its facts follow by themselves.")
        return go(f"/movies/{movies.movie_at(address).address}")
    return _sure(movie, form)


def _matchable(address: str) -> Movie:
    movie = movies.movie_at(address)
    if not may_correct(session.member(), movie.discovered_by):
        raise NotAllowed("Only an admin and whoever added this film can correct it.")
    return movie


def _sure(movie: Movie, sent: CorrectionForm | None = None) -> Response:
    """What will change; after a refusal with what is wrong, and with what was chosen."""
    pointed, picture = reference.parse(request.args.get("to", "")), request.args.get("picture", "")
    if pointed is None:
        raise NotFound("There is no such film in the film database.")
    known, told = movies.known(movie).identity, matches.lookup(pointed, unsigned(picture) or "")
    proposed = rules.matched(known, told.identity or known)
    form = sent or CorrectionForm(proposed)
    # Whoever saves has read what the film is now.
    form.version.data = version_of(known)
    context = {
        "told": told,
        "others": matches.others(movie, proposed) if told.identity else [],
        "choices": rules.choices(known, told.identity or known),
        "changes": rules.changes(known, proposed),
    }
    films = {"movie": movies.film(movie), "picture": picture, "form": form}
    return render("moviepage/matched.html", "moviepage/matched.html", form.status, page=_page(movie), **films, **context)


def _page(movie: Movie) -> Page:
    return Page(f"Match {movie.title}", "The same film in a film database.", f"/movies/{movie.address}/match")
