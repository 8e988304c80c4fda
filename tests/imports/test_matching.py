"""Which film a line means: by what the site has, by the catalogue on this machine, by film databases, by the member's word."""

from datetime import timedelta

import pytest
import time_machine
from click.testing import CliRunner
from imports.conftest import Alice
from imports.files import letterboxd, seen
from people import Site, config, stubbed

from bench.titles import write
from moviediary import catalogue, clock, database, ids, log, rebuild, work
from moviediary.commandline import commands
from moviediary.diary.models import Review
from moviediary.imports import actions, queue_queries
from moviediary.imports.commands import Answer
from moviediary.imports.models import FilmAnswer, ImportFilm
from moviediary.movies.commands import DiscoverMovie, Identity
from moviediary.movies.discovering import Wanted, discover_all
from moviediary.movies.models import Movie, MovieDetails


@pytest.fixture
def asking(stub, site_database, tmp_path):
    """Alice on a site that asks film databases."""
    found = Alice(Site(config(site_database, tmp_path, **stubbed(stub, tmp_path))).member("alice"))
    with database.connected():
        yield found


def film_of(day="2026-05-01"):
    return Review.select(Review, Movie).join(Movie).where(Review.watched == day).get().movie


def test_a_film_that_a_film_database_knows_by_that_title_and_year_is_that_one(asking):
    batch = asking.imports(letterboxd(diary=[seen(1, "Stalker", "1979")]))
    assert (film_of().title, film_of().tmdb_id) == ("Stalker", 1398)
    assert asking.outcomes(batch) == {"imported": 1}
    assert Movie.select().where(Movie.merged_into.is_null()).count() == 1
    assert rebuild.differences() == []


def test_a_film_that_gets_no_answer_keeps_no_other_from_being_asked_about(asking, stub):
    with time_machine.travel(clock.now(), tick=False) as time:
        stub.break_("search", "status", status=500)
        batch = asking.imports(letterboxd(diary=[seen(1, "Stalker", "1979"), seen(2, "Parasite", "2019", day="2026-05-09")]))
        stub.mend()
        time.shift(timedelta(hours=1))
        # So many seconds that one film is asked about.
        assert work.do(batch.id, 0)
        assert (film_of("2026-05-01").tmdb_id, film_of("2026-05-09").tmdb_id) == (None, 496243)
        asking.goes_on(batch)
        assert film_of("2026-05-01").tmdb_id == 1398


def test_a_film_of_the_year_before_is_offered_and_not_taken(asking):
    batch = asking.imports(letterboxd(diary=[seen(1, "Stalker", "1980")]))
    (waiting,) = queue_queries.unsure(batch)
    assert [choice.value for choice in waiting.candidates] == ["tmdb:1398"]
    assert (film_of().year, film_of().tmdb_id) == (1980, None)
    assert asking.outcomes(batch) == {"look": 1}


def test_an_answer_moves_what_was_imported_and_holds_for_other_imports(asking):
    batch = asking.imports(letterboxd(diary=[seen(1, "Stalker", "1980")]))
    before = film_of()
    (waiting,) = queue_queries.unsure(batch)
    actions.answer(asking.member, ids.short(batch.id), Answer(waiting.film_id, "tmdb:1398"))
    assert film_of().tmdb_id == 1398
    assert asking.outcomes(batch) == {"imported": 1}
    assert Movie.get_by_id(before.id).merged_into == film_of().id or before.id == film_of().id
    other = asking.imports(letterboxd(diary=[seen(2, "Stalker", "1980", day="2026-05-09")]))
    assert asking.outcomes(other) == {"imported": 1}
    assert film_of("2026-05-09").tmdb_id == 1398
    assert FilmAnswer.select().count() >= 1
    assert rebuild.differences() == []


def test_an_answer_that_names_a_film_of_the_diary_makes_one_viewing_of_two(asking):
    asking.browser.log("Stalker", "1979", when="day", day="2026-05-01", text="Mine.")
    batch = asking.imports(letterboxd(diary=[seen(1, "Stalker", "1980")]))
    (waiting,) = queue_queries.unsure(batch)
    mine = Review.get(Review.text == "Mine.")
    actions.answer(asking.member, ids.short(batch.id), Answer(waiting.film_id, ids.short(mine.movie_id)))
    asking.goes_on(batch)
    (only,) = Review.select()
    assert (only.text, only.rating) == ("Mine.", 8)
    assert asking.outcomes(batch) == {"there": 1}
    assert rebuild.differences() == []


def test_a_skipped_film_stays_as_the_file_calls_it(asking):
    batch = asking.imports(letterboxd(diary=[seen(1, "Stalker", "1980")]))
    (waiting,) = queue_queries.unsure(batch)
    actions.answer(asking.member, ids.short(batch.id), Answer(waiting.film_id, ""))
    assert (film_of().year, asking.outcomes(batch)) == (1980, {"imported": 1})
    assert queue_queries.unsure(batch) == []


def test_a_film_without_a_year_is_imported_when_it_is_told(asking):
    batch = asking.imports(letterboxd(diary=[seen(1, "Stalker", "")]))
    assert asking.outcomes(batch) == {"look": 1}
    (waiting,) = queue_queries.unsure(batch)
    actions.answer(asking.member, ids.short(batch.id), Answer(waiting.film_id, "tmdb:1398"))
    asking.goes_on(batch)
    assert (film_of().tmdb_id, asking.outcomes(batch)) == (1398, {"imported": 1})


def test_a_film_database_that_does_not_answer_is_asked_later(asking, stub):
    stub.break_("search", "status", status=500)
    batch = asking.imports(letterboxd(diary=[seen(1, "Stalker", "1979")]))
    assert (batch.state, asking.outcomes(batch)) == ("done", {"look": 1})
    assert not ImportFilm.get().asked


@pytest.fixture
def films(alice, tmp_path):
    """A catalogue of some hundred films, which on Postgres would stay for other tests."""
    CliRunner().invoke(commands, ["catalogue", "import", *map(str, write(tmp_path, 300))])
    yield catalogue
    CliRunner().invoke(commands, ["catalogue", "remove"])


def test_the_catalogue_on_this_machine_knows_films_with_their_numbers(alice, films):
    found = [entry for entry in films.search("the", limit=40) if entry.year]
    names = [(entry.title, entry.year) for entry in found]
    entry = next(entry for entry in found if names.count((entry.title, entry.year)) == 1)
    batch = alice.imports(letterboxd(diary=[seen(1, entry.title, str(entry.year)), seen(2, "No Such Film", "1999")]))
    assert Movie.get(Movie.title == entry.title).imdb_id == entry.imdb_id
    assert [one.title for one in queue_queries.unsure(batch)] == ["No Such Film"]


@pytest.mark.everywhere
def test_a_film_of_somebody_else_does_not_become_ones_own_as_the_catalogue_completes_it(site, alice):
    alice.browser.log("Stalker", "1979")
    bob = Alice(site.member("bob")).member
    told = DiscoverMovie(Identity("Stalker", 1979, imdb_id="tt0079944"), told=True)
    said = DiscoverMovie(Identity("Stalker", 1979, "Nonsense", wikidata_id="Q1"))
    with log.changes(bob.id) as record:
        discover_all(record, bob, [Wanted(told), Wanted(said)])
    movie = Movie.get()
    assert (movie.imdb_id, movie.original_title, movie.wikidata_id) == ("tt0079944", "", None)


def test_a_film_known_by_wikidata_alone_waits_for_its_poster_as_others_do(site_database, tmp_path):
    alice = Alice(Site(config(site_database, tmp_path, metadata_providers=("wikidata",))).member("alice"))
    numbered = [{"imdb_id": "tt0079944"}, {"tmdb_id": 949}, {"wikidata_id": "Q184843"}, {}]
    wanted = [Wanted(DiscoverMovie(Identity(f"Film {n}", 1979, **some))) for n, some in enumerate(numbered)]
    with database.connected():
        with log.changes(alice.member.id) as record:
            *known, unknown = discover_all(record, alice.member, wanted)
        states = {row.movie_id: row.poster_state for row in MovieDetails.select()}
    assert [states.get(movie_id) for movie_id in known] == ["wanted"] * 3
    assert unknown not in states
