"""The form of a comment, for saying and for editing."""

from typing import Any
from uuid import UUID, uuid4

from wtforms import HiddenField, TextAreaField

from moviediary.comments.rules import TEXT_LENGTH
from moviediary.forms import DiaryForm


class CommentForm(DiaryForm):
    """A comment. `parent` is the one it answers, if any; `revision` that of the one that is edited."""

    most = TEXT_LENGTH
    key = HiddenField()
    parent = HiddenField()
    revision = HiddenField()
    text = TextAreaField("Comment")

    def __init__(self, *, blank: bool = False, **data: Any):
        """With `blank` it takes nothing from what was sent: it is the next one, after that was done."""
        kept: dict[str, Any] = {"formdata": None} if blank else {}
        super().__init__(data={"key": str(uuid4()), **data}, **kept)

    def form_key(self) -> UUID:
        """What makes two sendings of the form one. A key that was tampered with makes a form of its own."""
        try:
            return UUID(self.key.data)
        except (ValueError, TypeError):
            return uuid4()

    def revision_number(self) -> int:
        """The revision that was edited; 0, which none has, where the form does not say."""
        text = self.revision.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
