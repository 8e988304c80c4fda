"""A site and the people who use it, told through the front door: pages are got, forms are filled in and sent."""

import re
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import ClassVar

import html5lib
from argon2 import PasswordHasher
from flask import Flask
from jinja2 import BytecodeCache
from lxml import etree

from moviediary import create_app, start_web
from moviediary.accounts import passwords
from moviediary.config import RATE_LIMITS, Config

PASSWORD = "correct horse battery"
# Members of tests are many, and nobody steals their passwords: 0.1 ms instead of 20.
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
FORM = re.compile(r"<form\b.*?</form>", re.DOTALL)
# What is asked for with these is asked of mechanisms, which each site starts anew; the application itself knows nothing of them.
OF_MECHANISMS = (
    *("database_url", "storage_url", "redis_url", "mail_server"),
    *("tmdb_api_key", "tmdb_api_url", "tmdb_image_url", "omdb_api_key", "omdb_api_url", "wikidata_api_url", "wikidata_files_url"),
)
PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}


def config(database_url: str, folder: Path, **changes) -> Config:
    """Settings of a site for tests: its own database and files, no Redis to be found, no limits in the way.

    Only the film databases are asked that it is given a key for, or that `metadata_providers` names.
    """
    env = {
        "DATABASE_URL": database_url,
        "SECRET_KEY": "tests only",
        "STORAGE_URL": f"file://{folder / 'files'}",
        "REDIS_URL": f"unix://{folder / 'no-redis.sock'}",
        "ALLOW_REGISTRATION": "true",
        "LOG_LEVEL": "error",
        "METADATA_PROVIDERS": "none",
        # Posters keep theirs, for the test that reaches it.
        **{f"RATE_LIMIT_{name}": "10000 per minute" for name in RATE_LIMITS if name != "POSTER"},
    }
    keyed = tuple(name for name in ("tmdb", "omdb") if changes.get(f"{name}_api_key"))
    return replace(Config.from_env(env, folder), **{"metadata_providers": keyed, **changes})


def stubbed(stub, folder: Path) -> dict:
    """The changes to `config` that let a site ask the film databases of a stub."""
    told = Config.from_env({**stub.settings, "SECRET_KEY": "x"}, folder)
    names = ("tmdb_api_key", "tmdb_api_url", "tmdb_image_url", "omdb_api_key", "omdb_api_url", "allow_private_addresses")
    return {name: getattr(told, name) for name in names}


class Compiled(BytecodeCache):
    """Templates as one application compiled them, for the next."""

    code: ClassVar[dict[str, bytes]] = {}

    def load_bytecode(self, bucket):
        if bucket.key + bucket.checksum in self.code:
            bucket.bytecode_from_string(self.code[bucket.key + bucket.checksum])

    def dump_bytecode(self, bucket):
        self.code[bucket.key + bucket.checksum] = bucket.bytecode_to_string()


class Site:
    # Half of a short test would be spent on making what is the same for all of them: what is a site's own is with the mechanisms.
    built: ClassVar[dict[str, Flask]] = {}
    # Half of the tests begin with somebody registering: all of them send the form that the first one was given.
    given: ClassVar[dict[Flask, tuple[str, dict[str, str]]]] = {}

    def __init__(self, settings: Config):
        key = repr(replace(settings, **dict.fromkeys(OF_MECHANISMS, "")))
        # Where nobody may register, an application remembers that somebody did.
        if key in self.built and settings.allow_registration:
            start_web(settings)
        else:
            self.built[key] = create_app(settings)
            self.built[key].jinja_env.bytecode_cache = Compiled()
        self.app = self.built[key]
        passwords.configure(CHEAP)

    def browser(self) -> "Browser":
        return Browser(self.app.test_client())

    def member(self, name: str) -> "Browser":
        """A new member, signed in."""
        browser = self.browser()
        cookie = self.app.config["SESSION_COOKIE_NAME"]
        if self.app not in self.given:
            form = browser.get("/register").form("/register")
            self.given[self.app] = browser.client.get_cookie(cookie).value, form
        value, form = self.given[self.app]
        browser.client.set_cookie(cookie, value)
        made = browser.post("/register", {**form, "username": name, "email": f"{name}@example.org", "password": PASSWORD})
        # The words of welcome are read here, so that they are on no later page.
        browser.follow(made)
        browser.name = name
        return browser


class Page:
    """An answer, with ways to look at it as a reader would."""

    def __init__(self, response):
        self.response = response
        self.status = response.status_code
        self.headers = response.headers
        self.location = response.headers.get("Location") or response.headers.get("HX-Redirect")
        self.html = response.get_data(as_text=True) if "image" not in response.headers.get("Content-Type", "") else ""
        response.close()

    @cached_property
    def tree(self):
        # Most answers are only asked for where they lead, and taking one apart takes longer than making it.
        return _parsed(self.html)

    @cached_property
    def as_browsers_do(self):
        """The tree as browsers make it of what is broken, for tests of hostile words. It takes twenty times as long."""
        return html5lib.parse(self.html, namespaceHTMLElements=False)

    @property
    def text(self) -> str:
        """The words of the page, without its forms' values."""
        body = self.tree.find("body")
        return " ".join("".join(body.itertext()).split())

    def form(self, action: str) -> dict[str, str]:
        """The values of a form as it stands on the page."""
        tree = self._forms(action)
        forms = list(tree.iter("form"))
        for button in tree.iter("button"):
            if button.get("formaction") == action:
                form = next(form for form in forms if form.get("id") == button.get("form"))
                return {**dict(_values(form)), button.get("name"): button.get("value")}
        found = [form for form in forms if form.get("action") == action]
        assert found, f"no form for {action} on the page: {[form.get('action') for form in forms]}"
        return dict(_values(found[0]))

    def _forms(self, action: str):
        """The page, or as much of it as the form takes: most of it is something else, and is only asked for this."""
        if f'formaction="{action}"' in self.html or "tree" in self.__dict__:
            return self.tree
        sent = [form for form in FORM.findall(self.html) if f'action="{action}"' in form]
        return _parsed("".join(sent)) if sent else self.tree

    def links(self) -> list[str]:
        return [link.get("href") for link in self.tree.iter("a") if link.get("href")]

    def entries(self) -> list[str]:
        """The ids of the entries on the page, in their order."""
        return [node.get("id").removeprefix("entry-") for node in self.tree.iter("article")]


class Browser:
    def __init__(self, client):
        self.client = client
        self.name = ""

    def get(self, path: str, partial: bool = False, **headers) -> Page:
        return Page(self.client.get(path, headers={**(PARTIAL if partial else {}), **headers}))

    def post(self, path: str, data: dict, partial: bool = False, **headers) -> Page:
        return Page(self.client.post(path, data=data, headers={**(PARTIAL if partial else {}), **headers}))

    def send(self, page: str, action: str, partial: bool = False, **values) -> Page:
        """Open a page, fill in one of its forms and send it. A value of None takes a field out."""
        filled = {**self.get(page).form(action), **values}
        return self.post(action, {name: value for name, value in filled.items() if value is not None}, partial)

    def follow(self, page: Page) -> Page:
        assert page.location, f"{page.status} leads nowhere: {page.text[:300]}"
        return self.get(page.location)

    def log(self, title: str = "Stalker", year: str = "1979", **values) -> str:
        """Log a film by hand and return the id of the entry."""
        logged = self.send("/reviews/new?by_hand=1", "/reviews", title=title, year=year, **values)
        assert logged.status == 303, logged.text
        # What happened is said on the next page, whichever that is, and the film's takes longer than all else here.
        toast = self.get("/about").html
        return re.findall(r"/reviews/(\w+)/deletion", toast)[-1]


def _parsed(page: str):
    """The elements of a page, or of a part of one."""
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    return etree.fromstring(page.encode() or b"<body></body>", parser)


def _values(form):
    for node in form.iter():
        name = node.get("name")
        if not name or (node.get("type") in ("checkbox", "radio") and "checked" not in node.attrib):
            continue
        if node.tag == "textarea":
            # A browser leaves out the first end of a line.
            yield name, (node.text or "").removeprefix("\n")
        elif node.tag == "select":
            options = list(node.iter("option"))
            chosen = [option for option in options if "selected" in option.attrib] or options[:1]
            yield from ((name, option.get("value")) for option in chosen)
        elif node.tag == "input":
            yield name, node.get("value", "on" if node.get("type") == "checkbox" else "")
