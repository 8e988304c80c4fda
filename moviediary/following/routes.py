"""The feed of those one follows."""

from flask import Blueprint
from werkzeug.wrappers import Response

from moviediary.accounts import session
from moviediary.diary.routes import cursor, link
from moviediary.following import queries
from moviediary.htmx import render
from moviediary.pages import Page

following = Blueprint("following", __name__)


@following.get("/following")
@session.required
def feed() -> Response:
    reader, asked = session.member(), cursor()
    found = queries.feed(reader, asked)
    alone = not found.items and not found.older and not queries.follows_anybody(reader)
    page = Page("Following", "What the members you follow watched lately, and what they shared.", "/following")
    context = {"items": found.items, "alone": alone, "page": page}
    neighbours = {"newer": link(found.newer, "after"), "older": link(found.older, "before")}
    return render("following/feed.html", "following/_entries.html", **context, **neighbours)
