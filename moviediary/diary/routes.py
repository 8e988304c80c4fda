"""The feed, and one entry: edited in place, deleted, restored."""

from urllib.parse import urlencode

from flask import Blueprint, request
from werkzeug.wrappers import Response

from moviediary.accounts import session
from moviediary.diary import actions, deletions, described, history, queries
from moviediary.diary.entries import Entry
from moviediary.diary.forms import ReviewForm, edit_data
from moviediary.diary.paging import Cursor
from moviediary.discovery import oembed
from moviediary.errors import ChangedMeanwhile, NotAllowed
from moviediary.forms import ButtonForm
from moviediary.htmx import go, render, wants_fragment
from moviediary.pages import Page, absolute, feeds_at
from moviediary.schema import about, site
from moviediary.text import one_line, shortened, whole_number
from moviediary.toasts import tell
from moviediary.words import diary_of, stars_text, viewing_day

diary = Blueprint("diary", __name__)
VIEWS = ("feed", "diary", "movie", "mine", "review")


@diary.get("/")
def feed() -> Response:
    entries = queries.feed(session.reader(), cursor())
    words, data = "What the members of this film diary watched lately.", about(site(absolute("")))
    page = Page("Feed", words, "/", alternates=feeds_at("/feed", "Everybody’s film diary"), data=data)
    context = {"slice": entries, "view": "feed", "newer": link(entries.newer, "after"), "older": link(entries.older, "before")}
    return render("diary/feed.html", "diary/_entries.html", page=page, **context)


@diary.get("/reviews/<address>/history")
def changes(address: str) -> Response:
    entry = queries.entry(session.reader(), address)
    page = Page(f"History of an entry: {entry.title}", "What was changed, and when.", f"/reviews/{entry.id}/history")
    context = {"entry": entry, "changes": history.of_entry(entry, session.reader()), "page": page}
    return render("diary/history.html", "diary/history.html", **context)


@diary.get("/reviews/<address>/edit")
@session.required
def edit(address: str) -> Response:
    entry = _own(address)
    form = ReviewForm(session.member(), data={**edit_data(entry), "view": view("review")})
    return _edit(entry, form)


@diary.post("/reviews/<address>/edit")
@session.required
def save(address: str) -> Response:
    member, entry = session.member(), _own(address, deleted_too=True)
    form = ReviewForm(member, entry.tags)
    if form.submit(lambda: actions.edit_review(member, address, whole_number(form.revision.data, 9), form.viewing())):
        if wants_fragment():
            return _row(address)
        tell("Saved.")
        return go(f"/reviews/{address}")
    return _edit(entry, form)


@diary.post("/reviews/<address>/deletion")
@session.required
def delete(address: str) -> Response:
    member = session.member()
    entry = _own(address, deleted_too=True)
    if not ButtonForm().pressed(lambda: actions.delete_review(member, address)):
        return go(f"/reviews/{address}")
    toast = {"text": f"{shortened(entry.title)} is out of your diary.", "undo": f"/reviews/{address}/restoration"}
    if wants_fragment():
        return render("diary/delete.swap.html", "diary/delete.swap.html", entry=entry, view=view("diary"), toast=toast)
    tell(toast["text"], toast["undo"])
    return go(f"/members/{member.username}/diary")


@diary.post("/reviews/<address>/restoration")
@session.required
def restore(address: str) -> Response:
    member = session.member()
    if not ButtonForm().pressed(lambda: actions.restore_review(member, address)):
        return go("/reviews/deleted")
    if wants_fragment():
        return _row(address)
    tell("The entry is back in your diary.")
    return go(f"/members/{member.username}/diary#entry-{address}")


@diary.get("/reviews/deleted")
@session.required
def deleted() -> Response:
    page = Page("Recently deleted", "Entries you deleted within the last 30 days.", "/reviews/deleted")
    found = deletions.deleted(session.member(), cursor().older_than)
    context = {"entries": found.entries, "older": link(found.older, "before"), "page": page}
    return render("diary/deleted.html", "diary/deleted.html", **context)


def cursor() -> Cursor:
    """Where the asked page of a list begins."""
    before, after = (one_line(request.args.get(name, ""))[:200] for name in ("before", "after"))
    return Cursor(older_than=before, newer_than=after)


def link(mark: str, name: str, path: str = "") -> str:
    """The address of a neighbouring page of the list that is shown, at another path where one is given, or nothing."""
    if not mark:
        return ""
    kept = {key: value for key, value in request.args.items() if key not in ("before", "after", "year")}
    return f"{path or request.path}?{urlencode({**kept, name: mark})}"


def view(default: str) -> str:
    """In which list an entry stands, which decides how it is drawn."""
    asked = request.values.get("view", default)
    return asked if asked in VIEWS else default


def page_of(entry: Entry) -> Page:
    rating = f", {stars_text(entry.rating)}" if entry.rating else ""
    title = f"{entry.title} ({entry.year}), watched by {entry.display_name}"
    day = f" ({viewing_day(entry.day, entry.precision)})" if entry.day else ""
    description = f"{entry.display_name} watched {entry.title}{day}{rating}."
    path, data = f"/reviews/{entry.id}", described.review(absolute(""), entry)
    feeds = feeds_at(f"/members/{entry.username}/feed", diary_of(entry.display_name))
    if entry.audience != "everyone":
        return Page(title, description, path, kind="article", alternates=feeds)
    # Networks keep a picture by its address, so another version has another one.
    image = f"{path}/card.jpg?v={entry.revision}"
    alt = f"The poster of {entry.title} ({entry.year}), and what {entry.display_name} thought of it."
    return Page(title, description, path, image, alt, "article", (*feeds, *oembed(path, title)), data)


def _own(address: str, deleted_too: bool = False) -> Entry:
    entry = queries.entry(session.reader(), address, deleted_too)
    if not entry.mine:
        raise NotAllowed("This entry belongs to somebody else.")
    return entry


def _edit(entry: Entry, form: ReviewForm) -> Response:
    meanwhile = None
    if isinstance(form.refusal, ChangedMeanwhile):
        stored = queries.stored(session.member(), entry.id, deleted_too=True)
        meanwhile = history.meanwhile(stored, form.viewing())
        # Whoever saves now has seen the other version.
        form.revision.data = str(stored.revision)
    page = Page(f"Edit: {entry.title}", "Change what your diary says.", f"/reviews/{entry.id}/edit")
    context = {"entry": entry, "form": form, "view": view("review"), "meanwhile": meanwhile, "page": page}
    return render("diary/edit.html", "diary/_edit.html", form.status, **context)


def _row(address: str) -> Response:
    """A row that was just saved or restored."""
    entry = queries.entry(session.member(), address)
    return render("diary/_entry.html", "diary/_entry.html", entry=entry, view=view("diary"), saved=True)
