"""The site of the table of cases, told once for each database, and the same without what somebody may not know of."""

import re
import shutil
from dataclasses import dataclass, field

import pytest
from access.cases import (
    ASKING,
    AUDIENCES,
    CAST,
    DEEDS,
    DIRECTOR,
    NOBODY,
    OPEN_DEEDS,
    PERSONAL,
    RATINGS,
    SAME_FOR_ALL,
    SEES,
    TITLES,
    YEARS,
)
from people import Site, config

from moviediary import database
from moviediary.accounts.models import Member
from moviediary.accounts.queries import member_named
from moviediary.people.jobs import credit_the_uncredited
from moviediary.relations import actions as relations
from moviediary.sitemaps.jobs import lay_out

MAIN = re.compile(r"<main.*?</main>", re.DOTALL)
# Ids, colors that are made of them, and the minute of the day differ from site to site.
OF_SITE = re.compile(r"<script.*?</script>|<[^>]*>|\b[1-9A-HJ-NP-Za-km-z]{20,22}\b|\b\d\d:\d\d\b", re.DOTALL)


@dataclass
class Told:
    """A site with its people and what they logged."""

    browsers: dict
    entries: dict = field(default_factory=dict)
    movies: dict = field(default_factory=dict)
    person: str = ""
    private: str = ""

    def answers(self, actors, cases):
        """What these find on these pages: the status, the words and the whole, by who asks, the page and the audience."""
        asked_for = [(actor, case, audience) for actor in actors for case in cases for audience in asked(case)]
        return {key: self.answer(*key) for key in asked_for}

    def tried(self, actors):
        """The status of what everybody may try who sees what it is about."""
        statuses = {}
        for actor in actors:
            browser = self.browsers[actor]
            token = {"csrf_token": browser.get("/settings/profile").form("/settings/profile")["csrf_token"], "text": "Well said."}
            for case in OPEN_DEEDS:
                for audience in asked(case):
                    statuses[actor, case, audience] = browser.post(self.address(case, audience), token).status
        return statuses

    def done(self, actors):
        """The status of what these may not do."""
        statuses = {}
        for actor in actors:
            browser = self.browsers[actor]
            token = {"csrf_token": browser.get("/settings/profile").form("/settings/profile")["csrf_token"]}
            for case in DEEDS:
                for audience in AUDIENCES:
                    address = self.address(case, audience)
                    page = browser.get(address) if case.route == "diary.edit" else browser.post(address, token)
                    statuses[actor, case, audience] = page.status
        return statuses

    def address(self, case, audience):
        year = YEARS[audience] if audience else ""
        entry, movie = self.entries.get(audience, "x" * 21), self.movies.get(audience, "")
        return case.address.format(entry=entry, movie=movie, year=year, person=self.person, private=self.private)

    def answer(self, actor, case, audience=None):
        partial = case.route in ("search.suggestions", "calendar.section")
        page = self.browsers[actor].get(self.address(case, audience), partial)
        main = MAIN.search(page.html)
        return page.status, " ".join(OF_SITE.sub(" ", main[0] if main else page.html).split()), page.html


def asked(case):
    """The audiences for whose entries a page is asked for; None where it is one page for all."""
    return AUDIENCES if case.each else [None]


def tell(url, folder, said):
    """A site on which ada logged only what is for these audiences; for None there is no ada."""
    site = Site(config(url, folder))
    told = Told({name: site.member(name) for name in CAST if name != "ada" or said is not NOBODY})
    told.browsers["anonymous"] = site.browser()
    for name, wrote in (("olga", AUDIENCES), ("ada", said or ())):
        for audience in wrote:
            day = {"when": "day", "day": f"{YEARS[audience]}-05-04", "rating": RATINGS[audience]}
            words = {"audience": audience if name == "ada" else "everyone", "text": f"{name} said for {audience}."}
            entry = told.browsers[name].log(TITLES[audience], "1970", director=DIRECTOR, **day, **words)
            if name == "ada":
                told.entries[audience] = entry
            else:
                address = next(one for one in site.browser().get(f"/reviews/{entry}").links() if one.startswith("/movies/"))
                told.movies[audience] = address.removeprefix("/movies/")
    with database.connected():
        if said is not NOBODY:
            relate()
        credit_the_uncredited()
        lay_out()
    people = site.browser().get(f"/movies/{told.movies['everyone']}").links()
    told.person = next(one for one in people if one.startswith("/people/")).removeprefix("/people/")
    if said is not NOBODY:
        told.browsers["ada"].send("/settings/feeds", "/settings/feeds/key")
        told.private = re.search(r"/members/ada/feed\.rss\?key=[\w.-]+", told.browsers["ada"].get("/settings/feeds").html)[0]
    return told


def relate():
    people = {name: member_named(name) for name in CAST}
    Member.update(locked=True).where(Member.username == "ada").execute()
    for name in ("requester", "follower"):
        relations.follow(people[name], "ada")
    relations.accept(people["ada"], "follower")
    relations.mute(people["muter"], "ada")
    relations.block(people["ada"], "blocked")
    relations.block(people["blocker"], "ada")


@dataclass
class Answers:
    """What everybody found on the site, what they would have found where the rest was never said, and how deeds ended."""

    found: dict
    expected: dict
    done: dict
    tried: dict


@pytest.fixture(scope="module")
def on_sqlite(tmp_path_factory, sqlite_template):
    """told(said): a site of its own, on SQLite."""

    def told(said):
        folder = tmp_path_factory.mktemp("access")
        shutil.copy(sqlite_template, folder / "diary.db")
        return tell(f"sqlite:///{folder / 'diary.db'}", folder, said)

    return told


@pytest.fixture(scope="module")
def expected(on_sqlite):
    """What stands on sites without the rest. Where nothing is kept from anybody, both databases have to say the same."""
    answers = {}
    for said in dict.fromkeys(SEES.values()):
        told = on_sqlite(said)
        answers |= told.answers([actor for actor, sees in SEES.items() if sees == said], PERSONAL)
        database.disconnect()
    return answers


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def answers(request, expected, on_sqlite, tmp_path_factory, emptied):
    if request.param == "sqlite":
        told = on_sqlite(AUDIENCES)
    else:
        emptied()
        told = tell(request.getfixturevalue("postgres_template"), tmp_path_factory.mktemp("access"), AUDIENCES)
    found = told.answers(SEES, PERSONAL) | told.answers(ASKING, SAME_FOR_ALL)
    others = [actor for actor in SEES if actor not in ("ada", "anonymous")]
    # These change something, so they come last.
    done, tried = told.done(others), told.tried(others)
    database.disconnect()
    return Answers(found, expected, done, tried)
