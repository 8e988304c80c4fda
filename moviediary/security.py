"""What every answer says to the browser, and which requests are not even looked at."""

import hashlib
import hmac
import unicodedata
from urllib.parse import urlsplit

from flask import Flask, Response, abort, current_app, request
from flask_login import current_user
from itsdangerous import BadData, URLSafeSerializer

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'; worker-src 'self'; object-src 'none'"
)
FEATURES = "accelerometer=(), camera=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), payment=(), usb=()"
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": FEATURES,
}


# What other sites may show in a frame: it can be looked at and led away from, nothing else.
FRAMED = {
    **{name: value for name, value in HEADERS.items() if name != "X-Frame-Options"},
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors *"
    ),
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
# A frame that its page keeps in a sandbox has no origin, so to it the style sheets and fonts are another site's.
STATIC = {**HEADERS, "Cross-Origin-Resource-Policy": "cross-origin", "Access-Control-Allow-Origin": "*"}
# What is the same for everybody. No cookie is read or set there.
IMPERSONAL = ("/embed/", "/oembed")


def install(app: Flask) -> None:
    app.before_request(_same_origin)
    app.after_request(_headers)


def impersonal() -> bool:
    """Whether the answer must not depend on who asks."""
    return request.path.startswith(IMPERSONAL)


def signed(address: str) -> str:
    """An address elsewhere, written so that only this site can have written it. Always the same for the same address."""
    return str(_signer().dumps(address))


def unsigned(text: str) -> str | None:
    """The address that `signed` wrote, or None for what it did not write."""
    try:
        return str(_signer().loads(text))
    except BadData:
        return None


def keyed(purpose: str, text: str) -> str:
    """What only this site can make of a text, and never the same for two purposes: 32 letters and digits."""
    secret = f"{purpose}:{current_app.config['SECRET_KEY']}".encode()
    return hmac.new(hashlib.sha256(secret).digest(), text.encode(), "sha256").hexdigest()[:32]


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="elsewhere")


def _same_origin() -> None:
    """Refuse writes sent by another site's page, before any form is read."""
    if request.method in ("GET", "HEAD", "OPTIONS"):
        return
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        if site not in ("same-origin", "none"):
            abort(403)
        return
    origin = request.headers.get("Origin")
    if origin is not None and _host_of(origin) != request.host:
        abort(403)


def _host_of(origin: str) -> str:
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return ""


def _headers(response: Response) -> Response:
    for name, value in _usual().items():
        response.headers.setdefault(name, value)
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"
    if "Cache-Control" not in response.headers and not impersonal():
        response.headers["Cache-Control"] = "no-store" if _personal() else "private, no-cache"
        response.vary.add("Cookie")
    return response


def _usual() -> dict[str, str]:
    if request.path.startswith("/embed/"):
        return FRAMED
    return STATIC if request.path.startswith("/static/") else HEADERS


def _personal() -> bool:
    return bool(current_user and current_user.is_authenticated)


def safe_next(address: str) -> str:
    """Where to go after signing in: an address on this site, else the front page."""
    inside = (
        1 <= len(address) <= 2000
        and address[0] == "/"
        and address[1:2] not in ("/", "\\")
        and "\\" not in address
        and not any(unicodedata.category(character)[0] == "C" for character in address)
    )
    if not inside:
        return "/"
    parts = urlsplit(address)
    return "/" if parts.scheme or parts.netloc else address
