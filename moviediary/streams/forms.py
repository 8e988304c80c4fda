"""The form of a webhook: where it leads, and what it is told of."""

from typing import Any

from wtforms import SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice

from moviediary.forms import DiaryForm
from moviediary.streams.models import Webhook
from moviediary.streams.rules import GROUPS


class WebhookForm(DiaryForm):
    address = StringField("Address of the receiver", default="")
    wants = SelectMultipleField("What it is told of", validate_choice=False)

    def __init__(self, webhook: Webhook | None = None, **kwargs: Any):
        super().__init__(obj=webhook, **kwargs)
        self.wants.choices = [SelectChoice(name, group.title) for name, group in GROUPS.items()]
        if not self.is_submitted() and webhook is None:
            self.wants.data = list(GROUPS)

    def values(self) -> tuple[str, list[str]]:
        return (self.address.data or "").strip(), list(self.wants.data or ())
