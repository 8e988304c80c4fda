"""The form of who may follow, and who may see it."""

from typing import Any

from wtforms import BooleanField, SelectField
from wtforms.fields.choices import SelectChoice

from moviediary.accounts.models import Member
from moviediary.forms import DiaryForm
from moviediary.words import AUDIENCES


class PrivacyForm(DiaryForm):
    locked = BooleanField("People ask before they follow me")
    follows_audience = SelectField("Whom I follow, and who follows me, can be seen by")

    def __init__(self, member: Member, **kwargs: Any):
        super().__init__(obj=member, **kwargs)
        self.follows_audience.choices = [SelectChoice(value, name) for value, name in AUDIENCES.items()]
