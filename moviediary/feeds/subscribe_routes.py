"""Where people find the feeds: the page that explains them, all of them as OPML, and the member's own under Settings."""

from flask import Blueprint, current_app, request
from werkzeug.wrappers import Response

from moviediary.accounts import session
from moviediary.feeds import actions, bodies, keys, offers, queries
from moviediary.feeds.offers import Offer, offer
from moviediary.feeds.routes import kept, open_to_all, unchanged
from moviediary.feeds.rules import Wish, wish
from moviediary.forms import ButtonForm
from moviediary.htmx import go, render
from moviediary.pages import Page, absolute, feeds_at
from moviediary.relations import queries as relations
from moviediary.security import keyed
from moviediary.text import xml_safe
from moviediary.toasts import tell

subscribing = Blueprint("subscribing", __name__)


@subscribing.get("/subscribe")
def subscribe() -> Response:
    wished = Wish(tag=wish(request.args).tag)
    words = "The feeds of this film diary, and how to read them."
    page = Page("Subscribe", words, "/subscribe", alternates=feeds_at("/feed", "Everybody’s film diary"))
    reader = session.reader()
    listed = {"diaries": offers.diaries(reader, offers.LISTED), "all": offers.count_of_diaries(reader)}
    context = {"offers": _offered(wished), "tag": wished.tag, "page": page, **listed}
    return render("feeds/subscribe.html", "feeds/subscribe.html", absolute=absolute, **context)


@subscribing.get("/subscriptions.opml")
def subscriptions() -> Response:
    """Every diary that everybody may read, for a feed reader to take in at once (OPML 2.0)."""
    # Whoever is new in it, or has another name, moves the feed of everyone.
    etag = keyed("opml", repr((absolute(""), queries.everyone().version)))
    if unchanged(etag):
        response = Response(status=304)
    else:
        response = bodies.response(kept().get(etag, _opml), "text/x-opml", request.accept_encodings)
        response.headers["Content-Disposition"] = 'attachment; filename="movie-diary.opml"'
    response.set_etag(etag, weak=True)
    return open_to_all(response)


@subscribing.get("/settings/feeds")
@session.required
def own() -> Response:
    member, key = session.member(), queries.key_of(session.member())
    public = [
        offer("diary", queries.of_member(member.username), "Your diary, as everybody sees it"),
        offer("reviews", queries.of_member(member.username, with_text=True), "Your reviews, as everybody sees them"),
    ]
    private = None
    if key:
        found, _ = queries.own(member.username, key.id, keys.key_for(key.id))
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
@session.always
def revoke_key() -> Response:
    if ButtonForm().pressed(lambda: actions.revoke_key(session.member())):
        tell("The address is taken back. It leads nowhere any more.")
    return go("/settings/feeds")


def _opml() -> bytes:
    template = current_app.jinja_env.get_template("feeds/subscriptions.opml.xml")
    return xml_safe(template.render(absolute=absolute, diaries=offers.diaries())).encode()


def _offered(wished: Wish) -> list[Offer]:
    """What the page was asked for, and everybody's feed. What is not there is not offered."""
    found = []
    if name := request.args.get("member", ""):
        found += _of_member(name, wished)
    if place := request.args.get("movie", ""):
        feed = queries.of_movie(place)
        found.append(offer("movie", feed, f"What is said here about {feed.title}", wished))
    title = f"Everybody here, tagged “{wished.tag}”" if wished.tag else "Everybody here"
    return [*found, offer("everyone", queries.everyone(), title, wished)]


def _of_member(name: str, wished: Wish) -> list[Offer]:
    member, _ = relations.member_named(session.reader(), name)
    diary, reviews = queries.of_member(member.username), queries.of_member(member.username, with_text=True)
    tagged = f", tagged “{wished.tag}”" if wished.tag else ""
    return [
        offer("diary", diary, f"{diary.title}{tagged}", wished),
        offer("reviews", reviews, f"{reviews.title}, only with a text{tagged}", wished),
    ]
