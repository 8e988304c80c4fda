"""The walk against a plain recount: whatever was logged and shared, all pages together are the feed, each entry once."""

import random

import pytest

from moviediary import ids, wiring
from moviediary.accounts.actions import register
from moviediary.accounts.commands import Account
from moviediary.diary.commands import Viewing
from moviediary.diary.events import ReviewLogged
from moviediary.diary.models import Review
from moviediary.diary.paging import Cursor
from moviediary.following import queries
from moviediary.log import changes
from moviediary.movies.events import MovieDiscovered
from moviediary.reactions.events import BoostAdded
from moviediary.reactions.models import ReviewBoost
from moviediary.relations import actions as relations
from moviediary.relations.events import FollowAccepted

PEOPLE, STEPS = 9, 420


@pytest.fixture
def world(database, wired):
    """A reader who follows all but the last two of some members, the second of whom they mute, and what these did."""
    wiring.connect()
    dice = random.Random(7)
    reader, *others = [register(Account(f"m{number}", f"m{number}@example.org", "correct horse")) for number in range(PEOPLE)]
    for followed in others[:-2]:
        with changes(reader.id) as record:
            record(FollowAccepted(reader.id, followed.id, asked=False))
    relations.mute(reader, others[1].username)
    movie, reviews, boosted = ids.uuid7(), [], set()
    with changes(None) as record:
        record(MovieDiscovered(movie, title="Stalker", original_title="", year=1979, directors=(), **dict.fromkeys(NUMBERS)))
    for _ in range(STEPS):
        member = dice.choice([reader, *others])
        with changes(member.id) as record:
            if reviews and dice.random() < 0.5:
                review, author = dice.choice(reviews)
                if author != member.id and (review, member.id) not in boosted:
                    boosted.add((review, member.id))
                    record(BoostAdded(review, member.id))
            else:
                audience = dice.choice(("everyone", "everyone", "members", "followers", "me"))
                reviews.append((ids.uuid7(), member.id))
                record(ReviewLogged(reviews[-1][0], member.id, movie, ids.uuid7(), Viewing(watched="2026", audience=audience)))
    return reader, [member.id for member in others[:-2]], others[1].id


NUMBERS = ("imdb_id", "tmdb_id", "wikidata_id")


def recount(reader, followed, muted):
    """What should stand in the feed, the newest first: entry and place."""
    heard = [member for member in followed if member != muted]
    places = {}
    for review in Review.select():
        if review.member_id in heard and review.audience != "me":
            places[review.id] = review.id
        elif review.member_id not in (*followed, reader.id) and review.audience in ("everyone", "members"):
            shares = [b.id for b in ReviewBoost.select().where(ReviewBoost.review_id == review.id) if b.member_id in heard]
            if shares:
                places[review.id] = max(shares)
    return sorted(places, key=places.get, reverse=True)


def test_all_pages_together_are_the_feed_and_lead_back_as_well(world):
    reader, followed, muted = world
    expected = recount(reader, followed, muted)
    assert len(expected) > 100
    page, found = queries.feed(reader, Cursor()), []
    assert page.newer == ""
    while True:
        found += [item.entry.review_id for item in page.items]
        if not page.older:
            break
        page = queries.feed(reader, Cursor(older_than=page.older))
    assert found == expected
    back = [item.entry.review_id for item in page.items]
    while page.newer:
        page = queries.feed(reader, Cursor(newer_than=page.newer))
        back = [item.entry.review_id for item in page.items] + back
    assert back == expected
