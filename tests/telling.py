"""Films with numbers, and what a film database tells of them, without one to ask."""

from moviediary import attempts, clock, ids, log
from moviediary.deliveries import Delivery
from moviediary.enrichment import actions
from moviediary.movies.models import Movie
from moviediary.providers import Facts


def movie_of(browser, entry):
    return next(link for link in browser.get(f"/reviews/{entry}").links() if link.startswith("/movies/"))


def correct(browser, movie, **values):
    corrected = browser.send(f"{movie}/correction", f"{movie}/correction", **values)
    assert corrected.status == 303, corrected.text
    return corrected.location


def numbered(browser, title, year, number, director="", **values):
    """Log a film and give it an IMDb number; its address."""
    movie = movie_of(browser, browser.log(title, year, **values))
    return correct(browser, movie, imdb_id=number, director=director)


def movie_at(address):
    return Movie.get_by_id(ids.from_short(address.removeprefix("/movies/").partition("-")[0]))


def facts(movie, **told):
    said = {"title": movie.title, "original_title": "", "year": movie.year, "directors": movie.directors, "runtime": 99}
    lists = {"languages": ("English",), "genres": ("Drama",), "countries": ("France",)}
    numbers = {"imdb_id": movie.imdb_id, "tmdb_id": None}
    return Facts(**{**said, **lists, **numbers, "overview": "Words.", "source": "TMDB", **told})


def tell(address, **told):
    """Let a film database have told facts of a movie."""
    with log.changes(None) as record:
        actions.keep(record, movie_at(address), facts(movie_at(address), **told))


def work():
    while waiting := list(Delivery.select().where(Delivery.done_at.is_null(), Delivery.next_at <= clock.now())):
        for delivery in waiting:
            attempts.deliver(delivery.id)
