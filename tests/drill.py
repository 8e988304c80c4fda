"""What tests of backups share: a site with a bit of everything, another place to put it, and what is compared."""

import json
import re
from pathlib import Path

import peewee
from click.testing import CliRunner
from people import PASSWORD, Site

from moviediary import database
from moviediary.backups.tables import tables
from moviediary.commandline import commands
from moviediary.database import db
from moviediary.movies import actions as movies
from moviediary.movies.models import Movie
from moviediary.movies.rules import Poster


def run(*arguments, code=0):
    """Run a command in this process; its output, after its exit code is what was expected."""
    done = CliRunner().invoke(commands, [str(argument) for argument in arguments])
    unexpected = done.exception is not None and not isinstance(done.exception, SystemExit)
    assert not unexpected, repr(done.exception)
    assert done.exit_code == code, done.output
    return done.output


def lived_in(site: Site):
    """Three members with entries, posters, a private feed, talk and things that wait."""
    alice, bob = site.member("alice"), site.member("bob")
    for title, year, text in (("Stalker", "1979", "*Rain.*\tTabs, \\n and “quotes” 🎬"), ("Heat", "1995", "")):
        alice.log(title, year, text=text, rating="9", tags="35mm, with ada")
    bob.log("Stalker", "1979", audience="me", text="Only mine.")
    with database.connected():
        for number, movie in enumerate(Movie.select().order_by(Movie.title)):
            small, large = (movies.store(f"{size} {number}".encode()) for size in ("small", "large"))
            movies.save_poster(movie.id, Poster(small, large, "#000000", "upload", 7))
    alice.send("/settings/feeds", "/settings/feeds/key")
    return alice, bob


def pages(site: Site) -> dict[str, str]:
    """The words that a stranger and alice find, who signs in anew."""
    alice, carol = signed_in(site, "alice"), site.browser()
    addresses = ["/", "/members/alice", "/members/alice/diary", "/members/alice/ratings", "/members/bob", "/search?q=stalker"]
    found = {f"alice {path}": alice.get(path).text for path in (*addresses, "/notifications")}
    found |= {f"carol {path}": carol.get(path).text for path in addresses}
    return {**found, **{path: items(carol.get(path)) for path in ("/feed.json", private_feed(alice))}}


def items(feed) -> str:
    assert feed.status == 200
    return json.dumps(json.loads(feed.html)["items"])


def private_feed(browser) -> str:
    values = (node.get("value") or "" for node in browser.get("/settings/feeds").tree.iter("input"))
    address = next(value for value in values if "key=" in value).removeprefix("http://localhost")
    return re.sub(r"\.(rss|atom)\?", ".json?", address)


def signed_in(site: Site, name: str):
    browser = site.browser()
    answer = browser.send("/login", "/login", identifier=name, password=PASSWORD)
    assert answer.status == 303, answer.text
    return browser


def counts() -> dict[str, int]:
    """The rows of every table that says something."""
    with database.connected():
        return {table.name: peewee.Table(table.name).bind(db).select().count() for table in tables(db.obj)}


def pictures(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (folder / "posters").glob("*")}
