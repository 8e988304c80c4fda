"""Who asks: flask-login over session rows, so that signing out ends a session wherever its cookie was copied to."""

from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache, wraps
from typing import Any, TypeVar
from urllib.parse import urlencode

import flask_login
import peewee
from flask import Flask, Request, abort, g, request, session
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask_login import LoginManager, UserMixin, current_user
from itsdangerous import SignatureExpired, TimestampSigner, URLSafeTimedSerializer
from werkzeug.wrappers import Response

from moviediary import clock
from moviediary.accounts import actions, queries
from moviediary.accounts.models import Member, Session
from moviediary.addresses import household
from moviediary.htmx import go
from moviediary.limits import limits
from moviediary.security import impersonal

View = TypeVar("View", bound=Callable[..., Any])


def required(view: View) -> View:
    """Let only members in, and count what they send: whatever it is, it counts as a write."""

    @wraps(view)
    def counted(*args: Any, **kwargs: Any) -> Any:
        count_write()
        return view(*args, **kwargs)

    guarded: View = flask_login.login_required(counted)
    return guarded


def always(view: View) -> View:
    """Let only members in, and count nothing: for what shuts others out. Whoever has stolen a session could else use up all that
    its member may send."""
    guarded: View = flask_login.login_required(view)
    return guarded


class SignedIn(UserMixin):
    """A member in a session. The cookie holds the session's token and nothing about the member."""

    def __init__(self, token: str, row: Session, member: Member):
        self.token, self.row, self.member = token, row, member

    def get_id(self) -> str:
        return self.token


class Forgiving(TimestampSigner):
    """Believes a cookie of ours that is younger than now: the clock was set back since, which is no reason to sign out."""

    def unsign(self, signed_value: str | bytes, max_age: int | None = None, return_timestamp: bool = False) -> Any:
        try:
            return super().unsign(signed_value, max_age, return_timestamp)  # type: ignore[call-overload]
        except SignatureExpired as expired:
            if expired.date_signed is None or expired.date_signed <= clock.now():
                raise
            return super().unsign(signed_value, None, return_timestamp)  # type: ignore[call-overload]


class Cookies(SecureCookieSessionInterface):
    """Flask's sessions, but none at all where the answer is the same for everybody."""

    def __init__(self) -> None:
        self._serializer: URLSafeTimedSerializer | None = None

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        # Flask makes one to read a cookie and another to write it, for each request; the secret stays the same.
        if self._serializer is None:
            self._serializer = super().get_signing_serializer(app)
            if self._serializer is not None:
                self._serializer.signer = Forgiving
        return self._serializer

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        return None if impersonal() else super().open_session(app, request)


def install(app: Flask) -> None:
    app.session_interface = Cookies()
    manager = LoginManager()
    # Not by init_app: after each request it would look into the session for its own long-lived cookie, which nobody is given
    # here, and so every answer, static files too, would vary by cookie.
    app.login_manager = manager  # type: ignore[attr-defined]
    # The row is the truth; flask-login's fingerprint of address and browser would sign people out on the train.
    manager.session_protection = None
    manager.user_loader(_load)
    manager.unauthorized_handler(_unauthorized)


def reader() -> Member | None:
    """The member who asks, or None."""
    # Through the proxy each look would find its way to the request anew, and a page asks a dozen times.
    who = current_user._get_current_object()
    return who.member if who.is_authenticated else None


def seen() -> Member | None:
    """The member who asks, as far as this request has already looked; nothing is read for it."""
    found = g.get("_login_user")
    return found.member if isinstance(found, SignedIn) else None


def member() -> Member:
    """The member who asks, on an address that requires one."""
    found: Member = current_user.member
    return found


def count_write() -> None:
    """Count what the member who asks sends, if this is more than a look. Raises TooMany."""
    if request.method == "POST":
        limits().hit("WRITE", str(member().id))


def current_session() -> Session:
    row: Session = current_user.row
    return row


def begin(account: Member) -> None:
    """Sign a member in, in this browser."""
    token = actions.sign_in(account, device(request.headers.get("User-Agent", "")))
    # What was in the cookie before belongs to nobody in particular, or to whoever planted it.
    session.clear()
    session.permanent = True
    row, found = queries.session_of(token) or abort(500)
    flask_login.login_user(SignedIn(token, row, found))


def end() -> None:
    if current_user.is_authenticated:
        actions.sign_out(current_user.token)
    flask_login.logout_user()
    session.clear()


def admin() -> Member:
    """The admin who asks. To everybody else the admin pages do not exist."""
    asking = reader()
    if asking is None or not asking.is_admin:
        abort(404)
    return asking


def client() -> str:
    """Where the request came from, as limits count it; behind a proxy, where it says."""
    return household(request.remote_addr or "unknown")


@lru_cache(maxsize=256)
def device(agent: str) -> str:
    """A browser's name for itself in a few words."""
    browsers = {"Edg/": "Edge", "OPR/": "Opera", "Firefox/": "Firefox", "Chrome/": "Chrome", "Safari/": "Safari"}
    systems = {"Android": "Android", "iPhone": "iPhone", "iPad": "iPad", "Windows": "Windows", "Mac OS": "Mac", "Linux": "Linux"}
    browser = next((name for mark, name in browsers.items() if mark in agent), "A browser")
    system = next((name for mark, name in systems.items() if mark in agent), "")
    return f"{browser} on {system}" if system else browser


def _load(token: str) -> SignedIn | None:
    found = queries.session_of(token)
    if found is None:
        return None
    row, account = found
    if request.method == "GET":
        # A page can be read while the disk is full or another writer does not let go; when it was, matters less.
        with suppress(peewee.OperationalError):
            # As often as it is noted, the cookie is given its ninety days anew; with every answer would cost each of them.
            session.modified = actions.seen(row) or session.modified
    return SignedIn(token, row, account)


def _unauthorized() -> Response:
    if request.method != "GET":
        abort(401)
    return go(f"/login?{urlencode({'next': request.full_path.rstrip('?')})}", 302)
