"""The page of one entry: what it says, what others did with it, what they say to it."""

from flask import Blueprint
from werkzeug.wrappers import Response

from moviediary.accounts import session
from moviediary.comments import queries as comments
from moviediary.comments.forms import CommentForm
from moviediary.diary import queries as diary
from moviediary.diary.routes import page_of, view
from moviediary.htmx import render

reviewpage = Blueprint("reviewpage", __name__, url_prefix="/reviews")


@reviewpage.get("/<address>")
def show(address: str) -> Response:
    entry = diary.entry(session.reader(), address)
    context = {"entry": entry, "view": view("review"), "talk": comments.below(session.reader(), entry), "form": CommentForm()}
    return render("reviewpage/show.html", "diary/_entry.html", page=page_of(entry), **context)
