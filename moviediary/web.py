"""The composition of the web application: which blueprints, which settings of Flask."""

from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask, Response, abort, request
from werkzeug.middleware.proxy_fix import ProxyFix

from moviediary import failures, logs, metrics, pages, security
from moviediary.about.routes import about
from moviediary.accounts import queries, session
from moviediary.accounts.routes import accounts
from moviediary.accounts.rules import IDLE
from moviediary.accounts.settings import settings
from moviediary.admin.routes import admin
from moviediary.calendar.routes import calendar
from moviediary.comments.change_routes import changing
from moviediary.comments.routes import commenting
from moviediary.config import Config
from moviediary.database import db, is_sqlite
from moviediary.diary.routes import diary
from moviediary.embedding.oembed_routes import oembedding
from moviediary.embedding.routes import embedding
from moviediary.exports.routes import exporting
from moviediary.feeds.routes import feeds
from moviediary.feeds.subscribe_routes import subscribing
from moviediary.following.routes import following
from moviediary.health import health
from moviediary.imports.film_routes import choosing
from moviediary.imports.line_routes import lining
from moviediary.imports.mapping_routes import mapping
from moviediary.imports.review_routes import reviewing
from moviediary.imports.upload_routes import bringing
from moviediary.imports.withdrawal_routes import taking_back
from moviediary.logform.routes import logform
from moviediary.moviepage.match_routes import matching
from moviediary.moviepage.merge_routes import merging
from moviediary.moviepage.routes import moviepage
from moviediary.movies.routes import movies
from moviediary.movies.thumbnail_routes import thumbnailing
from moviediary.notifications.routes import notifications
from moviediary.notifications.settings_routes import notifying
from moviediary.peoplepage.routes import peoplepage
from moviediary.profiles.routes import profiles
from moviediary.reactions.routes import reacting
from moviediary.relations.list_routes import following_lists
from moviediary.relations.routes import relating
from moviediary.reports.routes import reporting
from moviediary.reviewpage.routes import reviewpage
from moviediary.search.routes import search
from moviediary.sharing.routes import sharing
from moviediary.sitemaps.contact_routes import contact
from moviediary.sitemaps.offline_routes import offline
from moviediary.sitemaps.routes import sitemaps
from moviediary.streams.routes import webhooks
from moviediary.trends.routes import trends

BLUEPRINTS = (
    *(accounts, settings, logform, diary, following),
    *(moviepage, merging, matching, movies, thumbnailing, peoplepage),
    *(profiles, relating, following_lists, calendar, trends, search, about, admin, health),
    *(feeds, subscribing, embedding, oembedding, sharing),
    *(reviewpage, reacting, commenting, changing, reporting),
    *(sitemaps, contact, offline),
    *(bringing, reviewing, lining, choosing, mapping, taking_back),
    *(exporting, webhooks),
    *(notifications, notifying),
)
ROOT = Path(__file__).resolve().parent.parent
# A form is words; only a picture may be bigger.
FORM_BYTES = 1_000_000
UPLOAD_BYTES = 9_000_000
# No form of ours has half as many fields; each costs more to take apart than to send.
FIELDS = 100
# But to say what the columns of a table mean takes a field for each: such forms are sent in parts.
PARTS = 1_000
# What needs none, or opens its own to tell of it.
WITHOUT_DATABASE = (
    *("static", "movies.picture", "embedding.accent", "offline.show", "offline.worker"),
    *("health.healthz", "health.readyz", "health.numbers"),
)


def build(config: Config) -> Flask:
    app = Flask("moviediary", root_path=str(ROOT), static_folder="static", template_folder="templates")
    app.config.update(settings_of(config))
    if config.trusted_proxies:
        hops = config.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops)  # type: ignore[method-assign]
    app.wsgi_app = logs.Requests(app.wsgi_app, metrics.answered)  # type: ignore[method-assign]
    app.url_map.strict_slashes = False
    app.before_request(_refuse_big_forms)
    app.before_request(_connect)
    app.teardown_request(_disconnect)
    app.after_request(_tell_whose)
    session.install(app)
    security.install(app)
    pages.install(app, session.reader, queries.nobody_yet)
    failures.install(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    if config.metrics:
        metrics.count(((rule.rule, rule.methods or set()) for rule in app.url_map.iter_rules()), config.rate_limits)
    return app


def settings_of(config: Config) -> dict[str, object]:
    """Flask's own settings, as far as its defaults will not do."""
    host = urlsplit(config.base_url).hostname
    return {
        "SECRET_KEY": config.secret_key,
        "BASE_URL": config.base_url,
        # Where nobody said whom to write to, the site itself stands for them, which tells nobody anything.
        "CONTACT": config.contact if config.contact != config.base_url else "",
        "ALLOW_REGISTRATION": config.allow_registration,
        "TRUSTED_PROXIES": config.trusted_proxies,
        "MONITOR_TOKEN": config.monitor_token,
        "TRUSTED_HOSTS": [host, "localhost", "127.0.0.1"] if host else None,
        "MAX_CONTENT_LENGTH": UPLOAD_BYTES,
        "MAX_FORM_MEMORY_SIZE": FORM_BYTES,
        "MAX_FORM_PARTS": PARTS,
        # Browsers accept the prefix only on a cookie no other host or path could have set.
        "SESSION_COOKIE_NAME": "__Host-diary" if config.secure_cookies else "diary",
        "SESSION_COOKIE_SECURE": config.secure_cookies,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_HTTPONLY": True,
        "PERMANENT_SESSION_LIFETIME": IDLE,
        "SESSION_REFRESH_EACH_REQUEST": False,
        "WTF_CSRF_TIME_LIMIT": None,
        # Static files are asked for by their content's hash.
        "SEND_FILE_MAX_AGE_DEFAULT": timedelta(days=365),
    }


def _refuse_big_forms() -> None:
    if request.method in ("GET", "HEAD", "OPTIONS") or request.mimetype == "multipart/form-data":
        return
    request.max_content_length = FORM_BYTES
    body = request.get_data(cache=True)
    # A body that does not say its length is read up to the limit, and no further.
    if len(body) >= FORM_BYTES or body.count(b"&") >= FIELDS:
        abort(413)


def _connect() -> None:
    if request.endpoint not in WITHOUT_DATABASE:
        db.connect(reuse_if_open=True)


def _tell_whose(response: Response) -> Response:
    """Say by which route a request was answered, and to whom; of members only their id."""
    asking = session.seen()
    request.environ[logs.ROUTE] = request.url_rule.rule if request.url_rule else ""
    request.environ[logs.MEMBER] = str(asking.id) if asking else ""
    return response


def _disconnect(error: BaseException | None) -> None:
    # SQLite's connection stays with its thread; a pooled one goes back.
    if not is_sqlite() and not db.is_closed():
        db.close()
