"""The forms of the mapping: which column is which of our fields, and profiles to keep and to share."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import msgspec
from flask import request
from wtforms import FileField, SelectField, StringField, TextAreaField

from moviediary.errors import Refused
from moviediary.forms import DiaryForm
from moviediary.imports.forms import MISFITS, ORDERS, SCALES
from moviediary.imports.models import Import
from moviediary.sheets.contents import Unreadable
from moviediary.sources import profiles
from moviediary.sources.columns import Column
from moviediary.sources.fields import FIELDS, NAMING
from moviediary.sources.lines import How, Profile

NO_COLUMN = "Choose a column for the title of a film, or for its number in a film database."


class MappingForm(DiaryForm):
    """A field of ours for each column, chosen in fields c0, c1 …; and how days and ratings are read."""

    order = SelectField("Days are written with", choices=ORDERS)
    scale = SelectField("The highest rating is", choices=SCALES)
    misfits = SelectField("A rating between two half stars", choices=MISFITS)
    name = StringField("Name")

    def __init__(self, batch: Import, columns: Sequence[Column], profile: Profile | None = None, **kwargs: Any):
        self._how = msgspec.convert(batch.how, How)
        self.columns = columns
        known = profile or self._how.profile or Profile()
        guessed = {column.guess: column.name for column in columns if column.guess}
        said = {"order": known.order or self._how.order, "scale": known.scale or self._how.scale}
        super().__init__(data={**said, "misfits": self._how.misfits, "name": known.name}, **kwargs)
        self.chosen = self._sent() if self.is_submitted() else _by_column(known.columns or guessed)

    def profile(self) -> Profile:
        """What was chosen. Raises Refused where a field has two columns, or no film could be named."""
        found: dict[str, str] = {}
        for column, name in self.chosen.items():
            if name in found:
                raise Refused(f"“{found[name]}” and “{column}” are both chosen for “{FIELDS[name]}”. Choose one of them.")
            found[name] = column
        if not any(name in found for name in NAMING):
            raise Refused(NO_COLUMN)
        return Profile((self.name.data or "").strip(), found, self.scale.data, self.order.data)

    def how(self) -> How:
        """How the file is read. Raises Refused like `profile`."""
        profile = self.profile()
        return replace(self._how, profile=profile, scale=profile.scale, order=profile.order, misfits=self.misfits.data)

    def _sent(self) -> dict[str, str]:
        sent = {column.name: request.form.get(f"c{place}", "") for place, column in enumerate(self.columns)}
        return {column: name for column, name in sent.items() if name in FIELDS}


class ProfileForm(DiaryForm):
    """A profile that somebody shared, as a file or as text."""

    file = FileField("Its file")
    text = TextAreaField("Or what is in it")

    def shared(self) -> str:
        """The text of it. Raises Refused where there is none."""
        sent = request.files.get("file")
        data = sent.stream.read(profiles.SIZE * 4) if sent and sent.filename else b""
        text = data.decode("utf-8", "replace") or (self.text.data or "")
        if not text.strip():
            raise Refused("Choose the file of a profile, or paste what is in it.", {"text": "Choose a file, or paste its text."})
        try:
            profiles.load(text)
        except Unreadable as problem:
            raise Refused(str(problem), {"text": str(problem)}) from None
        return text


def _by_column(fields: Mapping[str, str]) -> dict[str, str]:
    return {column: name for name, column in fields.items()}
