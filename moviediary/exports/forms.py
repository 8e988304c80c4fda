"""Forms of exports: which format, with posters or not, and whether one is wanted every month."""

from typing import Any

from wtforms import BooleanField, IntegerField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice

from moviediary.exports.models import ExportPlan
from moviediary.exports.rules import FORMATS, MOST_MONTHLY, Wanted
from moviediary.forms import DiaryForm

CHOICES = [SelectChoice(one.name, one.title) for one in FORMATS.values()]


class ExportForm(DiaryForm):
    format = RadioField("Format", choices=CHOICES, default="zip", validate_choice=False)
    posters = BooleanField("With posters")

    def wanted(self) -> Wanted:
        return Wanted(self.format.data or "", bool(self.posters.data))


class PlanForm(DiaryForm):
    format = SelectField("Format", choices=CHOICES, default="zip", validate_choice=False)
    posters = BooleanField("With posters, where it is everything")
    keep = IntegerField("Keep the last", default=6)

    def __init__(self, plan: ExportPlan | None, **kwargs: Any):
        # Ids of their own: the other form of the page has fields of the same names.
        super().__init__(obj=plan, **kwargs)

    def wanted(self) -> Wanted:
        return Wanted(self.format.data or "", bool(self.posters.data))

    @property
    def most(self) -> int:
        return MOST_MONTHLY
