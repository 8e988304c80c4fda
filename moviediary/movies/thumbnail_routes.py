"""Posters of films that are elsewhere, handed through: browsers are told to load no picture but ours."""

from flask import Blueprint
from werkzeug.wrappers import Response

from moviediary.accounts import session
from moviediary.errors import NotFound
from moviediary.limits import limits
from moviediary.movies import thumbnails
from moviediary.security import unsigned

thumbnailing = Blueprint("thumbnailing", __name__)


@thumbnailing.get("/posters/elsewhere/<signed>")
@session.required
def thumbnail(signed: str) -> Response:
    # Only what we signed is fetched: nobody may send us to an address of theirs.
    address = unsigned(signed)
    limits().hit("PICTURE", str(session.member().id))
    data = thumbnails.thumbnail(address) if address else None
    if data is None:
        raise NotFound("There is no such picture.")
    response = Response(data, mimetype="image/webp")
    response.headers["Cache-Control"] = "private, max-age=86400"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
