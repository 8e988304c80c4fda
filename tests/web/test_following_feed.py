"""The feed of those one follows: mira follows ada and ben, carl is followed by nobody."""

import pytest
from playhouse.test_utils import count_queries

from moviediary import database, ids, log, rebuild
from moviediary.accounts.queries import member_named
from moviediary.database import db
from moviediary.diary.models import Review
from moviediary.following.models import Newest
from moviediary.following.walking import written
from moviediary.reactions.events import BoostAdded, BoostRemoved
from moviediary.relations import actions as relations

pytestmark = pytest.mark.everywhere


class People:
    """The members of a site by name, and what they do to each other."""

    def __init__(self, site):
        self.browsers = {name: site.member(name) for name in ("mira", "ada", "ben", "carl")}
        for followed in ("ada", "ben"):
            self.do(relations.follow, "mira", followed)

    def __getattr__(self, name):
        return self.browsers[name]

    def do(self, action, name, other):
        with database.connected():
            return action(member_named(name), other)

    def share(self, name, entry, event=BoostAdded):
        with database.connected():
            member = member_named(name)
            with log.changes(member.id) as record:
                record(event(ids.from_short(entry), member.id))

    def feed(self, name="mira", address="/following"):
        return self.browsers[name].get(address)


@pytest.fixture
def people(site):
    return People(site)


@pytest.fixture
def few(small_site):
    return People(small_site)


def sharers(page):
    return [" ".join("".join(node.itertext()).split()) for node in page.tree.iter("p") if node.get("class") == "shared-by"]


def test_the_feed_has_what_those_one_follows_logged_the_latest_first(people):
    first, second = people.ada.log("Stalker", "1979"), people.ben.log("Mirror", "1975")
    people.carl.log("Solaris", "1972")
    people.mira.log("Nostalghia", "1983")
    assert people.feed().entries() == [second, first]
    assert people.feed("ada").entries() == []


def test_what_one_of_them_shares_stands_there_once_with_who_shared_it_last(people):
    entry, own = people.carl.log("Solaris", "1972"), people.ada.log("Stalker", "1979")
    people.share("ada", entry)
    assert people.feed().entries() == [entry, own]
    assert sharers(people.feed()) == ["ada shared"]
    people.share("ben", entry)
    assert people.feed().entries() == [entry, own]
    assert sharers(people.feed()) == ["ben shared"]
    people.share("ben", entry, BoostRemoved)
    assert sharers(people.feed()) == ["ada shared"]


def test_an_entry_of_somebody_one_follows_stays_where_it_was_logged_when_it_is_shared(few):
    older, newer = few.ada.log("Stalker", "1979"), few.ben.log("Mirror", "1975")
    few.share("ben", older)
    assert few.feed().entries() == [newer, older]
    assert sharers(few.feed()) == []


def test_ones_own_entry_is_no_news_when_it_is_shared(few):
    few.share("ada", few.mira.log("Stalker", "1979"))
    assert few.feed().entries() == []


def test_what_is_shared_is_there_only_for_those_who_may_see_it(few):
    entry = few.carl.log("Solaris", "1972", audience="members")
    few.share("ada", entry)
    assert few.feed().entries() == [entry]
    for audience in ("followers", "me"):
        few.carl.send(f"/reviews/{entry}/edit", f"/reviews/{entry}/edit", audience=audience)
        assert few.feed().entries() == []


def test_who_only_asks_to_follow_sees_nothing_yet(few):
    few.carl.log("Solaris", "1972")
    with database.connected():
        carl = member_named("carl")
        carl.locked = True
        carl.save()
    few.do(relations.follow, "mira", "carl")
    assert few.feed().entries() == []
    few.do(relations.accept, "carl", "mira")
    assert len(few.feed().entries()) == 1


def test_of_who_is_muted_neither_entries_nor_shares_are_there_nor_what_others_share_of_them(people):
    muted, shared = people.ada.log("Stalker", "1979"), people.carl.log("Solaris", "1972")
    people.share("ada", shared)
    people.do(relations.mute, "mira", "ada")
    people.share("ben", muted)
    assert people.feed().entries() == []
    assert muted not in people.feed(address="/").entries()
    people.do(relations.mute, "mira", "carl")
    people.share("ben", shared)
    assert people.feed().entries() == []
    people.do(relations.unmute, "mira", "ada")
    assert people.feed().entries() == [muted]


def test_a_block_takes_away_what_others_share_of_the_blocked(few):
    entry = few.carl.log("Solaris", "1972")
    few.share("ada", entry)
    few.do(relations.block, "carl", "mira")
    assert few.feed().entries() == []
    assert entry not in few.feed(address="/").entries()


def test_an_empty_feed_says_what_to_do(few):
    nobody = few.feed("ada")
    assert "You follow nobody yet" in nobody.text
    assert "/members" in nobody.links()
    assert "have not logged or shared anything" in few.feed().text


def test_visitors_are_asked_to_sign_in_and_see_no_tabs(small_site):
    visitor = small_site.browser()
    assert visitor.get("/following").location.startswith("/login")
    assert "/following" not in visitor.get("/").links()
    member = small_site.member("mira")
    assert "/following" in member.get("/").links()


def test_a_part_of_the_feed_is_the_list_alone(few):
    entry = few.ada.log("Stalker", "1979")
    part = few.mira.get("/following", partial=True)
    assert part.entries() == [entry]
    assert "<main" not in part.html


def test_the_newest_of_each_is_kept_through_all_that_happens(people):
    first, second = people.ada.log("Stalker", "1979"), people.ada.log("Mirror", "1975")
    other = people.carl.log("Solaris", "1972")
    address = f"/reviews/{second}/edit"
    steps = [
        (second, lambda: None),
        (first, lambda: people.ada.send(address, address, audience="me")),
        (None, lambda: people.share("ada", other)),
        (first, lambda: people.share("ada", other, BoostRemoved)),
        (second, lambda: people.ada.send(address, address, audience="followers")),
        (first, lambda: people.ada.send(f"/reviews/{second}", f"/reviews/{second}/deletion")),
        (second, lambda: people.ada.post(f"/reviews/{second}/restoration", people.ada.get("/").form("/logout"))),
    ]
    for newest, step in steps:
        step()
        with database.connected():
            kept = Newest.get_by_id(member_named("ada").id).place
            assert newest is None or kept == ids.from_short(newest)
            assert rebuild.differences() == []


def test_a_deleted_account_leaves_nothing_in_the_feed(people):
    shared = people.carl.log("Solaris", "1972")
    people.share("ada", shared)
    account = "/settings/account"
    assert people.carl.send(account, f"{account}/deletion", password="correct horse battery").status == 303
    assert people.feed().entries() == []
    with database.connected():
        assert Newest.select().count() == 0
        assert rebuild.differences() == []


def test_the_feed_asks_four_times_and_walks_indexes(few):
    for number in range(3):
        few.share("ada", few.carl.log(f"Film {number}", "1972"))
    few.feed()
    with count_queries() as counted:
        few.feed()
    assert counted.count <= 4
    mark = Review.select().first().id.hex
    for way in ("newest", "older", "newer"):
        text, names = written(way)
        plan = [row[3] for row in db.execute_sql(f"EXPLAIN QUERY PLAN {text}", [mark] * len(names))]
        own = ("SCAN walk", "SCAN heads", "SCAN (")
        assert not [step for step in plan if step.startswith("SCAN") and not step.startswith(own)], plan
