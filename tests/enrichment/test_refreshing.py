"""Facts grow old and are asked for again: in small batches, politely, and not for ever."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from people import Site, config

from moviediary import attempts, clock, database, deliveries, log
from moviediary.deliveries import Delivery
from moviediary.enrichment import jobs
from moviediary.enrichment.models import Enquiry
from moviediary.movies.actions import discover
from moviediary.movies.commands import DiscoverMovie, Identity
from moviediary.movies.fixing import save_facts
from moviediary.movies.models import Movie, MovieDetails

NOON = datetime(2026, 5, 3, 12, tzinfo=UTC)


@pytest.fixture
def asking(database_url, tmp_path, stub):
    """A site that asks the stub, at noon, with a connection open; asking(days) lets time pass."""
    keyed = {"tmdb_api_key": "tmdb-canary-key", "tmdb_api_url": f"{stub.address}/3", "allow_private_addresses": True}
    Site(config(database_url, tmp_path, **keyed, tmdb_image_url=f"{stub.address}/t/p/original"))
    with time_machine.travel(NOON, tick=False) as traveler, database.connected():
        yield lambda days=0.0: traveler.shift(timedelta(days=days))
    database.disconnect()


def film(number, title="A Film", year=1999):
    with log.changes(None) as record:
        return discover(record, DiscoverMovie(Identity(title, year, imdb_id=number)))


def work():
    """Run the deliveries that are not about posters, and those that follow."""
    Delivery.delete().where(Delivery.handler == "sync_poster").execute()
    while due := deliveries.overdue(timedelta(0)):
        for delivery in due:
            attempts.deliver(delivery)
        Delivery.delete().where(Delivery.handler == "sync_poster").execute()


def asked(stub):
    """How many questions about facts came since the last time this was asked."""
    count = stub.calls["details"]
    stub.mend()
    return count


def runtime(movie_id):
    return MovieDetails.get(MovieDetails.movie_id == movie_id).runtime


def test_facts_are_asked_for_again_after_thirty_days(asking, stub):
    matrix = film("tt0133093")
    work()
    assert runtime(matrix) == 136
    save_facts(matrix, {"runtime": 1})
    asked(stub)
    asking(29.9)
    jobs.refresh()
    assert asked(stub) == 0
    asking(0.2)
    jobs.refresh()
    assert asked(stub) > 0
    jobs.refresh()
    assert asked(stub) == 0
    assert runtime(matrix) == 136
    assert MovieDetails.get().provided_at == clock.now()


def test_a_number_nobody_knows_is_asked_at_growing_intervals_and_then_no_more(asking, stub):
    film("tt0000009")
    work()
    days = []
    for day in range(200):
        asked(stub)
        jobs.refresh()
        days += [day] if asked(stub) else []
        asking(1)
    assert days == [1, 3, 7, 15, 31, 63, 127]
    assert Enquiry.get().next_at is None


def test_another_number_begins_anew(asking, stub):
    movie = film("tt0000009")
    work()
    Enquiry.update(misses=8, next_at=None).execute()
    Movie.update(imdb_id="tt0000008").execute()
    with log.changes(None) as record:
        discover(record, DiscoverMovie(Identity("A Film", 1999, imdb_id="tt0000008", directors=("Somebody",))))
    work()
    assert (Enquiry.get().misses, Enquiry.get().next_at) == (1, clock.now() + timedelta(days=1))
    assert Enquiry.get().movie_id == movie


def test_few_are_asked_about_at_a_time_the_oldest_first(asking, stub, monkeypatch):
    films = [film(f"tt{number:07}", f"Film {number}") for number in range(1, 46)]
    for number, movie in enumerate(films):
        Enquiry.insert(movie_id=movie, numbers=f"tt{number + 1:07}", next_at=NOON - timedelta(hours=number)).execute()
    jobs.refresh()
    done = {row.movie_id for row in Enquiry.select().where(Enquiry.misses == 1)}
    assert done == set(films[-20:])
    jobs.refresh()
    jobs.refresh()
    assert Enquiry.select().where(Enquiry.misses == 1).count() == 45


def test_films_from_before_facts_were_refreshed_come_first(asking, stub):
    matrix = film("tt0133093")
    Delivery.delete().execute()
    jobs.refresh()
    assert stub.calls["details"] == 0, "a film that is new has a delivery of its own"
    asking(1.1)
    jobs.refresh()
    assert runtime(matrix) == 136


@pytest.mark.parametrize(
    ("fault", "questions"),
    [({"status": 429, "retry_after": "60"}, 1), ({"status": 500}, 3), ({"status": 401}, 3), ({"mode": "html"}, 3)],
)
def test_a_film_database_that_does_not_answer_is_left_alone_until_next_time(asking, stub, fault, questions):
    for number in range(5):
        film(f"tt000000{number + 1}", f"Film {number}")
    asking(1.1)
    Delivery.delete().execute()
    stub.break_("details", **{"mode": "status", **fault})
    jobs.refresh()
    assert asked(stub) == questions
    assert not Enquiry.select().where((Enquiry.misses > 0) | (Enquiry.numbers != "")).exists(), (
        "nothing is said to be unknown because nobody answered"
    )


@pytest.mark.parametrize("was_asked_before", [False, True])
@pytest.mark.parametrize("fault", [{"mode": "status", "status": 500}, {"mode": "shape", "body": b"[]"}])
def test_a_film_that_gets_no_answer_keeps_no_other_from_being_asked_about(asking, stub, was_asked_before, fault):
    bad = film("tt0118694")
    asking(0.01)
    matrix = film("tt0133093", "Another Film")
    Delivery.delete().execute()
    for movie in (bad, matrix) if was_asked_before else ():
        Enquiry.insert(movie_id=movie, numbers="tt0000009", misses=2, next_at=clock.now()).execute()
    asking(1.1)
    stub.break_("details", times=1, **fault)
    jobs.refresh()
    assert runtime(matrix) == 136
    asked(stub)
    jobs.refresh()
    assert asked(stub) == 0, "it is asked about an hour later"
    asking(0.05)
    jobs.refresh()
    assert runtime(bad) == 99


def test_films_that_get_no_answer_go_behind_the_others(asking, stub):
    films = [film(f"tt000000{number + 1}", f"Film {number}") for number in range(3)] + [film("tt0133093")]
    for number, movie in enumerate(films):
        Enquiry.insert(movie_id=movie, numbers="tt0000009", next_at=NOON - timedelta(hours=9 - number)).execute()
    stub.break_("details", "status", status=500, times=3)
    jobs.refresh()
    jobs.refresh()
    assert runtime(films[-1]) == 136


def test_a_correction_of_the_title_alone_asks_nobody(asking, stub):
    film("tt0133093", "The Matrx")
    work()
    asked(stub)
    with log.changes(None) as record:
        discover(record, DiscoverMovie(Identity("The Matrx", 1999, original_title="Matrix")))
    work()
    assert asked(stub) == 0


def test_running_a_delivery_twice_does_no_harm(asking, stub):
    matrix = film("tt0133093")
    work()
    Delivery.update(done_at=None, attempts=0).where(Delivery.handler.in_(["enrich", "credit_directors"])).execute()
    work()
    assert (runtime(matrix), Movie.select().count()) == (136, 1)
