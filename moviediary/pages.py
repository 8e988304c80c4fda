"""What every template may use: the head of the page, addresses of assets, ways to write dates and numbers."""

import hashlib
from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask, current_app, request
from flask.templating import Environment
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup

from moviediary import drawing
from moviediary.security import impersonal, signed
from moviediary.text import absolute_links, markdown
from moviediary.words import AUDIENCES, FEED_FORMATS, MEDIA, compact, day, day_text, iso, ordinal, plural, stars_text, viewing_day

STATIC = Path(__file__).resolve().parent.parent / "static"
ADDRESSES: dict[str, Callable[[str], str]] = {
    "member_url": lambda username: f"/members/{username}",
    "movie_url": lambda address: f"/movies/{address}",
    "person_url": lambda address: f"/people/{address}",
    "review_url": lambda address: f"/reviews/{address}",
    "poster_url": lambda name: f"/posters/{name}.webp",
    # The content security policy allows no pictures but our own, so those of others come through us.
    "elsewhere_url": lambda address: f"/posters/elsewhere/{signed(address)}",
}


@dataclass(frozen=True)
class Alternate:
    """The same as a page in another form, such as a feed: its media type, its path on this site, and what readers call it."""

    type: str
    path: str
    title: str

    @property
    def address(self) -> str:
        return absolute(self.path)


@dataclass(frozen=True)
class Page:
    """The head of a page. `path` is its canonical address on this site.

    `image` is the path of its card, the picture others show beside a link to it, and `image_alt` says what it shows. Only
    what everyone may see has one.

    `data` says in the words of schema.org what the page is about, for search engines.
    """

    title: str
    description: str
    path: str
    image: str = ""
    image_alt: str = ""
    kind: str = "website"
    alternates: tuple[Alternate, ...] = ()
    data: Mapping[str, Any] | None = None

    @property
    def canonical(self) -> str:
        return absolute(self.path)

    @property
    def image_address(self) -> str:
        return absolute(self.image) if self.image else ""


class Templates(Environment):
    """Flask's templates, each with its names in one dict. In Jinja's chain of dicts, telling which of them a macro lacks
    takes a twentieth of the time of a page."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return {**self.globals, **(d or {})}


def feeds_at(path: str, title: str, query: str = "") -> tuple[Alternate, ...]:
    """The feeds of what a page shows, for readers to find; `path` is theirs without its ending."""
    formats = FEED_FORMATS.items()
    return tuple(Alternate(kind, f"{path}.{ending}{query}", f"{title} ({name})") for ending, (name, kind) in formats)


def absolute(path: str) -> str:
    """The full address of a path; of the configured site where there is one, never of a Host header then."""
    base = current_app.config["BASE_URL"] or request.host_url.rstrip("/")
    return f"{base}{path}"


def install(app: Flask, reader: Callable[[], Any], nobody_yet: Callable[[], bool]) -> None:
    """Teach the templates. `reader` answers who asks: a member with a time zone, or None; `nobody_yet` whether no account is."""
    app.jinja_environment = Templates
    app.extensions["reader"] = reader
    app.extensions["nobody_yet"] = _until_false(nobody_yet)
    app.jinja_env.globals.update(
        asset=asset,
        csrf_token=generate_csrf,
        attributes=attributes,
        **ADDRESSES,
        **{name: drawing.kept_macro(app.jinja_env, template, name, size) for name, (template, size) in drawing.KEPT.items()},
    )
    app.jinja_env.filters.update(
        markdown=lambda text: Markup(markdown(text)),  # noqa: S704 - sanitised by nh3
        markdown_at=lambda text, base: Markup(absolute_links(markdown(text), base)),  # noqa: S704 - the same
        day=day,
        day_text=day_text,
        moment=moment,
        number=lambda value: f"{value:,}",
        stars_text=stars_text,
        viewing_day=lambda entry: viewing_day(entry.day, entry.precision),
        medium_name=lambda code: MEDIA.get(code, code),
        audience_name=lambda code: AUDIENCES.get(code, code),
        plural=plural,
        compact=compact,
        ordinal=ordinal,
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.context_processor(_context)


def asset(path: str) -> str:
    """The address of a static file, with its content's hash, so that it can be cached for ever."""
    return f"/static/{path}?v={_version(path)}"


@lru_cache(maxsize=200)
def _version(path: str) -> str:
    return hashlib.sha256((STATIC / path).read_bytes()).hexdigest()[:10]


def moment(value: datetime) -> Markup:
    """A moment in the reader's own time zone."""
    local = value.astimezone(_zone())
    return Markup('<time datetime="{}">{}, {:%H:%M}</time>').format(iso(value), day(local.date()), local)


def attributes(field: Any, hint: str, extra: dict[str, Any]) -> dict[str, Any]:
    """The attributes of a form field, tied to its hint and to what is wrong with it."""
    name = extra.get("id", field.id)
    told = [f"{name}-hint"] if hint else []
    told += [f"{name}-error"] if field.errors else []
    tied: dict[str, Any] = {"aria_describedby": " ".join(told)} if told else {}
    if field.errors:
        tied["aria_invalid"] = "true"
    return {**tied, **extra}


def _until_false(question: Callable[[], bool]) -> Callable[[], bool]:
    """The same question, which is not asked again once the answer was no."""
    asking = [question]

    def answer() -> bool:
        if asking and not asking[0]():
            asking.clear()
        return bool(asking)

    return answer


def _zone() -> ZoneInfo:
    member = current_app.extensions["reader"]()
    return ZoneInfo(member.time_zone if member else "UTC")


def _context() -> dict[str, Any]:
    if impersonal():
        return {}
    theme, me = request.cookies.get("theme", ""), current_app.extensions["reader"]()
    is_open = current_app.config["ALLOW_REGISTRATION"]
    # The first account can always be made. Whoever is signed in has one, so only a closed door need be looked behind.
    first = me is None and not is_open and current_app.extensions["nobody_yet"]()
    return {
        "me": me,
        "may_register": is_open or first,
        "first_account": first,
        "theme": theme if theme in ("dark", "light") else "",
    }
