"""Diaries on other sites' pages: what a frame shows, the same for everybody, and the settings page that makes one."""

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from moviediary import clock
from moviediary.accounts import session
from moviediary.accounts.models import Member
from moviediary.accounts.queries import member_named
from moviediary.conditional import conditional
from moviediary.diary import queries as diary
from moviediary.diary.routes import page_of
from moviediary.embedding import colors, frames, looks, queries
from moviediary.embedding.frames import Frame
from moviediary.embedding.looks import Look
from moviediary.htmx import render
from moviediary.pages import Page, absolute
from moviediary.profiles.surroundings import home
from moviediary.security import POLICY
from moviediary.words import diary_of

embedding = Blueprint("embedding", __name__)
SECONDS = 60


@embedding.get("/embed/members/<username>")
def member(username: str) -> Response:
    who, look = member_named(username), looks.parse(request.args)
    page = Page(diary_of(who.display_name), "", home(who))
    context = {"member": who, "look": look, "page": page, **_shown(who, look)}
    return _kept(render_template(f"embedding/{look.show}.html", **context))


@embedding.get("/embed/reviews/<address>")
def review(address: str) -> Response:
    entry = queries.review(address)
    context = {"entry": entry, "look": looks.parse(request.args), "page": page_of(entry)}
    return _kept(render_template("embedding/review.html", **context))


@embedding.get("/embed/accent/<name>.css")
def accent(name: str) -> Response:
    """An accent as a style sheet, as the content security policy allows no inline style. What is no color changes nothing."""
    color = looks.color(name)
    shades = colors.accent(color) if color else None
    return _kept(render_template("embedding/accent.css", shades=shades), "text/css")


@embedding.get("/settings/embedding")
@session.required
def settings() -> Response:
    look, one = _wanted(), request.args.get("review", "")
    frame = _of_review(one, look) if one else _of_member(session.member(), look)
    context = {"look": look, "frame": frame, "code": frame.code(absolute(frame.path)), "review": one}
    page = Page("Embedding", "Your diary on other sites’ pages.", "/settings/embedding")
    response = render("embedding/settings.html", "embedding/_frame.html", page=page, looks=looks, **context)
    # The preview is the only frame on the whole site.
    response.headers["Content-Security-Policy"] = f"{POLICY}; frame-src 'self'"
    return response


def _shown(who: Member, look: Look) -> dict[str, object]:
    today = clock.today(who.time_zone)
    if look.show == "heatmap":
        return {"heat": queries.past_year(who, today)}
    return {"stats": queries.stats(who, today)} if look.show == "stats" else {"entries": queries.latest(who, look.count)}


def _wanted() -> Look:
    """The look a form asks for. A field for a color always holds one, so whether it is meant is asked beside it."""
    asked = request.args.to_dict()
    return looks.parse(asked if "own" in asked else {**asked, "accent": ""})


def _of_member(who: Member, look: Look) -> Frame:
    return frames.of_member(who.username, diary_of(who.display_name), look)


def _of_review(address: str, look: Look) -> Frame:
    # Strangers may see it, and so may whoever asks.
    diary.entry(session.reader(), address)
    entry = queries.review(address)
    return frames.of_review(entry.id, page_of(entry).title, look)


def _kept(body: str, kind: str = "text/html") -> Response:
    """An answer that everybody may keep for a while, and that is asked for again only where it changed."""
    return conditional(body, kind, f"public, max-age={SECONDS}", request.environ)
