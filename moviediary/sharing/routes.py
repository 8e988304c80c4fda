"""Cards: the pictures that others show beside a link to a movie, a review, a member or their year."""

from pathlib import Path

from flask import Blueprint, request
from werkzeug.wrappers import Response

from moviediary import jobs, shelf, storage
from moviediary.accounts import session
from moviediary.errors import TooMany
from moviediary.limits import limits
from moviediary.pages import STATIC
from moviediary.sharing import queries
from moviediary.sharing.rules import file_of, name_of

sharing = Blueprint("sharing", __name__)
# Drawn by drawing.plain.
PLAIN = Path(STATIC, "card.jpg")
A_MINUTE, A_DAY = 60, 86_400
KEEP = "public, max-age=600"


@sharing.get("/movies/<address>/card.jpg")
def movie(address: str) -> Response:
    return _card("movie", address.partition("-")[0])


@sharing.get("/reviews/<address>/card.jpg")
def review(address: str) -> Response:
    return _card("review", address)


@sharing.get("/members/<username>/card.jpg")
def member(username: str) -> Response:
    return _card("member", username)


@sharing.get("/members/<username>/<int(fixed_digits=4):year>/card.jpg")
def year(username: str, year: int) -> Response:
    return _card("year", username, f"{year:04}")


def _card(kind: str, *about: str) -> Response:
    """The card as it was drawn, or the plain one while it is being drawn. Never drawn here, where somebody waits."""
    name = name_of(queries.card(kind, *about))
    if request.if_none_match.contains(name):
        # It never changes, so it need not be read to know that.
        response = _picture(b"", KEEP)
        response.status_code = 304
    elif (data := storage.get(file_of(name))) is not None:
        response = _picture(data, KEEP)
    else:
        if shelf.taken(f"asking:{name}") is None and _may_be_drawn():
            shelf.put(f"asking:{name}", b"asked", A_MINUTE)
            _ask(name, kind, *about)
        # Whoever kept this would show it long after the right one is there.
        return _picture(PLAIN.read_bytes(), "no-store")
    if shelf.taken(f"card:{name}") is None:
        _ask(name, kind, *about)
    response.set_etag(name)
    return response


def _ask(name: str, kind: str, *about: str) -> None:
    """Have a card drawn, or one that is there kept for longer, which is asked for once a day."""
    shelf.put(f"card:{name}", b"asked", A_DAY)
    jobs.ask("draw_card", (kind, *about), name)


def _may_be_drawn() -> bool:
    """Whether this visitor may have another card drawn, and all of them together; who asks for too many sees plain ones."""
    try:
        limits().hit("CARD", session.client())
        limits().hit("CARD_ALL")
    except TooMany:
        return False
    return True


def _picture(data: bytes, keep: str) -> Response:
    response = Response(data, mimetype="image/jpeg")
    response.headers["Cache-Control"] = keep
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    # It is for the pages of others.
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
