"""A film many wrote about is merged into another with as many statements as one that nobody did."""

import pytest
from people import Site, config
from playhouse.test_utils import count_queries
from telling import movie_at, movie_of

from moviediary import database, log, rebuild
from moviediary.diary.models import MergedReview, Review
from moviediary.movies.events import MoviesMerged


@pytest.fixture
def alice(database_url, tmp_path):
    yield Site(config(database_url, tmp_path)).member("alice")
    database.disconnect()


def test_a_merge_takes_as_many_statements_however_many_reviews_come_along(alice):
    taken = {}
    for count, title in ((1, "Heat"), (30, "Solaris")):
        into = movie_of(alice, alice.log(title, "1995"))
        for _ in range(count):
            film = movie_of(alice, alice.log(title[::-1], "1995"))
        with database.connected():
            with count_queries() as counted, log.changes(None) as record:
                record(MoviesMerged(movie_at(film).id, movie_at(into).id))
            taken[count] = counted.count
            assert Review.select().where(Review.movie == movie_at(into).id).count() == count + 1
    with database.connected():
        assert MergedReview.select().count() == 31
        assert rebuild.differences() == []
    assert taken[30] == taken[1]
