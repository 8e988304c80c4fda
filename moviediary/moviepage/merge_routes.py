"""Merging two films that are one, and undoing it."""

from flask import Blueprint, request
from werkzeug.wrappers import Response

from moviediary.accounts import session
from moviediary.errors import NotAllowed
from moviediary.forms import ButtonForm
from moviediary.htmx import go, render
from moviediary.moviepage import queries
from moviediary.movies import merge_actions
from moviediary.movies import queries as movies
from moviediary.movies.commands import MergeMovies, PartMovies
from moviediary.movies.forms import MergeForm
from moviediary.movies.models import Movie
from moviediary.pages import Page
from moviediary.text import one_line, shortened
from moviediary.toasts import tell

merging = Blueprint("merging", __name__, url_prefix="/movies")


@merging.get("/<address>/merge")
@session.required
def merge(address: str) -> Response:
    """Look for the film that stays, then say what will happen."""
    movie = _mergeable(address)
    if request.args.get("into"):
        return _sure(movie, movies.movie_at(request.args["into"]), MergeForm())
    query = one_line(request.args.get("q", ""))[:300]
    found = queries.others(session.member(), movie, query) if query else []
    context = {"query": query, "others": found, "movie": movies.film(movie)}
    return render("moviepage/merge.html", "moviepage/_others.html", page=_merge_page(movie), **context)


@merging.post("/<address>/merge")
@session.required
def merged(address: str) -> Response:
    movie, form = _mergeable(address), MergeForm()
    into = movies.movie_at(form.into.data or "")
    if form.submit(lambda: merge_actions.merge(session.member(), MergeMovies(movie.id, into.id))):
        tell(f"{shortened(movie.title)} is now one with this film.", f"/movies/{movie.short_id}/parting")
        return go(f"/movies/{into.address}")
    return _sure(movie, into, form)


@merging.post("/<address>/parting")
@session.required
def part(address: str) -> Response:
    """Undo the merge of the film that was at this address."""
    movie = movies.movie_once_at(address)
    if ButtonForm().pressed(lambda: merge_actions.part(session.member(), PartMovies(movie.id))):
        tell(f"{shortened(movie.title)} is a film of its own again.")
    return go(f"/movies/{movies.movie_at(address).address}")


def _mergeable(address: str) -> Movie:
    if not session.member().is_admin:
        raise NotAllowed("Only an admin can merge films.")
    return movies.movie_at(address)


def _sure(movie: Movie, into: Movie, form: MergeForm) -> Response:
    films = {"movie": movies.film(movie), "into": movies.film(into)}
    seen = queries.entries_seen(session.member(), movie)
    context = {"form": form, "seen": seen, "page": _merge_page(movie), **films}
    return render("moviepage/sure.html", "moviepage/sure.html", form.status, **context)


def _merge_page(movie: Movie) -> Page:
    return Page(f"Merge {movie.title}", "Two films that are one.", f"/movies/{movie.address}/merge")
