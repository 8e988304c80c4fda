"""Nonsense from a film database does not say that a film is unknown or has no poster: both would be kept for good."""

import json

import pytest
from provider_stub import ProviderStub, asking

from moviediary import http, providers
from moviediary.errors import TryAgain

MATRIX = "tt0133093"
NONSENSE = {
    "nothing in it": {},
    "no title": {"id": 603, "movie_results": [{"id": 603}], "Response": "True", "Year": "1999"},
    "a title that is a number": {"title": 7, "movie_results": [{"title": 7}], "Response": "True", "Title": 7, "Year": "1999"},
    "neither title nor year": {"movie_results": "x", "Response": "True"},
}
ORDERS = {"TMDB": ("tmdb",), "OMDb": ("omdb",), "Wikidata": ("wikidata",), "all": ("tmdb", "omdb", "wikidata")}


@pytest.fixture(params=NONSENSE.values(), ids=NONSENSE)
def stub(request):
    http.configure(allow_private=True)
    with ProviderStub() as running:
        running.break_("details", "shape", body=json.dumps(request.param).encode())
        yield running
    providers.configure(providers.Settings())
    http.configure(allow_private=False)


@pytest.mark.parametrize("order", ORDERS.values(), ids=ORDERS)
@pytest.mark.parametrize(
    "ask",
    [
        lambda: providers.poster_address(MATRIX, None),
        lambda: providers.poster_address(MATRIX, 603),
        lambda: providers.lookup(MATRIX),
    ],
    ids=["a poster by IMDb number", "a poster by both numbers", "a film"],
)
def test_nonsense_is_tried_again(stub, order, ask):
    providers.configure(providers.Settings(order, **asking(stub)))
    with pytest.raises(TryAgain):
        ask()
