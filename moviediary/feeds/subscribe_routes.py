"""Where people find the feeds: the page that explains them, all of them as OPML, and the member's own under Settings."""

from flask import Blueprint, current_app, request
from werkzeug.wrappers import Response

from moviediary import ids
from moviediary.accounts import session
from moviediary.errors import NotFound
from moviediary.feeds import actions, offers, queries
from moviediary.feeds.offers import Offer, offer
from moviediary.feeds.queries import Moved
from moviediary.feeds.rules import Wish, wish
from moviediary.forms import ButtonForm
from moviediary.htmx import go, render
from moviediary.pages import Page, absolute, feeds_at
from moviediary.security import keyed
from moviediary.text import xml_safe
from moviediary.toasts import tell

subscribing = Blueprint("subscribing", __name__)


@subscribing.get("/subscribe")
def subscribe() -> Response:
    wished = Wish(tag=wish(request.args).tag)
    offered, diaries = _offered(wished), offers.diaries()
    words = "The feeds of this film diary, and how to read them."
    page = Page("Subscribe", words, "/subscribe", alternates=feeds_at("/feed", "Everybody’s film diary"))
    context = {"offers": offered, "diaries": diaries[: offers.LISTED], "all": len(diaries), "tag": wished.tag, "page": page}
    return render("feeds/subscribe.html", "feeds/subscribe.html", absolute=absolute, **context)


@subscribing.get("/subscriptions.opml")
def subscriptions() -> Response:
    """Every diary that everybody may read, for a feed reader to take in at once (OPML 2.0)."""
    template = current_app.jinja_env.get_template("feeds/subscriptions.opml.xml")
    text = xml_safe(template.render(absolute=absolute, diaries=offers.diaries()))
    response = Response(text, content_type="text/x-opml; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="movie-diary.opml"'
    response.headers["Cache-Control"] = "public, no-cache"
    return response


@subscribing.get("/settings/feeds")
@session.required
def own() -> Response:
    member, key = session.member(), queries.key_of(session.member())
    public = [
        offer("diary", queries.of_member(member.username), "Your diary, as everybody sees it"),
        offer("reviews", queries.of_member(member.username, told=True), "Your reviews, as everybody sees them"),
    ]
    private = None
    if key:
        name = ids.short(key.id)
        found, _ = queries.own(member.username, key.id, f"{name}-{keyed('feed key', name)}")
        private = offer("private", found, "All of your diary")
    page = Page("Feeds", "Feeds of your diary.", "/settings/feeds")
    context = {"offers": public, "private": private, "key": key, "page": page}
    return render("feeds/settings.html", "feeds/settings.html", absolute=absolute, **context)


@subscribing.post("/settings/feeds/key")
@session.required
def make_key() -> Response:
    if ButtonForm().pressed(lambda: actions.make_key(session.member())):
        tell("Your private feed has an address. Whoever has it can read all of your diary.")
    return go("/settings/feeds")


@subscribing.post("/settings/feeds/key/deletion")
@session.required
def revoke_key() -> Response:
    if ButtonForm().pressed(lambda: actions.revoke_key(session.member())):
        tell("The address is taken back. It leads nowhere any more.")
    return go("/settings/feeds")


def _offered(wished: Wish) -> list[Offer]:
    """What the page was asked for, and everybody's feed. What is not there is not offered."""
    found = []
    if name := request.args.get("member", ""):
        found += _of_member(name, wished)
    if place := request.args.get("movie", ""):
        found += _of_movie(place, wished)
    title = f"Everybody here, tagged “{wished.tag}”" if wished.tag else "Everybody here"
    return [*found, offer("everyone", queries.everyone(), title, wished)]


def _of_member(name: str, wished: Wish) -> list[Offer]:
    diary, reviews = queries.of_member(name), queries.of_member(name, told=True)
    tagged = f", tagged “{wished.tag}”" if wished.tag else ""
    return [
        offer("diary", diary, f"{diary.title}{tagged}", wished),
        offer("reviews", reviews, f"{reviews.title}, only with a text{tagged}", wished),
    ]


def _of_movie(place: str, wished: Wish) -> list[Offer]:
    feed = queries.of_movie(place)
    if isinstance(feed, Moved):
        feed = queries.of_movie(feed.path)
    if isinstance(feed, Moved):
        raise NotFound("There is no such film in the catalogue.")
    return [offer("movie", feed, f"What is said here about {feed.title}", wished)]
