"""What a browser keeps for when there is no connection: static files and a note. Nobody's pages are among it."""

import hashlib
import json
from functools import lru_cache

from flask import Blueprint, current_app, request
from werkzeug.wrappers import Response

from moviediary.conditional import conditional
from moviediary.pages import STATIC, asset

offline = Blueprint("offline", __name__)
SHEETS = tuple(f"css/{name}.css" for name in ("tokens", "base", "layout", "form", "pages"))
MARK, SCRIPT = "mark.svg", "js/offline.js"
# As pages preload them and style sheets name them, without a hash.
FONTS = ("/static/fonts/inter-latin.woff2", "/static/fonts/fraunces-latin.woff2")


@offline.get("/offline")
def show() -> Response:
    # Of two releases at once, the one must not keep the note of the other.
    other = request.args.get("v", _version_of_note()) != _version_of_note()
    return conditional(_note(), "text/html", "no-store" if other else "public, no-cache", request.environ)


@offline.get("/sw.js")
def worker() -> Response:
    return conditional(_worker(), "text/javascript", "no-cache", request.environ)


@offline.after_app_request
def keep_only_what_was_meant(response: Response) -> Response:
    """Let a file be kept for a year only where it is what its address says.

    While one release follows another, a page of one may ask for a file and get that of the other, which must be kept by nobody.
    """
    asked = request.args.get("v")
    if request.endpoint == "static" and asked and response.status_code == 200 and asked != _hash_of(request.path):
        response.headers["Cache-Control"] = "no-store"
    return response


@lru_cache(maxsize=1)
def _worker() -> str:
    """The service worker of this release. Any file that changes makes it another one, and that lets go what the last one kept."""
    files = sorted(path for path in STATIC.rglob("*") if path.is_file())
    parts = [part for path in files for part in (str(path.relative_to(STATIC)).encode(), path.read_bytes())]
    version = hashlib.sha256(b"\0".join([_note().encode(), *parts])).hexdigest()[:16]
    needed = [f"/offline?v={_version_of_note()}", *map(asset, (*SHEETS, MARK, SCRIPT)), *FONTS]
    return f"const RELEASE = {json.dumps({'version': version, 'needed': needed})};\n{(STATIC / 'js/worker.js').read_text()}"


def _note() -> str:
    # Drawn without what templates are usually told, as that would ask who reads.
    return current_app.jinja_env.get_template("offline/show.html").render(sheets=SHEETS, mark=MARK, script=SCRIPT)


def _version_of_note() -> str:
    return hashlib.sha256(_note().encode()).hexdigest()[:10]


def _hash_of(address: str) -> str:
    """The hash of a static file as it is by now, which may be another than when the application started."""
    path = STATIC / address.removeprefix("/static/")
    found = path.stat()
    return _hash(str(path), found.st_mtime_ns, found.st_size)


@lru_cache(maxsize=200)
def _hash(path: str, changed: int, size: int) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:10]
