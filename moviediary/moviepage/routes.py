"""The page of a movie: its facts, its poster, how members rated it, your viewings, their reviews; and merging two."""

from flask import Blueprint, request
from werkzeug.wrappers import Response

from moviediary import providers
from moviediary.accounts import session
from moviediary.diary import queries as diary
from moviediary.diary import statistics
from moviediary.diary.narrowing import STARS
from moviediary.diary.routes import cursor, link
from moviediary.errors import NotAllowed
from moviediary.htmx import go, moved, render, wants_fragment
from moviediary.moviepage import queries
from moviediary.moviepage.beside import beside
from moviediary.movies import actions
from moviediary.movies import queries as movies
from moviediary.movies.actions import may_correct
from moviediary.movies.commands import MergeMovies
from moviediary.movies.forms import MergeForm
from moviediary.movies.models import Movie
from moviediary.movies.queries import Film
from moviediary.pages import Page
from moviediary.toasts import tell
from moviediary.words import stars_text

# Seconds between the questions of a page that waits for its poster: ten minutes in all, should the worker be away.
PAUSES = (1, 1, 1, 1, 2, 2, 2, 5, 5, 10, 10, 20, 30, 60, 120, 300)
moviepage = Blueprint("moviepage", __name__, url_prefix="/movies")


@moviepage.get("/<address>")
def show(address: str) -> Response:
    reader, film = session.reader(), movies.film_at(address)
    if address != film.address:
        return moved(f"/movies/{film.address}")
    rating = STARS.get(request.args.get("rating", ""))
    entries = diary.of_movie(reader, film.id, cursor(), rating)
    context = {
        "movie": film,
        "beside": beside(film),
        "whole_cast": request.args.get("cast") == "all",
        "ratings": statistics.ratings_of_movie(reader, film.id, film.address),
        "mine": [] if rating else diary.own_of_movie(reader, film.id),
        "slice": entries,
        "view": "movie",
        "newer": link(entries.newer, "after"),
        "older": link(entries.older, "before"),
        "narrowed": stars_text(rating) if rating else "",
        "may_correct": may_correct(reader, film.discovered_by),
        "askable": providers.configured(),
        "asked": 0,
        "pause": pause(0),
    }
    return render("moviepage/show.html", "diary/_entries.html", page=_page(film), **context)


@moviepage.get("/<address>/poster")
def poster(address: str) -> Response:
    """Only the poster, for a page that waits for it."""
    movie, reader = movies.movie_at(address), session.reader()
    if not wants_fragment():
        return go(f"/movies/{movie.address}")
    film = movies.film(movie)
    asked = min(_number(request.args.get("asked", "")), len(PAUSES))
    may = {"may_correct": may_correct(reader, film.discovered_by), "askable": providers.configured()}
    context = {"movie": film, "arrived": True, "asked": asked, "pause": pause(asked), **may}
    return render("moviepage/_poster.html", "moviepage/_poster.html", **context)


@moviepage.get("/<address>/merge")
@session.required
def merge(address: str) -> Response:
    """Look for the film that stays, then say what will happen."""
    movie = _mergeable(address)
    if request.args.get("into"):
        return _sure(movie, movies.movie_at(request.args["into"]), MergeForm())
    query = request.args.get("q", "").strip()[:300]
    context = {"query": query, "others": queries.others(movie, query) if query else [], "movie": movies.film(movie)}
    return render("moviepage/merge.html", "moviepage/_others.html", page=_merge_page(movie), **context)


@moviepage.post("/<address>/merge")
@session.required
def merged(address: str) -> Response:
    movie, form = _mergeable(address), MergeForm()
    into = movies.movie_at(form.into.data or "")
    if form.submit(lambda: actions.merge(session.member(), MergeMovies(movie.id, into.id))):
        tell(f"{movie.title} is now one with this film.")
        return go(f"/movies/{into.address}")
    return _sure(movie, into, form)


def pause(asked: int) -> int:
    """Seconds until a page that waits for its poster asks again; 0 when it has asked often enough."""
    return PAUSES[asked] if asked < len(PAUSES) else 0


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


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0


def _page(film: Film) -> Page:
    by = f", directed by {' and '.join(film.directors)}" if film.directors else ""
    description = film.overview[:200] or f"{film.title} ({film.year}){by}: ratings and reviews by the members of this diary."
    image = f"/posters/{film.poster_large}.webp" if film.poster_large else ""
    return Page(f"{film.title} ({film.year})", description, f"/movies/{film.address}", image, "video.movie")
