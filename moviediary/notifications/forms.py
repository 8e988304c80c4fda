"""The settings of notifications: two fields for each kind, and when the digest comes."""

from collections.abc import Mapping
from typing import Any

from wtforms import BooleanField, SelectField
from wtforms.fields.choices import SelectChoice

from moviediary.accounts.models import Member
from moviediary.forms import DiaryForm
from moviediary.notifications.models import NotificationDigest
from moviediary.notifications.rules import HOUR, KINDS, Choice

MAIL_CHOICES = [SelectChoice("none", "No e-mail"), SelectChoice("instant", "At once"), SelectChoice("digest", "In the digest")]
EVERY_CHOICES = [SelectChoice("daily", "Every day"), SelectChoice("weekly", "Every week")]
HOURS = [SelectChoice(str(hour), f"{hour}:00") for hour in range(24)]


class ChoicesForm(DiaryForm):
    every = SelectField("The digest comes", choices=EVERY_CHOICES)
    hour = SelectField("At", choices=HOURS)

    @classmethod
    def of(cls, member: Member, choices: Mapping[str, Choice], digest: NotificationDigest | None) -> "ChoicesForm":
        """The form with what a member chose before."""
        said: dict[str, Any] = {"every": digest.every if digest else "daily", "hour": str(digest.hour if digest else HOUR)}
        for kind in KINDS:
            choice = choices.get(kind, Choice())
            said |= {f"page_{kind}": choice.page, f"mail_{kind}": choice.mail}
        return cls(data=said)

    def chosen(self, is_admin: bool) -> dict[str, Choice]:
        return {
            kind: Choice(bool(self[f"page_{kind}"].data), self[f"mail_{kind}"].data or "none")
            for kind in KINDS
            if is_admin or not KINDS[kind].only_admins
        }


for _kind, _about in KINDS.items():
    setattr(ChoicesForm, f"page_{_kind}", BooleanField("On the page"))
    setattr(ChoicesForm, f"mail_{_kind}", SelectField("By e-mail", choices=MAIL_CHOICES, default="none"))
