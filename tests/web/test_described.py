"""What pages say of themselves to search engines: what they show everybody, and nothing more."""

import json
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from telling import movie_of, numbered, tell

from moviediary.movies.models import MovieDetails
from moviediary.providers import Credit

SITE = "http://localhost"


def described(browser, path):
    """The data of a page, or None."""
    scripts = [node for node in browser.get(path).tree.iter("script") if node.get("type") == "application/ld+json"]
    assert len(scripts) <= 1
    return json.loads(scripts[0].text) if scripts else None


@pytest.mark.everywhere
def test_a_movie_says_what_is_known_of_it(alice, carol):
    movie = numbered(alice, "Cléo from 5 to 7", "1962", "tt0055852", "Agnès Varda", rating="9")
    cast = tuple(Credit(f"Actor {number}", character=f"Part {number}", tmdb_id=100 + number) for number in range(12))
    tell(movie, cast=cast, crew=(Credit("Agnès Varda", "Director", tmdb_id=6817),))
    MovieDetails.update(poster_large="0" * 40).execute()
    told = described(carol, movie)
    assert told["@context"] == "https://schema.org"
    assert (told["@type"], told["name"], told["datePublished"]) == ("Movie", "Cléo from 5 to 7", "1962")
    assert told["url"] == SITE + movie
    assert told["image"] == f"{SITE}/posters/{'0' * 40}.webp"
    assert told["duration"] == "PT1H39M"
    assert told["sameAs"] == ["https://www.imdb.com/title/tt0055852/"]
    (director,) = told["director"]
    assert director["name"] == "Agnès Varda"
    assert carol.get(director["url"].removeprefix(SITE)).status == 200
    assert [actor["name"] for actor in told["actor"]] == [f"Actor {number}" for number in range(10)]
    rated = {"ratingValue": 4.5, "ratingCount": 1, "bestRating": 5, "worstRating": 0.5}
    assert told["aggregateRating"] == {"@type": "AggregateRating", **rated}


def test_an_average_is_that_of_the_ratings_everyone_may_see(alice, bob, carol):
    movie = movie_of(alice, alice.log(rating="10"))
    bob.log(rating="2", audience="members")
    bob.log(rating="2", audience="me")
    rated = described(carol, movie)["aggregateRating"]
    assert (rated["ratingValue"], rated["ratingCount"]) == (5, 1)
    # What members see is an average of more, and is not handed on.
    assert "aggregateRating" not in described(bob, movie)


def test_a_movie_nobody_rated_for_everyone_has_no_average(alice, carol):
    movie = movie_of(alice, alice.log(rating="10", audience="members"))
    assert "aggregateRating" not in described(carol, movie)


def test_a_review_says_who_thought_what_of_which_film_and_when(alice, carol):
    with time_machine.travel(then := datetime.now(UTC) + timedelta(days=3)):
        entry = alice.log("Stalker", "1979", director="Andrei Tarkovsky", rating="7", text="*Rain* & </script> rain.")
    told = described(carol, f"/reviews/{entry}")
    film = {"@type": "Movie", "name": "Stalker", "url": SITE + movie_of(carol, entry), "datePublished": "1979"}
    assert told == {
        "@context": "https://schema.org",
        "@type": "Review",
        "url": f"{SITE}/reviews/{entry}",
        "itemReviewed": {**film, "director": [{"@type": "Person", "name": "Andrei Tarkovsky"}]},
        "author": {"@type": "Person", "name": "alice", "url": f"{SITE}/members/alice"},
        "datePublished": f"{then:%Y-%m-%d}",
        "reviewRating": {"@type": "Rating", "ratingValue": 3.5, "bestRating": 5, "worstRating": 0.5},
        "reviewBody": "Rain & </script> rain.",
    }


def test_what_tells_how_a_film_ends_is_not_told(alice, carol):
    told = described(carol, f"/reviews/{alice.log(text='It was the butler.', spoiler='y')}")
    assert "reviewBody" not in told
    assert "reviewRating" not in told


@pytest.mark.parametrize("audience", ["members", "me"])
def test_an_entry_that_is_not_for_everyone_says_nothing_of_itself(alice, audience):
    assert described(alice, f"/reviews/{alice.log(text='Words.', audience=audience)}") is None


def test_a_profile_says_whose_it_is(alice, carol):
    alice.send("/settings/profile", "/settings/profile", display_name="Alice “A” Ames", about="I watch films.")
    told = described(carol, "/members/alice")
    assert told["@type"] == "ProfilePage"
    named = {"name": "Alice “A” Ames", "alternateName": "alice", "description": "I watch films."}
    assert told["mainEntity"] == {"@type": "Person", "url": f"{SITE}/members/alice", **named}
    assert described(carol, "/members/alice/diary") is None


def test_the_front_page_says_where_to_search(carol):
    told = described(carol, "/")
    assert (told["@type"], told["url"]) == ("WebSite", f"{SITE}/")
    search = told["potentialAction"]["target"]["urlTemplate"]
    assert carol.get(search.removeprefix(SITE).replace("{search_term_string}", "stalker")).status == 200
