"""Numbers and pasted addresses that point to a film."""

import pytest

from moviediary.movies.reference import Reference, parse


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("tt0118694", "imdb_id", "tt0118694"),
        (" TT0118694 ", "imdb_id", "tt0118694"),
        ("https://www.imdb.com/title/tt0118694/?ref_=nv_sr_1", "imdb_id", "tt0118694"),
        ("m.imdb.com/title/tt0118694", "imdb_id", "tt0118694"),
        ("https://www.imdb.com/de/title/tt0118694/reviews", "imdb_id", "tt0118694"),
        ("tmdb:843", "tmdb_id", "tmdb:843"),
        ("https://www.themoviedb.org/movie/843-hua-yang-nian-hua", "tmdb_id", "tmdb:843"),
        ("https://www.wikidata.org/wiki/Q208108", "wikidata_id", "Q208108"),
    ],
)
def test_a_number_or_a_pasted_address_points_to_a_film(text, field, value):
    assert parse(text) == Reference(field, value)


@pytest.mark.parametrize("text", ["", "Heat", "tt123", "https://example.org/title/tt0118694", "tmdb:", "2001", "Q"])
def test_other_text_is_a_title(text):
    assert parse(text) is None
