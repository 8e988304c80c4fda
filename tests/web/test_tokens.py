"""Every secret that opens something: it stands in no table, no backup and no address but its own, and no other will do.

Of sessions the table holds a hash. Keys of feeds, secrets of webhooks and links that end letters follow from the site's secret
and are stored nowhere, so that whoever is to have them can be shown them, and a copy of the database opens nothing.
"""

import base64
import inspect
import re
from dataclasses import replace
from typing import NamedTuple

import pytest
from drill import run
from people import PASSWORD, Site, config

from moviediary import database, health
from moviediary.accounts.models import Member
from moviediary.backups import reading
from moviediary.backups.tables import tables
from moviediary.database import db
from moviediary.feeds import keys
from moviediary.notifications import unsubscribing

SITE_SECRET, WATCHING = "canary-of-the-site-4711", "canary-of-the-watcher-4711"
FAR = {"X-Forwarded-For": "203.0.113.7"}
PAGES = (
    *("/", "/members/alice", "/members/alice/diary", "/search?q=stalker", "/notifications", "/settings/profile", "/exports"),
    *("/settings/sessions", "/settings/feeds", "/settings/webhooks", "/settings/notifications", "/settings/account", "/imports"),
    *("/admin", "/admin/members", "/admin/deliveries"),
)


class Opened(NamedTuple):
    """A member, and what opens what is theirs."""

    alice: object
    hook: str
    secrets: dict[str, str]


@pytest.fixture
def site(database_url, tmp_path):
    usual = config(database_url, tmp_path, metrics=True, monitor_token=WATCHING)
    yield Site(replace(usual, secret_key=SITE_SECRET))
    database.disconnect()


@pytest.fixture
def opened(site):
    alice = site.member("alice")
    alice.log()
    alice.send("/settings/feeds", "/settings/feeds/key")
    hook = alice.send("/settings/webhooks", "/settings/webhooks", address="https://example.org/", wants=["diary"]).location
    secret = re.search(r"whsec_[\w+/=]+", alice.get(hook).html)[0]
    with database.connected():
        stop = unsubscribing.address(Member.get().id, "like").rpartition("/")[2]
    with alice.client.session_transaction() as session:
        token = session["_user_id"]
    return Opened(
        alice,
        hook,
        {
            "the site's secret": SITE_SECRET,
            "the watcher's token": WATCHING,
            "the password": PASSWORD,
            "the token of the session": token,
            "the cookie": alice.client.get_cookie("diary").value,
            "the key of the feed": re.search(r"feed\.rss\?key=([\w.-]+)", alice.get("/settings/feeds").html)[1],
            "the secret of the webhook": secret,
            "the secret of the webhook, as bytes": base64.b64decode(secret.removeprefix("whsec_")).hex(),
            "the link that ends letters": stop,
        },
    )


def found(text, opened):
    return {name for name, secret in opened.secrets.items() if secret in text}


def test_no_secret_stands_in_any_table_or_backup(opened, tmp_path, figure):
    with database.connected(), db.atomic():
        dump = "\n".join(line.decode() for table in tables(db.obj) for line in reading.lines(db.obj, table))
    run("backup", tmp_path / "backup.zip")
    packed = (tmp_path / "backup.zip").read_bytes().decode("latin-1")
    figure(f"{len(opened.secrets)} secrets", f"{len(found(dump, opened))} in the tables")
    assert "alice@example.org" in dump
    assert found(dump, opened) == found(packed, opened) == set()


def test_no_secret_stands_on_a_page_but_where_it_is_given_out(opened, figure):
    told = {path: found(opened.alice.get(path).html, opened) for path in (*PAGES, opened.hook)}
    figure(f"{len(told)} pages", f"{sum(map(bool, told.values()))} with a secret, which give it out")
    assert {path: names for path, names in told.items() if names} == {
        "/settings/feeds": {"the key of the feed"},
        opened.hook: {"the secret of the webhook"},
    }


def private_feed(site, key):
    return site.browser().get(f"/members/alice/feed.rss?key={key}").status


def watched(site, token):
    return site.browser().get("/metrics", Authorization=f"Bearer {token}", **FAR).status


def ended(site, signed):
    return site.browser().get(f"/unsubscribe/{signed}").status


def signed_in(site, cookie):
    browser = site.browser()
    browser.client.set_cookie("diary", cookie)
    return browser.get("/settings/profile").status


OPENS = {
    "the key of the feed": private_feed,
    "the watcher's token": watched,
    "the link that ends letters": ended,
    "the cookie": signed_in,
}


@pytest.mark.parametrize("name", OPENS)
def test_nothing_opens_but_the_whole_secret(site, opened, name, figure):
    secret, opens = opened.secrets[name], OPENS[name]
    others = [secret[:-1], secret[1:], secret + "x", "", "x", *(secret[::-1],)]
    others += [secret[:place] + chr(ord(secret[place]) ^ 1) + secret[place + 1 :] for place in range(0, len(secret) - 1, 3)]
    others += [value for other, value in opened.secrets.items() if other != name]
    statuses = [opens(site, other) for other in others]
    figure(f"{len(others)} others than {name}", f"{statuses.count(200)} open")
    assert opens(site, secret) == 200
    assert 200 not in statuses
    assert max(statuses) < 500


def test_the_key_of_a_feed_is_worth_nothing_once_there_is_another_or_none(site, opened):
    old = opened.secrets["the key of the feed"]
    opened.alice.send("/settings/feeds", "/settings/feeds/key")
    assert private_feed(site, old) == 404


def test_what_was_signed_with_another_secret_opens_nothing(site, opened, database_url, tmp_path):
    usual = config(database_url, tmp_path, metrics=True, monitor_token="another-token-of-a-watcher")
    other = Site(replace(usual, secret_key="another secret"))
    statuses = {name: opens(other, opened.secrets[name]) for name, opens in OPENS.items()}
    assert 200 not in statuses.values()
    assert max(statuses.values()) < 500


@pytest.mark.parametrize("compares", [health._has_token, keys.id_in], ids=["the watcher's token", "the key of a feed"])
def test_secrets_are_compared_in_the_same_time_however_much_is_right(compares):
    # What is looked up, as sessions are, is looked up by its hash; what is signed, itsdangerous compares.
    text = inspect.getsource(compares)
    assert "compare_digest(" in text
    assert "==" not in text
