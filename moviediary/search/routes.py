"""Search: films, people and members; as one types, and on a page of its own."""

from flask import Blueprint, request
from werkzeug.wrappers import Response

from moviediary.accounts import session
from moviediary.finder.byhand import by_hand
from moviediary.finder.elsewhere import Found, askable, elsewhere, offline, offline_page
from moviediary.finder.narrowing import Wish
from moviediary.finder.queries import Films, ours, page
from moviediary.finder.rules import Choice
from moviediary.htmx import go, render, wants_fragment
from moviediary.limits import limits
from moviediary.pages import Page
from moviediary.people import queries as people
from moviediary.search import wishes
from moviediary.search.queries import genres, members_called

search = Blueprint("search", __name__)
# Films on a page, and in the list that follows what one types; there are as many members and people there.
FILMS, SUGGESTED, OTHERS = 30, 6, 3
# So many of the offline catalogue, so that what film databases know is not far below.
OFFLINE = 8
MEMBERS = 10


@search.get("/search")
def index() -> Response:
    reader, wish = session.reader(), wishes.parse(request.args)
    films = page(reader, wish, wishes.place(request.args.get("after", "")), FILMS)
    members = members_called(reader, wish.text, MEMBERS + 1) if wish.text and not wish.is_narrowed else []
    context = {
        "wish": wish,
        "query": wish.text,
        "films": films.choices,
        "more": f"/search?{wishes.query(wish, films.following)}" if films.following else "",
        "members": members[:MEMBERS],
        "more_members": len(members) > MEMBERS,
        "people": people.search(wish.text, MEMBERS) if not wish.is_narrowed else [],
        # Only the whole page has the filters.
        "genres": [] if wants_fragment() else genres(),
        "decades": wishes.decades(),
        **_not_ours(wish, films),
    }
    about = Page(f"Search: {wish.text}" if wish.text else "Search", "Find films, people and members.", "/search")
    response = render("search/index.html", "search/_results.html", page=about, **context)
    if wants_fragment() and "after" not in request.args:
        # The address without the fields of the form that say nothing.
        response.headers["HX-Replace-Url"] = f"/search?{wishes.query(wish)}"
    return response


@search.get("/search/suggestions")
def suggestions() -> Response:
    """What can be told at once; what others know comes after a pause."""
    reader, text = session.reader(), wishes.parse(request.args).text
    if not wants_fragment():
        return go(f"/search?{wishes.query(Wish(text))}")
    films = ours(reader, text, SUGGESTED)
    others = offline(text, films, SUGGESTED) if reader else []
    context = {
        "query": text,
        "films": films,
        "others": others,
        "members": members_called(reader, text, OTHERS) if text else [],
        "people": people.search(text, OTHERS),
        "pending": bool(reader) and askable(text, films + others),
        "by_hand": by_hand(text),
    }
    return render("search/_suggestions.html", "search/_suggestions.html", **context)


@search.get("/search/further")
@session.required
def further() -> Response:
    """Films that film databases know of, to stand below what is there."""
    limits().hit("SEARCH", str(session.member().id))
    text = wishes.parse(request.args).text
    films = ours(session.reader(), text, SUGGESTED)
    known = films + offline(text, films, SUGGESTED)
    found = elsewhere(text, known) if askable(text, known) else Found([])
    context = {
        "query": text,
        "known": bool(known),
        # Somebody who looks for a person is not offered to add a film.
        "met": bool(known or members_called(session.reader(), text, 1) or people.search(text, 1)),
        "beyond": found.choices,
        "note": found.note,
        "pending": False,
        "by_hand": by_hand(text),
        # The list below the field of the header, and not a part of a page.
        "live": "listed" in request.args,
    }
    return render(
        "search/beyond.html", "search/_beyond.html", page=Page("Search further", "Films elsewhere.", "/search"), **context
    )


@search.get("/search/offline")
@session.required
def whole_catalogue() -> Response:
    """Films of the offline catalogue, page by page."""
    text, after = wishes.parse(request.args).text, request.args.get("after", "")
    films, rank = offline_page(text, int(after) if after.isascii() and after.isdigit() and len(after) < 10 else None, FILMS)
    more = f"/search/offline?{wishes.query(Wish(text))}&after={rank}" if rank else ""
    about = Page(f"Offline catalogue: {text}", "Films that are not in the diary yet.", "/search")
    return render("search/offline.html", "search/offline.html", page=about, query=text, films=films, more=more)


def _not_ours(wish: Wish, films: Films) -> dict[str, object]:
    """Films that are not in the diary yet. They have none of what the filters ask for, and visitors cannot log them."""
    others: list[Choice] = []
    mine = session.reader() is not None and not wish.is_narrowed and not request.args.get("after")
    if mine and wish.text:
        others = offline(wish.text, films.choices, OFFLINE + 1)
    return {
        "others": others[:OFFLINE],
        "more_others": len(others) > OFFLINE,
        "pending": mine and askable(wish.text, films.choices + others),
    }
