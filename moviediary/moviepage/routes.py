"""The page of a movie: its facts, its poster, how members rated it, your viewings, their reviews."""

from flask import Blueprint, request
from werkzeug.wrappers import Response

from moviediary import providers
from moviediary.accounts import session
from moviediary.diary import queries as diary
from moviediary.diary import statistics
from moviediary.diary.narrowing import STARS
from moviediary.diary.routes import cursor, link
from moviediary.htmx import go, moved, render, wants_fragment
from moviediary.moviepage import described
from moviediary.moviepage.beside import beside
from moviediary.movies import queries as movies
from moviediary.movies.actions import has_number, may_correct
from moviediary.movies.queries import Film
from moviediary.pages import Page, absolute, feeds_at
from moviediary.schema import Thing
from moviediary.text import whole_number
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
    made_by, ratings = beside(film), statistics.ratings_of_movie(reader, film.id, film.address)
    context = {
        "movie": film,
        "beside": made_by,
        "whole_cast": request.args.get("cast") == "all",
        "ratings": ratings,
        "mine": diary.own_of_movie(reader, film.id) if rating is None else [],
        "slice": entries,
        "view": "movie",
        "newer": link(entries.newer, "after"),
        "older": link(entries.older, "before"),
        "narrowed": _narrowed(rating),
        "may_correct": may_correct(reader, film.discovered_by),
        "askable": providers.configured() and has_number(film),
        "matchable": providers.configured(),
        "merged": movies.merged_into(film.id) if reader and reader.is_admin else [],
        "asked": 0,
        "pause": pause(0),
    }
    # Members see ratings that are not for everyone, and what a page says of itself goes anywhere.
    data = described.movie(absolute(""), film, made_by, None if reader else ratings)
    return render("moviepage/show.html", "diary/_entries.html", page=_page(film, data), **context)


@moviepage.get("/<address>/poster")
def poster(address: str) -> Response:
    """Only the poster, for a page that waits for it."""
    movie, reader = movies.movie_at(address), session.reader()
    if not wants_fragment():
        return go(f"/movies/{movie.address}")
    film = movies.film(movie)
    asked = min(whole_number(request.args.get("asked", ""), 3), len(PAUSES))
    may = {"may_correct": may_correct(reader, film.discovered_by), "askable": providers.configured() and has_number(movie)}
    context = {"movie": film, "arrived": True, "asked": asked, "pause": pause(asked), **may}
    return render("moviepage/_poster.html", "moviepage/_poster.html", **context)


def pause(asked: int) -> int:
    """Seconds until a page that waits for its poster asks again; 0 when it has asked often enough."""
    return PAUSES[asked] if asked < len(PAUSES) else 0


def _narrowed(rating: int | None) -> str:
    if rating is None:
        return ""
    return stars_text(rating) if rating else "those without a rating"


def _page(film: Film, data: Thing) -> Page:
    by = f", directed by {' and '.join(film.directors)}" if film.directors else ""
    description = film.overview[:200] or f"{film.title} ({film.year}){by}: ratings and reviews by the members of this diary."
    title, path = f"{film.title} ({film.year})", f"/movies/{film.address}"
    alt = f"{title}: its poster, and how it was rated."
    return Page(title, description, path, f"{path}/card.jpg", alt, "video.movie", feeds_at(f"{path}/feed", title), data)
