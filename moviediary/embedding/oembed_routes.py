"""How programs on other sites learn to embed a page of ours, given its address alone (oembed.com)."""

from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from flask import Blueprint, Response, current_app, json, request

from moviediary.accounts.queries import member_named
from moviediary.diary.routes import page_of
from moviediary.embedding import frames, oembed, queries, thumbnails
from moviediary.embedding.frames import Frame
from moviediary.embedding.looks import USUAL
from moviediary.embedding.oembed import Told
from moviediary.errors import DiaryError, NotFound
from moviediary.pages import absolute
from moviediary.words import diary_of

oembedding = Blueprint("oembedding", __name__)
SECONDS = 300
NOTHING = "There is no page at this address that can be embedded, or it is not for everybody to see.\n"
FORMS: Mapping[str, tuple[str, Callable[[Told], str | bytes]]] = {
    "json": ("application/json", json.dumps),
    "xml": ("text/xml", oembed.as_xml),
}


@oembedding.get("/oembed")
def describe() -> Response:
    url, form = request.args.get("url", ""), request.args.get("format") or "json"
    if not url:
        return _plain(400, "Say which page is to be embedded: /oembed?url=…\n")
    if form not in FORMS:
        return _plain(501, "The answer can be had as json or as xml.\n")
    kind, written = FORMS[form]
    response = Response(written(_told(url)), mimetype=kind)
    response.headers["Cache-Control"] = f"public, max-age={SECONDS}"
    return response


@oembedding.errorhandler(DiaryError)
def nothing(error: DiaryError) -> Response:
    # Whatever the reason is, the words are the same, as for what never existed.
    return _plain(error.status, NOTHING)


@oembedding.after_request
def for_all(response: Response) -> Response:
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _told(url: str) -> Told:
    meant = oembed.meant(url, (request.host, urlsplit(current_app.config["BASE_URL"]).netloc or request.host))
    if meant is None:
        raise NotFound(NOTHING)
    width, height = (oembed.most(request.args.get(name, "")) for name in ("maxwidth", "maxheight"))
    return _of_member(meant.username, width, height) if meant.username else _of_review(meant.review_id, width, height)


def _of_member(username: str, width: int, height: int) -> Told:
    member = member_named(username)
    title = diary_of(member.display_name)
    frame = frames.of_member(member.username, title, frames.within(USUAL, height))
    return _rich(frame.cut(width, height), member.display_name, f"/members/{member.username}")


def _of_review(review_id: str, width: int, height: int) -> Told:
    entry = queries.review(review_id)
    frame = frames.of_review(entry.id, page_of(entry).title, frames.fitting(USUAL, height))
    told = _rich(frame.cut(width, height), entry.display_name, f"/members/{entry.username}")
    size = thumbnails.size(entry.poster_small)
    if size is None or size[0] > width or size[1] > height:
        return told
    address = absolute(f"/posters/{entry.poster_small}.webp")
    return {**told, "thumbnail_url": address, "thumbnail_width": size[0], "thumbnail_height": size[1]}


def _rich(frame: Frame, author: str, author_path: str) -> Told:
    return {
        "type": "rich",
        "version": "1.0",
        "title": frame.title,
        "author_name": author,
        "author_url": absolute(author_path),
        "provider_name": "Movie Diary",
        "provider_url": absolute("/"),
        "cache_age": oembed.CACHE_AGE,
        "html": frame.code(absolute(frame.path)),
        "width": frame.width,
        "height": frame.height,
    }


def _plain(status: int, sentence: str) -> Response:
    return Response(sentence, status, mimetype="text/plain", headers={"Cache-Control": "no-store"})
