"""Random sequences of commands: the live tables are always what the log says, and the numbers what a recount gives."""

from collections import Counter
from contextlib import suppress
from datetime import date, timedelta
from uuid import uuid4

import pytest
from acts import about_another_film
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    consumes,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)
from machines import Machine
from tries import tries

from moviediary import ids, wiring
from moviediary.accounts.actions import delete_account, register
from moviediary.accounts.commands import Account
from moviediary.deliveries import Delivery
from moviediary.diary import actions, queries
from moviediary.diary.commands import Viewing
from moviediary.diary.models import DayCount, DirectorCount, MonthRatingCount, MovieRatingCount, RatingCount, Review
from moviediary.errors import Refused
from moviediary.following.models import Newest
from moviediary.log import LogEntry, changes
from moviediary.movies import actions as movies
from moviediary.movies import merge_actions as merging
from moviediary.movies.commands import CorrectMovie, DiscoverMovie, Identity, MergeMovies, PartMovies
from moviediary.movies.models import Movie, MovieMerge
from moviediary.reactions.events import BoostAdded, BoostRemoved
from moviediary.reactions.models import ReviewBoost

PASSWORD = "correct horse"
days = st.one_of(
    st.just(""),
    st.sampled_from(["2019", "2020-02", "1999-12"]),
    st.dates(date(2018, 1, 1), date(2020, 12, 31)).map(date.isoformat),
)
viewings = st.builds(
    Viewing,
    watched=days,
    rating=st.none() | st.integers(1, 10),
    heart=st.booleans(),
    medium=st.sampled_from(["", "cinema", "tv"]),
    tags=st.lists(st.sampled_from(["a", "b", "c"]), max_size=2, unique=True).map(tuple),
    text=st.text(max_size=20),
    finished=st.booleans(),
    seen_before=st.booleans(),
    audience=st.sampled_from(["everyone", "members", "followers", "me"]),
)
identities = st.builds(
    Identity,
    title=st.sampled_from(["Heat", "Stalker", "Mirror"]),
    year=st.sampled_from([1975, 1995]),
    directors=st.sampled_from([(), ("Ada",), ("Ada", "Bo"), ("Bo",)]),
    imdb_id=st.sampled_from([None, None, "tt0000001", "tt0000002", "tt0000003"]),
    tmdb_id=st.sampled_from([None, None, None, 1, 2]),
)


class Diary(Machine):
    reviews = Bundle("reviews")
    deleted = Bundle("deleted")

    @initialize()
    def members(self):
        self.alive = [register(Account(name, f"{name}@example.org", PASSWORD)) for name in ("alice", "bob")]

    def owner(self, address):
        return next(member for member in self.alive if member.id == Review.get_by_id(ids.from_short(address)).member_id)

    def is_there(self, address):
        return Review.get_or_none(Review.id == ids.from_short(address)) is not None

    @rule(target=reviews, member=st.integers(0, 1), film=identities, viewing=viewings)
    def log(self, member, film, viewing):
        try:
            review = actions.log_review(self.alive[member % len(self.alive)], uuid4(), DiscoverMovie(film), viewing)
        except Refused:
            return multiple()
        return ids.short(review)

    @rule(member=st.integers(0, 1), film=identities, viewing=viewings)
    def log_twice_with_one_form(self, member, film, viewing):
        key, before = uuid4(), Review.select().count()
        owner = self.alive[member % len(self.alive)]
        try:
            first, second = (actions.log_review(owner, key, DiscoverMovie(film), viewing) for _ in range(2))
        except Refused:
            return
        assert first == second
        assert Review.select().count() == before + 1

    @rule(review=reviews, viewing=viewings)
    def edit(self, review, viewing):
        if self.is_there(review):
            stored = Review.get_by_id(ids.from_short(review))
            try:
                actions.edit_review(self.owner(review), review, stored.revision, viewing)
            except Refused:
                assert stored.deleted_at

    @rule(review=reviews, film=identities)
    def tell_which_film_it_is_about(self, review, film):
        if self.is_there(review):
            # A deleted one stays what it was, and of numbers that belong to two films nobody knows which is meant.
            with suppress(Refused):
                about_another_film(self.owner(review), ids.from_short(review), DiscoverMovie(film))

    @rule(target=deleted, review=consumes(reviews))
    def delete(self, review):
        if self.is_there(review):
            actions.delete_review(self.owner(review), review)
        return review

    @rule(target=reviews, review=consumes(deleted))
    def restore(self, review):
        if self.is_there(review):
            actions.restore_review(self.owner(review), review)
        return review

    @rule(review=reviews)
    def undo_restores_what_was(self, review):
        if self.is_there(review) and not Review.get_by_id(ids.from_short(review)).deleted_at:
            owner = self.owner(review)
            before = queries.entry(owner, review), counts()
            actions.delete_review(owner, review)
            actions.restore_review(owner, review)
            assert (queries.entry(owner, review), counts()) == before

    @rule(which=st.integers(0, 20), identity=identities)
    def correct(self, which, identity):
        found = list(Movie.select().where(Movie.merged_into.is_null()).order_by(Movie.id))
        if found:
            try:
                movies.correct(self.alive[0], CorrectMovie(found[which % len(found)].id, identity))
            except Refused:
                assert identity.imdb_id or identity.tmdb_id

    @rule(one=st.integers(0, 20), other=st.integers(0, 20))
    def merge(self, one, other):
        found = list(Movie.select().order_by(Movie.id))
        if found:
            try:
                merging.merge(self.alive[0], MergeMovies(found[one % len(found)].id, found[other % len(found)].id))
            except Refused:
                return

    @rule(which=st.integers(0, 20))
    def part(self, which):
        found = list(MovieMerge.select().order_by(MovieMerge.seq))
        if found:
            movie_id = found[which % len(found)].movie_id
            try:
                merging.part(self.alive[0], PartMovies(movie_id))
            except Refused:
                # Another film has one of its numbers by now.
                return
            assert Movie.get_by_id(movie_id).merged_into is None

    @rule(one=st.integers(0, 20), other=st.integers(0, 20))
    def parting_restores_every_table(self, one, other):
        found = list(Movie.select().where(Movie.merged_into.is_null()).order_by(Movie.id))
        if len(found) > 1:
            gone, stays = found[one % len(found)], found[other % len(found)]
            if gone != stays:
                before = tables()
                merging.merge(self.alive[0], MergeMovies(gone.id, stays.id))
                merging.part(self.alive[0], PartMovies(gone.id))
                assert tables() == before

    @rule(data=st.data())
    def merges_can_be_undone_in_any_order(self, data):
        found = [movie.id for movie in Movie.select().where(Movie.merged_into.is_null()).order_by(Movie.id)]
        if len(found) > 2:
            before, merged = tables(), data.draw(st.permutations(found))[:-1]
            for movie_id in merged:
                left = [other for other in found if other not in merged[: merged.index(movie_id) + 1]]
                merging.merge(self.alive[0], MergeMovies(movie_id, data.draw(st.sampled_from(left))))
            for movie_id in data.draw(st.permutations(merged)):
                merging.part(self.alive[0], PartMovies(movie_id))
            assert tables() == before

    @invariant()
    def every_entry_is_about_a_film_that_is_not_merged(self):
        assert not Review.select().join(Movie).where(Movie.merged_into.is_null(False)).exists()

    @rule(review=reviews, share=st.booleans())
    def the_other_one_shares_it_or_no_longer(self, review, share):
        if self.is_there(review) and len(self.alive) > 1:
            review_id = ids.from_short(review)
            (other,) = (member for member in self.alive if member != self.owner(review))
            known = ReviewBoost.get_or_none(ReviewBoost.review_id == review_id, ReviewBoost.member_id == other.id)
            if share != (known is not None):
                with changes(other.id) as record:
                    record((BoostAdded if share else BoostRemoved)(review_id, other.id))

    @rule()
    def bob_leaves(self):
        if len(self.alive) > 1 and Review.select().count() > 3:
            delete_account(self.alive.pop(), PASSWORD)

    @invariant()
    def the_numbers_are_what_a_recount_gives(self):
        assert counts() == recount()

    @invariant()
    def the_newest_of_each_is_what_a_recount_gives(self):
        shown = Review.select(Review.member, Review.id).where(Review.deleted_at.is_null(), Review.audience != "me")
        places = [*shown.tuples(), *ReviewBoost.select(ReviewBoost.member_id, ReviewBoost.id).tuples()]
        assert dict(Newest.select().tuples()) == {
            member: max(one for who, one in places if who == member) for member, _ in places
        }

    @invariant()
    def every_movie_event_has_its_deliveries(self):
        for entry in LogEntry.select().where(LogEntry.subject.in_(["movies.discovered", "movies.corrected"])):
            handlers = {row.handler for row in Delivery.select().where(Delivery.entry == entry.seq)}
            assert handlers == {"sync_poster", "enrich", "credit_directors"}


def tables():
    """What all tables that follow from the log hold, in no order."""
    return {table.__name__: set(table.select().tuples()) for table in wiring.PROJECTED}


def counts():
    tables = (DayCount, RatingCount, MonthRatingCount, MovieRatingCount, DirectorCount)
    return Counter({(table.__name__, *row[:-1]): row[-1] for table in tables for row in table.select().tuples()})


def recount():
    counted = Counter()
    rows = Review.select(Review, Movie).join(Movie).where(Review.finished, Review.deleted_at.is_null())
    for review in rows:
        counted["DayCount", review.member_id, review.watched, review.audience] += 1
        counted["RatingCount", review.member_id, review.rating or 0, review.audience] += 1
        counted["MonthRatingCount", review.member_id, review.watched[:7], review.rating or 0, review.audience] += 1
        counted["MovieRatingCount", review.movie_id, review.rating or 0, review.audience] += 1
        for director in review.movie.directors:
            counted["DirectorCount", review.member_id, director, review.audience] += 1
    return counted


@pytest.mark.parametrize("steps", [25])
def test_whatever_is_done_the_tables_follow_from_the_log(sqlite_template, wired, steps):
    Diary.template = sqlite_template
    few = settings(
        max_examples=tries(12), stateful_step_count=steps, deadline=timedelta(minutes=1), suppress_health_check=list(HealthCheck)
    )
    run_state_machine_as_test(Diary, settings=few)
