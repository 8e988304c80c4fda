"""Search: films and members by name."""

from urllib.parse import urlencode

from flask import Blueprint, request
from werkzeug.wrappers import Response

from moviediary.accounts.models import Member
from moviediary.htmx import render
from moviediary.movies import queries as movies
from moviediary.pages import Page
from moviediary.search.queries import members_called
from moviediary.text import one_line

search = Blueprint("search", __name__)
# So many films at first, and so many more each time.
FILMS, MOST = 30, 990
MEMBERS = 10


@search.get("/search")
def index() -> Response:
    query = one_line(request.args.get("q", ""))[:200]
    asked = request.args.get("films", "")
    films = min(int(asked), MOST) if asked.isascii() and asked.isdigit() and len(asked) < 5 else FILMS
    found: list[Member] = members_called(query, MEMBERS + 1) if query else []
    # One more than is shown, to know whether there are more.
    named = movies.search(query, films + 1)
    more = f"/search?{urlencode({'q': query, 'films': films + FILMS})}" if len(named) > films < MOST else ""
    page = Page(f"Search: {query}" if query else "Search", "Find films and members.", "/search")
    shown = {"movies": named[:films], "members": found[:MEMBERS]}
    context = {"query": query, "more": more, "more_members": len(found) > MEMBERS, "page": page, **shown}
    return render("search/index.html", "search/index.html", **context)
