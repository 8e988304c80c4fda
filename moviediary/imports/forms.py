"""The forms of imports: the file, how it is read, what is taken of it, and what becomes of it afterwards."""

from dataclasses import replace
from typing import Any, BinaryIO
from uuid import UUID, uuid4

import msgspec
from flask import request
from wtforms import BooleanField, FileField, HiddenField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice

from moviediary.accounts.forms import AUDIENCE_CHOICES
from moviediary.errors import Refused
from moviediary.forms import DiaryForm
from moviediary.imports.commands import Answer, Take
from moviediary.imports.models import Import
from moviediary.imports.origins import origins
from moviediary.sources.lines import How

NO_FILE = "Choose the file you want to bring."
NO_FILM = "Choose a film, or skip this one."
SCALES = [
    SelectChoice("", "As it looks like"),
    SelectChoice("5", "Up to 5"),
    SelectChoice("10", "Up to 10"),
    SelectChoice("100", "Up to 100"),
]
ORDERS = [
    SelectChoice("", "As it looks like"),
    SelectChoice("dmy", "The day first: 31/12/2020"),
    SelectChoice("mdy", "The month first: 12/31/2020"),
    SelectChoice("ymd", "The year first: 2020-12-31"),
]
MISFITS = [
    SelectChoice("ask", "Leave the line out, and say so"),
    SelectChoice("leave", "Take it without a rating"),
    SelectChoice("nearest", "Take the nearest half star"),
]
PROFILES = [
    SelectChoice("empty", "Take what is empty in mine"),
    SelectChoice("all", "Take it instead of mine"),
    SelectChoice("none", "Leave mine as it is"),
]


class UploadForm(DiaryForm):
    """A file."""

    key = HiddenField()
    file = FileField("File")

    def __init__(self, **kwargs: Any):
        super().__init__(data={"key": str(uuid4())}, **kwargs)

    def form_key(self) -> UUID:
        """What makes two sendings of the form one. A key that was tampered with makes a form of its own."""
        try:
            return UUID(self.key.data)
        except (ValueError, TypeError, AttributeError):
            return uuid4()

    def brought(self) -> tuple[str, BinaryIO]:
        """The name of the file and what is in it. Raises Refused where none was chosen."""
        sent = request.files.get("file")
        if sent is None or not sent.filename:
            raise Refused(NO_FILE, {"file": NO_FILE})
        return sent.filename, sent.stream  # type: ignore[return-value]


class ReadingForm(DiaryForm):
    """How a file is read: who wrote it, and what only a person can tell."""

    source = SelectField("Read it as")
    scale = SelectField("Highest rating", choices=SCALES)
    misfits = SelectField("A rating between two half stars", choices=MISFITS)
    order = SelectField("Days are written with", choices=ORDERS)
    rated_days = BooleanField("The day of a rating is the day of the viewing")
    deleted = BooleanField("Take also what you had deleted there")

    def __init__(self, batch: Import, **kwargs: Any):
        how = msgspec.convert(batch.how, How)
        said = {name: getattr(how, name) for name in ("scale", "misfits", "order", "rated_days", "deleted")}
        super().__init__(data={"source": batch.source, **said}, **kwargs)
        self.source.choices = [SelectChoice(origin.name, origin.title) for origin in origins()]

    def how(self, batch: Import) -> How:
        """How it is to be read; what the form does not say stays as it was."""
        said = {name: self[name].data for name in ("scale", "misfits", "order", "rated_days", "deleted")}
        return replace(msgspec.convert(batch.how, How), **said)


class TakeForm(DiaryForm):
    """What is taken of a file, and who may see it."""

    audience = SelectField("Visible to", choices=AUDIENCE_CHOICES)
    dated = BooleanField("Viewings with a day")
    undated = BooleanField("Films seen on no known day")
    profile = SelectField("The profile in this export", choices=PROFILES)

    def __init__(self, batch: Import, **kwargs: Any):
        take = msgspec.convert(batch.take, Take)
        said = {name: getattr(take, name) for name in ("audience", "dated", "undated", "profile")}
        super().__init__(data=said, **kwargs)

    def take(self) -> Take:
        """What was chosen. Raises Refused where that is nothing."""
        if not self.dated.data and not self.undated.data:
            sentence = "Nothing would be imported. Choose what to take."
            raise Refused(sentence, {"dated": sentence})
        return Take(self.audience.data, self.dated.data, self.undated.data, self.profile.data)


class WithdrawalForm(DiaryForm):
    """Taking an import back, with what was changed since or without."""

    changed = RadioField(
        "What you changed since",
        choices=[SelectChoice("keep", "Keep these"), SelectChoice("remove", "Remove these too")],
        default="keep",
    )


class AnswerForm(DiaryForm):
    """Which film is meant."""

    movie = HiddenField()
    skip = HiddenField()

    def answer(self, film_id: int) -> Answer:
        """The film that was chosen, or none where it was skipped. Raises Refused where neither was said."""
        if self.skip.data:
            return Answer(film_id, "")
        if not self.movie.data:
            raise Refused(NO_FILM, {"movie": NO_FILM})
        return Answer(film_id, self.movie.data)
