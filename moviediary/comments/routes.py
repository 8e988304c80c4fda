"""What is said below an entry: read, said, answered; and whether more may be said."""

from collections.abc import Callable

from flask import Blueprint, request
from werkzeug.wrappers import Response

from moviediary import ids
from moviediary.accounts import session
from moviediary.accounts.models import Member
from moviediary.comments import actions, queries
from moviediary.comments.forms import CommentForm
from moviediary.comments.queries import Comment
from moviediary.diary import queries as diary
from moviediary.diary.entries import Entry
from moviediary.errors import NotFound
from moviediary.forms import ButtonForm
from moviediary.htmx import go, render, wants_fragment
from moviediary.pages import Page
from moviediary.text import one_line

commenting = Blueprint("commenting", __name__)


@commenting.get("/reviews/<address>/comments")
def index(address: str) -> Response:
    return _index(diary.entry(session.reader(), address), CommentForm())


@commenting.post("/reviews/<address>/comments")
@session.required
def create(address: str) -> Response:
    member, form = session.member(), CommentForm()
    entry, parent = diary.entry(member, address), form.parent.data or ""
    if form.submit(lambda: actions.add(member, address, form.form_key(), form.text.data or "", parent)):
        return _added(address, ids.short(form.result), bool(parent))
    return _reply(entry, form) if parent else _index(entry, form)


@commenting.get("/comments/<address>")
def show(address: str) -> Response:
    entry = diary.entry(session.reader(), queries.review_of(address))
    comment = queries.comment(session.reader(), entry, address)
    if wants_fragment():
        return render("comments/_comment.html", "comments/_comment.html", entry=entry, comment=comment)
    return go(_place(comment), 302)


@commenting.get("/comments/<address>/reply")
@session.required
def reply(address: str) -> Response:
    entry = diary.entry(session.member(), queries.review_of(address))
    said = queries.comment(session.member(), entry, address)
    # An answer to an answer stands below the same first comment, so only its words say whom it is for, and have them told.
    return _reply(entry, CommentForm(parent=address, text=f"@{said.username} " if said.is_reply and not said.mine else ""))


@commenting.post("/reviews/<address>/closure")
@session.required
def close(address: str) -> Response:
    return _pressed(address, actions.close)


@commenting.post("/reviews/<address>/closure/removal")
@session.required
def open_again(address: str) -> Response:
    return _pressed(address, actions.open_again)


def _pressed(address: str, action: Callable[[Member, str], None]) -> Response:
    member = session.member()
    ButtonForm().pressed(lambda: action(member, address))
    return go(f"/reviews/{address}#comments")


def _index(entry: Entry, form: CommentForm) -> Response:
    talk = queries.below(session.reader(), entry, one_line(request.args.get("from", ""))[:30])
    path, words = f"/reviews/{entry.id}/comments", f"What members say to {entry.display_name}’s entry of {entry.title}."
    page = Page(f"Comments: {entry.title}", words, path)
    return render("comments/index.html", "comments/_say.html", form.status, entry=entry, talk=talk, form=form, page=page)


def _reply(entry: Entry, form: CommentForm) -> Response:
    """The form that answers a comment. Where that is gone meanwhile, what was typed is kept all the same."""
    address = form.parent.data or ""
    try:
        comment = queries.comment(session.member(), entry, address)
    except NotFound:
        if not form.problem and not form.errors:
            raise
        comment = None
    page = Page("Answer a comment", f"Answer what was said to {entry.display_name}’s entry.", f"/comments/{address}/reply")
    context = {"entry": entry, "comment": comment, "form": form, "parent": address, "page": page}
    return render("comments/reply.html", "comments/_reply.html", form.status, **context)


def _added(review: str, address: str, is_reply: bool) -> Response:
    member = session.member()
    entry = diary.entry(member, review)
    comment = queries.comment(member, entry, address)
    if not wants_fragment() or (not is_reply and queries.is_far(member, comment)):
        return go(_place(comment))
    context = {"entry": entry, "comment": comment, "form": CommentForm(blank=True), "is_reply": is_reply}
    return render("comments/added.swap.html", "comments/added.swap.html", **context)


def _place(comment: Comment) -> str:
    review, mark = f"/reviews/{ids.short(comment.review_id)}", f"#comment-{comment.id}"
    return f"{review}/comments?from={comment.id}{mark}" if queries.is_far(session.reader(), comment) else f"{review}{mark}"
