"""Looking for what is rare in a feed ends somewhere, and the next page goes on there."""

import logging
from contextlib import contextmanager
from uuid import uuid4

import pytest

from moviediary import ids
from moviediary.accounts.models import Member
from moviediary.database import db
from moviediary.diary.actions import log_review
from moviediary.diary.commands import Viewing
from moviediary.diary.models import Review
from moviediary.feeds import queries
from moviediary.feeds.items import read_items
from moviediary.feeds.rules import Wish
from moviediary.movies.commands import DiscoverMovie, Identity


def log(*tagged, audience="everyone"):
    """Log a film for each of these, the first one first, with a tag where it is true."""
    alice = Member.get()
    for year, rare in enumerate(tagged, 1950):
        film = DiscoverMovie(Identity(title="Film", year=year))
        log_review(alice, uuid4(), film, Viewing(watched="", tags=("rare",) if rare else (), audience=audience))


def years(found):
    return [item.entry.year for item in found.items]


def test_a_rare_tag_is_found_page_by_page(site):
    log(True, False, False, False, True)
    for feed in (queries.everyone(), queries.of_member("alice")):
        first = read_items(feed, Wish(tag="rare"), 2)
        second = read_items(feed, Wish(tag="rare", before=first.older), 2)
        third = read_items(feed, Wish(tag="rare", before=second.older), 2)
        assert [years(page) for page in (first, second, third)] == [[1954], [], [1950]]
        assert third.older == ""
        back = read_items(feed, Wish(tag="rare", after=third.items[0].entry.id), 2)
        assert years(back) == []
        assert years(read_items(feed, Wish(tag="rare", after=back.newer), 2)) == [1954]


def test_no_page_begins_at_an_entry_that_is_hidden(site):
    log(False, False, audience="everyone")
    log(*[False] * 6, audience="me")
    for feed in (queries.everyone(), queries.of_member("alice")):
        found = read_items(feed, Wish(tag="rare"), 2)
        assert found.items == []
        assert Review.get_by_id(ids.from_short(found.older)).audience == "everyone"


def test_what_was_not_finished_has_its_tag_too(site):
    film = DiscoverMovie(Identity(title="Film", year=1950))
    log_review(Member.get(), uuid4(), film, Viewing(watched="", tags=("rare",), finished=False))
    assert years(read_items(queries.everyone(), Wish(tag="rare"))) == [1950]


@pytest.mark.parametrize(("with_text", "index"), [(False, "review_member_id_id"), (True, "review_told")])
def test_a_members_feed_is_read_from_an_index_of_its_own(small_site, with_text, index):
    feed = queries.of_member("alice", with_text)
    with asked() as statements:
        read_items(feed, Wish())
    text, values = next(found for found in statements if "review" in found[0])
    plan = [row[3] for row in db.execute_sql(f"EXPLAIN QUERY PLAN {text}", values).fetchall()]
    assert any(f"USING INDEX {index}" in line for line in plan), plan
    # Of earlier viewings no more than a thousand are found, and those are gone through as they come.
    found = {line.split()[1] for line in plan if line.startswith("CO-ROUTINE")}
    assert {line.split()[1] for line in plan if line.startswith("SCAN")} <= found, plan
    assert not any("TEMP B-TREE" in line for line in plan), plan


@contextmanager
def asked():
    """The statements that are made meanwhile, with their values."""
    heard = []
    listener = logging.Handler()
    listener.emit = lambda record: heard.append(record.msg)
    journal = logging.getLogger("peewee")
    before = journal.level
    journal.addHandler(listener)
    journal.setLevel(logging.DEBUG)
    try:
        yield heard
    finally:
        journal.setLevel(before)
        journal.removeHandler(listener)
