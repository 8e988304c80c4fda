"""A comment changed or deleted, where it stands."""

from flask import Blueprint
from werkzeug.wrappers import Response

from moviediary.accounts import session
from moviediary.comments import actions, queries
from moviediary.comments.forms import CommentForm
from moviediary.comments.queries import Comment
from moviediary.diary import queries as diary
from moviediary.diary.entries import Entry
from moviediary.errors import ChangedMeanwhile, NotAllowed
from moviediary.forms import ButtonForm
from moviediary.htmx import go, render, wants_fragment
from moviediary.pages import Page
from moviediary.toasts import tell

changing = Blueprint("changing", __name__, url_prefix="/comments")


@changing.get("/<address>/edit")
@session.required
def edit(address: str) -> Response:
    entry, comment = _found(address)
    _require(comment.mine)
    return _edit(entry, comment, CommentForm(text=comment.text, revision=str(comment.revision)))


@changing.post("/<address>/edit")
@session.required
def save(address: str) -> Response:
    member, form = session.member(), CommentForm()
    entry, comment = _found(address)
    if form.submit(lambda: actions.edit(member, address, form.revision_number(), form.text.data or "")):
        if wants_fragment():
            saved = queries.comment(member, entry, address)
            return render("comments/_comment.html", "comments/_comment.html", entry=entry, comment=saved, told="Saved.")
        tell("Saved.")
        return go(f"/comments/{address}")
    return _edit(entry, comment, form)


@changing.get("/<address>/deletion")
@session.required
def sure(address: str) -> Response:
    entry, comment = _deletable(address)
    _require(comment.deletable)
    page = Page("Delete a comment", "This cannot be undone.", f"/comments/{address}/deletion")
    return render("comments/delete.html", "comments/_deleting.html", entry=entry, comment=comment, page=page)


@changing.post("/<address>/deletion")
@session.required
def delete(address: str) -> Response:
    member = session.member()
    entry, comment = _deletable(address)
    done = ButtonForm().pressed(lambda: actions.delete(member, address))
    if entry is None:
        return _left(address, done)
    if not done or not wants_fragment():
        return go(f"/reviews/{entry.id}#comments")
    context = {"entry": diary.entry(member, entry.id), "comment": comment}
    return render("comments/deleted.swap.html", "comments/deleted.swap.html", **context)


def _found(address: str) -> tuple[Entry, Comment]:
    entry = diary.entry(session.member(), queries.review_of(address))
    return entry, queries.comment(session.member(), entry, address)


def _deletable(address: str) -> tuple[Entry | None, Comment]:
    """A comment with its entry; one's own also without, where the entry is not to be seen any more."""
    own = queries.own(session.member(), address)
    return (diary.entry_if_seen(session.member(), queries.review_of(address)), own) if own else _found(address)


def _left(address: str, done: bool) -> Response:
    """Away from a comment whose entry is not to be seen, or back to the question where it was not deleted."""
    if done:
        tell("Your comment is deleted.")
    return go("/" if done else f"/comments/{address}/deletion")


def _require(allowed: bool) -> None:
    if not allowed:
        raise NotAllowed("This comment belongs to somebody else.")


def _edit(entry: Entry, comment: Comment, form: CommentForm) -> Response:
    meanwhile = ""
    if isinstance(form.refusal, ChangedMeanwhile):
        # Whoever saves now has seen the other version.
        meanwhile, form.revision.data = comment.text, str(comment.revision)
    page = Page("Edit a comment", "Change what you said.", f"/comments/{comment.id}/edit")
    context = {"entry": entry, "comment": comment, "form": form, "meanwhile": meanwhile, "page": page}
    return render("comments/edit.html", "comments/_editing.html", form.status, **context)
