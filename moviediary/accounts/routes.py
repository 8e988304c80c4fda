"""Making an account, signing in and out."""

from flask import Blueprint, current_app, request
from werkzeug.wrappers import Response

from moviediary.accounts import actions, passwords, queries, session, weeks
from moviediary.accounts.forms import LoginForm, RegisterForm
from moviediary.accounts.models import Member
from moviediary.errors import Refused
from moviediary.forms import ButtonForm
from moviediary.htmx import go, render
from moviediary.limits import limits
from moviediary.pages import Page
from moviediary.security import safe_next
from moviediary.toasts import tell

accounts = Blueprint("accounts", __name__)


@accounts.route("/login", methods=["GET", "POST"])
def login() -> Response:
    back = safe_next(request.values.get("next", "/"))
    if session.reader():
        return go(back)
    form = LoginForm(next=back)
    if form.submit(lambda: _signed_in(form.identifier.data, form.password.data)):
        return go(back)
    page = Page("Sign in", "Sign in to your film diary.", "/login")
    return render("accounts/login.html", "accounts/login.html", form.status, form=form, page=page)


@accounts.route("/register", methods=["GET", "POST"])
def register() -> Response:
    first = queries.nobody_yet()
    if not (first or current_app.config["ALLOW_REGISTRATION"]):
        return _closed()
    if session.reader():
        return go("/")
    form = RegisterForm()
    if form.submit(lambda: _registered(form)):
        tell(f"Welcome, {form.result.display_name}. Log the first film with the letter L.")
        return go("/")
    page = Page("Make an account", "Keep a diary of the films you watch.", "/register")
    return render("accounts/register.html", "accounts/register.html", form.status, form=form, first=first, page=page)


@accounts.post("/logout")
def logout() -> Response:
    if ButtonForm().pressed(session.end):
        tell("You are signed out.")
    return go("/")


def _closed() -> Response:
    page = Page("Accounts are made by the admin", "Nobody can register here by themselves.", "/register")
    return render("accounts/closed.html", "accounts/closed.html", 403, page=page)


def _signed_in(identifier: str, password: str) -> Member:
    client = session.client()
    # Counts right ones too: each costs as much to check.
    limits().hit("SIGN_IN_CLIENT", client)
    member = queries.member_by_identifier(identifier)
    # Of an account, whichever of its two names is typed.
    account = member.username if member else identifier.strip().lower()[:254]
    limits().check("SIGN_IN", client, account)
    if not limits().free("SIGN_IN", client, account):
        # Somebody guessing from many addresses is stopped here; the owner's first try from elsewhere is not.
        limits().check("SIGN_IN_ACCOUNT", account)
    if not passwords.matches(member.password if member else None, password) or member is None:
        limits().hit("SIGN_IN", client, account)
        limits().hit("SIGN_IN_ACCOUNT", account)
        raise Refused("The username or the password is not right.")
    session.begin(member)
    return member


def _registered(form: RegisterForm) -> Member:
    limits().hit("REGISTER", session.client())
    week_start = weeks.first_day(list(request.accept_languages.values()))
    member = actions.register(form.account(week_start), only_first=not current_app.config["ALLOW_REGISTRATION"])
    session.begin(member)
    return member
