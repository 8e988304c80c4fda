"""What all forms share: the token against forged requests, the problem of the whole form, what an action refused."""

from collections.abc import Callable
from typing import Any

from flask import request
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms.csrf.core import CSRFTokenField

from moviediary.errors import Refused
from moviediary.toasts import warn

EXPIRED = "This page was open for long, so its form ran out. Nothing is lost: press the button once more."


class TokenField(CSRFTokenField):
    """The token of a form. It is signed when it is written into a page: a form that was sent and taken needs no other."""

    def process(self, *args: Any, **kwargs: Any) -> None:
        super(CSRFTokenField, self).process(*args, **kwargs)

    def _value(self) -> str:
        return str(self.csrf_impl.generate_csrf_token(self))


class Tokens(FlaskForm.Meta.csrf_class):
    field_class = TokenField


class DiaryForm(FlaskForm):
    """A form that can be sent to an action. After a refusal it holds what was typed and says what is wrong."""

    class Meta(FlaskForm.Meta):
        csrf_class = Tokens

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            # Flask-WTF would also take JSON and the parts of files for fields; ours are text.
            if formdata is None or isinstance(formdata, MultiDict):
                return formdata
            return request.form if request.method == "POST" else None

    problem = ""
    status = 200
    result: Any = None
    refusal: Refused | None = None

    def submit(self, action: Callable[[], Any]) -> bool:
        """Run the action if the form was sent and is well-formed; True when it was done, with its answer in `result`."""
        if not self.is_submitted():
            return False
        if not self.validate():
            return self._refused("" if self.errors.keys() - {"csrf_token"} else EXPIRED)
        try:
            self.result = action()
        except Refused as refusal:
            self.refusal = refusal
            unknown = [text for name, text in refusal.problems.items() if not self.point(name, text)]
            message = "" if refusal.problems and not unknown else str(refusal)
            return self._refused(" ".join([message, *unknown]).strip(), refusal.status)
        return True

    def point(self, name: str, text: str) -> bool:
        """Say something at a field. False where the form has no such field."""
        field = self._fields.get(name)
        if field is None:
            return False
        field.errors = [*field.errors, text]
        return True

    def _refused(self, problem: str, status: int = 422) -> bool:
        self.problem, self.status = problem, status
        return False


class ButtonForm(DiaryForm):
    """A form that is only a button."""

    def pressed(self, action: Callable[[], Any]) -> bool:
        """Run the action; what it refuses is told on the next page, as there is no field to say it at."""
        done = self.submit(action)
        if not done:
            warn(self.problem)
        return done
