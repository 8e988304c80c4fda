"""Changing the catalogue: correcting movies, asking for and uploading posters; serving pictures."""

from flask import Blueprint, request
from werkzeug.wrappers import Response

from moviediary import jobs, storage
from moviediary.accounts import session
from moviediary.errors import ChangedMeanwhile, NotAllowed, NotFound, Refused
from moviediary.forms import ButtonForm
from moviediary.htmx import go, render
from moviediary.limits import limits
from moviediary.movies import actions, fixing, queries, showing, sources
from moviediary.movies.commands import CorrectMovie, FixFacts
from moviediary.movies.forms import CorrectionForm, FactsForm, PosterForm
from moviediary.movies.models import LOST, Movie, picture_file
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
    return _correction(movie, form)


@movies.post("/movies/<address>/facts")
@session.required
def fix(address: str) -> Response:
    movie = _correctable(address)
    form = FactsForm(sources.of_movie(movie.id))
    if form.submit(lambda: fixing.fix_facts(session.member(), FixFacts(movie.id, form.hand(), form.version.data or ""))):
        tell("The facts are corrected.")
        return go(f"/movies/{movie.address}")
    if isinstance(form.refusal, ChangedMeanwhile):
        form.version.data = sources.of_movie(movie.id).version
    return _correction(movie, facts=form)


@movies.post("/movies/<address>/poster-file")
@session.required
def upload(address: str) -> Response:
    movie = _correctable(address)
    limits().hit("POSTER", str(session.member().id))
    form = PosterForm()
    if form.submit(lambda: actions.upload_poster(session.member(), movie.id, _picture())):
        tell("The new poster is in its place.")
        return go(f"/movies/{movie.address}")
    return _correction(movie, poster=form)


@movies.post("/movies/<address>/poster")
@session.required
def request_poster(address: str) -> Response:
    movie = queries.movie_at(address)
    limits().hit("POSTER", str(session.member().id))
    if ButtonForm().pressed(lambda: actions.request_poster(session.member(), movie.id)):
        tell("The poster is being looked for.")
    return go(f"/movies/{movie.address}")


@movies.get("/posters/<name>.webp")
def picture(name: str) -> Response:
    response = Response(_stored(name), mimetype="image/webp")
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    # Feed readers and widgets on other sites show them.
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.set_etag(name)
    return response.make_conditional(request.environ)


def _stored(name: str) -> bytes:
    """A picture. One that a movie shows, and that is gone, is looked for. Raises NotFound."""
    # Names are hashes; whatever else is asked for reaches neither the store nor the database.
    if name.isalnum() and name.isascii() and len(name) == 40:
        data = storage.get(picture_file(name))
        if data is not None:
            return data
        if showing.movies_showing(name):
            jobs.ask(LOST, (name,), name)
    raise NotFound("There is no such picture.")


def _correctable(address: str) -> Movie:
    movie = queries.movie_at(address)
    if not actions.may_correct(session.member(), movie.discovered_by):
        raise NotAllowed("Only an admin and whoever added this film can correct it.")
    return movie


def _correction(
    movie: Movie, form: CorrectionForm | None = None, facts: FactsForm | None = None, poster: PosterForm | None = None
) -> Response:
    """The page of all three forms; those that were not sent are as they stand in the catalogue."""
    form = form or CorrectionForm(queries.known(movie).identity, formdata=None)
    facts, poster = facts or FactsForm(sources.of_movie(movie.id), formdata=None), poster or PosterForm(formdata=None)
    page = Page(f"Correct {movie.title}", "What the catalogue knows of this film.", f"/movies/{movie.address}/correction")
    context = {"form": form, "facts_form": facts, "poster_form": poster, "movie": queries.film(movie), "page": page}
    status = max(form.status, facts.status, poster.status)
    return render("movies/correction.html", "movies/correction.html", status, **context)


def _picture() -> bytes:
    sent = request.files.get("file")
    data = sent.read() if sent else b""
    if not data:
        raise Refused("Choose a picture first.", {"file": "Choose a picture."})
    return data
