"""The settings pages: profile, password, sessions, account."""

from flask import Blueprint
from werkzeug.wrappers import Response

from moviediary.accounts import actions, queries, session
from moviediary.accounts.forms import DeleteAccountForm, EmailForm, PasswordForm, ProfileForm
from moviediary.accounts.rules import IDLE, LONGEST
from moviediary.forms import ButtonForm
from moviediary.htmx import go, render
from moviediary.limits import limits
from moviediary.pages import Page
from moviediary.toasts import tell

settings = Blueprint("settings", __name__, url_prefix="/settings")


@settings.get("/")
@session.required
def index() -> Response:
    return go("/settings/profile")


@settings.route("/profile", methods=["GET", "POST"])
@session.required
def profile() -> Response:
    member = session.member()
    form = ProfileForm(member)
    values = (form.display_name, form.about, form.time_zone, form.week_start, form.audience)
    if form.submit(lambda: actions.change_profile(member, *(field.data or "" for field in values))):
        tell("Your profile is saved.")
        return go("/settings/profile")
    return _page("profile", "Profile", form.status, form=form)


@settings.route("/password", methods=["GET", "POST"])
@session.always
def password() -> Response:
    form = PasswordForm(session.member())
    if form.submit(lambda: _change_password(form)):
        tell("The new password is set. Other browsers were signed out.")
        return go("/settings/password")
    return _page("password", "Password", form.status, form=form)


@settings.get("/sessions")
@session.required
def sessions() -> Response:
    found = queries.sessions(session.member(), session.current_session().id)
    return _page("sessions", "Sessions", sessions=found, idle=IDLE.days, longest=LONGEST.days)


@settings.post("/sessions/<address>/end")
@session.always
def end_session(address: str) -> Response:
    if ButtonForm().pressed(lambda: actions.end_session(session.member(), address)):
        tell("That browser is signed out.")
    return go("/settings/sessions")


@settings.get("/account")
@session.required
def account() -> Response:
    return _account(EmailForm(obj=session.member()), DeleteAccountForm(formdata=None))


@settings.post("/account")
@session.required
def change_email() -> Response:
    form = EmailForm()
    if form.submit(lambda: _change_email(form)):
        tell("Your e-mail address is saved.")
        return go("/settings/account")
    return _account(form, DeleteAccountForm(formdata=None))


@settings.post("/account/deletion")
@session.required
def delete_account() -> Response:
    form = DeleteAccountForm()
    if form.submit(lambda: _delete_account(form)):
        tell("Your account and everything in it are deleted.")
        return go("/")
    return _account(EmailForm(formdata=None, obj=session.member()), form)


def _change_password(form: PasswordForm) -> None:
    _count_guess()
    actions.change_password(session.member(), form.current.data, form.new.data, session.current_session().id)


def _change_email(form: EmailForm) -> None:
    _count_guess()
    actions.change_email(session.member(), form.email.data, form.password.data)


def _delete_account(form: DeleteAccountForm) -> None:
    _count_guess()
    actions.delete_account(session.member(), form.password.data)
    session.end()


def _count_guess() -> None:
    # A borrowed browser must not be a place to guess the password from.
    limits().hit("SIGN_IN", session.client(), session.member().username)


def _account(email_form: EmailForm, delete_form: DeleteAccountForm) -> Response:
    status = max(email_form.status, delete_form.status)
    return _page("account", "Account", status, email_form=email_form, delete_form=delete_form)


def _page(name: str, title: str, status: int = 200, **context: object) -> Response:
    template = f"accounts/{name}.html"
    page = Page(title, "Settings of your film diary.", f"/settings/{name}")
    return render(template, template, status, page=page, **context)
