"""Search: films and members by name."""

from flask import Blueprint, request
from werkzeug.wrappers import Response

from moviediary.accounts.models import Member
from moviediary.htmx import render
from moviediary.movies import queries as movies
from moviediary.pages import Page
from moviediary.search.queries import members_called
from moviediary.text import one_line

search = Blueprint("search", __name__)


@search.get("/search")
def index() -> Response:
    query = one_line(request.args.get("q", ""))[:200]
    found: list[Member] = members_called(query) if query else []
    page = Page(f"Search: {query}" if query else "Search", "Find films and members.", "/search")
    context = {"query": query, "movies": movies.search(query, 30), "members": found, "page": page}
    return render("search/index.html", "search/index.html", **context)
