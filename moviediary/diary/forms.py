"""The form of a viewing, for logging and for editing: fields in, a `Viewing` out."""

from datetime import date, time, timedelta
from typing import Any
from uuid import UUID, uuid4

from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from moviediary import clock
from moviediary.accounts.forms import AUDIENCE_CHOICES
from moviediary.accounts.models import Member
from moviediary.diary.commands import Viewing
from moviediary.diary.entries import Entry
from moviediary.errors import Refused
from moviediary.forms import DiaryForm
from moviediary.text import names_in
from moviediary.words import MEDIA

MEDIUM_CHOICES = [SelectChoice("", "Not said"), *(SelectChoice(code, name) for code, name in MEDIA.items())]
RATING_CHOICES = [SelectChoice("", "No rating"), *(SelectChoice(str(rating)) for rating in range(1, 11))]


class ReviewForm(DiaryForm):
    """One viewing. `when` is a day, or one of: day (see `day`), about (see `about`), unknown."""

    key = HiddenField()
    movie = HiddenField()
    revision = HiddenField()
    view = HiddenField()
    title = StringField("Title")
    year = StringField("Year of release")
    director = StringField("Director")
    when = RadioField("Watched", validate_choice=False)
    day = DateField("Day", validators=[Optional()])
    about = StringField("Month or year")
    time = TimeField("Time", validators=[Optional()])
    rating = RadioField("Rating", choices=RATING_CHOICES, validate_choice=False)
    heart = BooleanField("Heart")
    medium = RadioField("Where", choices=MEDIUM_CHOICES, validate_choice=False)
    tags = StringField("Tags")
    text = TextAreaField("Review")
    spoiler = BooleanField("The text tells what happens")
    unfinished = BooleanField("I did not finish it")
    seen_before = BooleanField("I had seen it before")
    audience = SelectField("Visible to", choices=AUDIENCE_CHOICES, validate_choice=False)

    def __init__(self, member: Member, known_tags: tuple[str, ...] = (), **kwargs: Any):
        self._known_tags = known_tags
        today = clock.today(member.time_zone)
        defaults = {"when": today.isoformat(), "audience": member.audience, "key": str(uuid4()), "medium": "", "rating": ""}
        super().__init__(data={**defaults, **kwargs.pop("data", {})}, **kwargs)
        self.when.choices = [
            SelectChoice(today.isoformat(), "Today"),
            SelectChoice((today - timedelta(days=1)).isoformat(), "Yesterday"),
            SelectChoice("day", "Pick a date"),
            SelectChoice("about", "Month or year"),
            SelectChoice("unknown", "Don’t remember"),
        ]
        if self.when.raw_data == []:
            # It was sent without a day; WTForms would take the first choice, which is today.
            self.when.data = ""
        elif self.when.data and not _is_day(self.when.data) and self.when.data not in ("day", "about", "unknown"):
            self.when.data = ""
        elif self.when.data and _is_day(self.when.data) and self.when.data not in [choice.value for choice in self.when.choices]:
            # The form was open overnight: what was "today" then is a date to pick now.
            self.day.data, self.when.data = date.fromisoformat(self.when.data), "day"

    def viewing(self) -> Viewing:
        """What was said. Raises Refused where a field cannot be read."""
        return Viewing(
            watched=self._watched(),
            time=self.time.data.strftime("%H:%M") if self.time.data else "",
            rating=_rating(self.rating.data),
            heart=self.heart.data,
            medium=self.medium.data or "",
            tags=names_in(self.tags.data or "", self._known_tags),
            text=self.text.data or "",
            spoiler=self.spoiler.data,
            finished=not self.unfinished.data,
            seen_before=self.seen_before.data,
            audience=self.audience.data or "",
        )

    def point(self, name: str, text: str) -> bool:
        return super().point("when" if name == "watched" else name, text)

    def form_key(self) -> UUID:
        """What makes two sendings of the form one. A key that was tampered with makes a form of its own."""
        try:
            return UUID(self.key.data)
        except (ValueError, TypeError):
            return uuid4()

    def _watched(self) -> str:
        when = self.when.data
        if when == "day":
            if self.day.data is None:
                raise Refused("Pick the day you watched it.", {"watched": "Pick the day you watched it."})
            return str(self.day.data.isoformat())
        if when == "about":
            about = (self.about.data or "").strip()
            if not about:
                sentence = "Write the year, such as 2019, or the month, such as 2019-05."
                raise Refused(sentence, {"watched": sentence})
            return about
        if not when:
            # Never taken for today: nothing without a date is stamped with one.
            raise Refused("Choose the day you watched it.", {"watched": "Choose the day you watched it."})
        return "" if when == "unknown" else str(when)


def edit_data(entry: Entry) -> dict[str, Any]:
    """The values of a form that edits an entry."""
    when = {"day": "day", "unknown": "unknown"}.get(entry.precision, "about")
    return {
        "revision": str(entry.revision),
        "when": when,
        "day": entry.day if when == "day" else None,
        "about": entry.watched if when == "about" else "",
        "time": time.fromisoformat(entry.time) if entry.time else None,
        "rating": str(entry.rating or ""),
        "heart": entry.heart,
        "medium": entry.medium,
        "tags": ", ".join(entry.tags),
        "text": entry.text,
        "spoiler": entry.spoiler,
        "unfinished": not entry.finished,
        "seen_before": entry.seen_before,
        "audience": entry.audience,
    }


def _rating(text: str | None) -> int | None:
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > 2:
        raise Refused("Choose a rating.", {"rating": "Choose from half a star to five, or no rating."})
    return int(text)


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return len(text) == 10
