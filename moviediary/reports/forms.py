"""The forms of a report: to make one, and to settle one."""

from wtforms import HiddenField, TextAreaField

from moviediary.forms import DiaryForm


class ReportForm(DiaryForm):
    kind = HiddenField()
    id = HiddenField()
    reason = TextAreaField("What is wrong with it?")


class ResolutionForm(DiaryForm):
    note = TextAreaField("What you did about it")
