"""Changing the catalogue: correcting and merging movies, asking for and uploading posters; serving pictures."""

from flask import Blueprint, request
from werkzeug.wrappers import Response

from moviediary import storage
from moviediary.accounts import session
from moviediary.errors import ChangedMeanwhile, NotAllowed, NotFound, Refused
from moviediary.forms import ButtonForm
from moviediary.htmx import go, render
from moviediary.limits import limits
from moviediary.movies import actions, queries
from moviediary.movies.commands import CorrectMovie, MergeMovies
from moviediary.movies.forms import CorrectionForm, MergeForm, PosterForm
from moviediary.movies.models import Movie
from moviediary.movies.rules import version_of
from moviediary.pages import Page
from moviediary.toasts import tell

movies = Blueprint("movies", __name__)


@movies.route("/movies/<address>/correction", methods=["GET", "POST"])
@session.required
def correct(address: str) -> Response:
    movie = _correctable(address)
    form = CorrectionForm(queries.known(movie).identity)
    if form.submit(lambda: actions.correct(session.member(), CorrectMovie(movie.id, form.identity(), form.version.data or ""))):
        tell("The film is corrected.")
        return go(f"/movies/{queries.movie_at(address).address}")
    if isinstance(form.refusal, ChangedMeanwhile):
        # Whoever saves now has read what it is.
        form.version.data = version_of(queries.known(queries.movie_at(address)).identity)
    return _correction(movie, form, PosterForm(formdata=None))


@movies.post("/movies/<address>/poster-file")
@session.required
def upload(address: str) -> Response:
    movie = _correctable(address)
    limits().hit("POSTER", str(session.member().id))
    form = PosterForm()
    if form.submit(lambda: actions.upload_poster(session.member(), movie.id, _picture())):
        tell("The new poster is in its place.")
        return go(f"/movies/{movie.address}")
    return _correction(movie, CorrectionForm(queries.known(movie).identity, formdata=None), form)


@movies.post("/movies/<address>/poster")
@session.required
def request_poster(address: str) -> Response:
    movie = queries.movie_at(address)
    limits().hit("POSTER", str(session.member().id))
    if ButtonForm().pressed(lambda: actions.request_poster(session.member(), movie.id)):
        tell("The poster is being looked for.")
    return go(f"/movies/{movie.address}")


@movies.route("/movies/<address>/merge", methods=["GET", "POST"])
@session.required
def merge(address: str) -> Response:
    member, movie = session.member(), queries.movie_at(address)
    if not member.is_admin:
        raise NotAllowed("Only an admin can merge films.")
    form = MergeForm()
    if form.submit(lambda: actions.merge(member, MergeMovies(movie.id, _other(form.other.data or "").id))):
        tell(f"{movie.title} is now one with this film.")
        return go(f"/movies/{queries.movie_at(address).address}")
    page = Page(f"Merge {movie.title}", "Two films that are one.", f"/movies/{movie.address}/merge")
    return render("movies/merge.html", "movies/merge.html", form.status, form=form, movie=queries.film(movie), page=page)


@movies.get("/posters/<name>.webp")
def picture(name: str) -> Response:
    # Names are hashes; whatever else is asked for never reaches the store.
    data = storage.get(f"posters/{name}.webp") if name.isalnum() and name.isascii() and len(name) == 40 else None
    if data is None:
        raise NotFound("There is no such picture.")
    response = Response(data, mimetype="image/webp")
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.set_etag(name)
    return response.make_conditional(request.environ)


def _correctable(address: str) -> Movie:
    movie = queries.movie_at(address)
    if not actions.may_correct(session.member(), movie.discovered_by):
        raise NotAllowed("Only an admin and whoever added this film can correct it.")
    return movie


def _correction(movie: Movie, form: CorrectionForm, poster_form: PosterForm) -> Response:
    page = Page(f"Correct {movie.title}", "What the catalogue knows of this film.", f"/movies/{movie.address}/correction")
    context = {"form": form, "poster_form": poster_form, "movie": queries.film(movie), "page": page}
    status = max(form.status, poster_form.status)
    return render("movies/correction.html", "movies/correction.html", status, **context)


def _picture() -> bytes:
    sent = request.files.get("file")
    data = sent.read() if sent else b""
    if not data:
        raise Refused("Choose a picture first.", {"file": "Choose a picture."})
    return data


def _other(text: str) -> Movie:
    """The movie at an id or a pasted address of a movie page."""
    try:
        return queries.movie_at(text.strip().rstrip("/").rpartition("/")[2])
    except NotFound:
        raise Refused("No such film.", {"other": "Paste the address of the film that stays."}) from None
