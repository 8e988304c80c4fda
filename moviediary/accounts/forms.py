"""Forms of an account. Whether a value will do is decided by the rules; here only the fields are named."""

from typing import Any

from wtforms import EmailField, HiddenField, PasswordField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from moviediary.accounts import rules
from moviediary.accounts.commands import Account
from moviediary.accounts.models import Member
from moviediary.errors import Refused
from moviediary.forms import DiaryForm
from moviediary.words import AUDIENCES

AUDIENCE_CHOICES = [SelectChoice(value, words) for value, words in AUDIENCES.items()]
# The days that weeks begin with somewhere.
WEEK_STARTS = [
    SelectChoice(number, day) for number, day in (("0", "Monday"), ("6", "Sunday"), ("5", "Saturday"), ("4", "Friday"))
]


def _required(sentence: str) -> list[InputRequired]:
    return [InputRequired(sentence)]


class LoginForm(DiaryForm):
    identifier = StringField("Username or e-mail", _required("Write your username or e-mail address."))
    password = PasswordField("Password", _required("Write your password."))
    next = HiddenField()


class RegisterForm(DiaryForm):
    username = StringField("Username", _required("Choose a username."))
    email = EmailField("E-mail", _required("Write your e-mail address."))
    password = PasswordField("Password", _required("Choose a password."))
    time_zone = HiddenField()

    def account(self, week_start: int) -> Account:
        # A username is kept in lower case; shown is what was typed.
        name, zone = self.username.data, self.time_zone.data or "UTC"
        return Account(name, self.email.data, self.password.data, display_name=name, time_zone=zone, week_start=week_start)


class ProfileForm(DiaryForm):
    display_name = StringField("Name")
    about = TextAreaField("About you")
    time_zone = SelectField("Time zone")
    week_start = SelectField("Weeks begin on", choices=WEEK_STARTS)
    audience = SelectField("New entries can be seen by", choices=AUDIENCE_CHOICES)

    def __init__(self, member: Member, **kwargs: Any):
        super().__init__(obj=member, **kwargs)
        self.time_zone.choices = [SelectChoice(zone, zone.replace("_", " ")) for zone in rules.time_zones()]


class PasswordForm(DiaryForm):
    current = PasswordField("Current password", _required("Write the password you have now."))
    new = PasswordField("New password", _required("Choose a new password."))

    def __init__(self, member: Member, **kwargs: Any):
        super().__init__(**kwargs)
        self._username = member.username

    def point(self, name: str, text: str) -> bool:
        # Whoever has to write the current password once more should not be sent back for the new one after that.
        if name == "current":
            self._check_new()
        return super().point(name, text)

    def _check_new(self) -> None:
        try:
            rules.password(self.new.data, self._username)
        except Refused as refusal:
            super().point("new", refusal.problems["password"])


class EmailForm(DiaryForm):
    email = EmailField("E-mail", _required("Write your e-mail address."))
    password = PasswordField("Password", _required("Write your password."))


class DeleteAccountForm(DiaryForm):
    password = PasswordField("Password", _required("Write your password."))
