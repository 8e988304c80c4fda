"""The Open Movie Database (OMDb): https://www.omdbapi.com/. It knows films by IMDb number and answers in text."""

from typing import Any
from urllib.parse import urlencode

from moviediary import http
from moviediary.providers import facts
from moviediary.providers.facts import Facts, Match
from moviediary.providers.tmdb import DEADLINE, MAX_BYTES, decoded


class Omdb:
    name = "OMDb"

    def __init__(self, key: str, api_url: str):
        self._key = key
        self._api = api_url

    def search(self, title: str, year: int | None) -> list[Match]:
        found = self._get(s=title, type="movie", **({"y": str(year)} if year else {}))
        matches = (self._match(item) for item in (facts.items(found, "Search") if found is not None else []))
        return [match for match in matches if match is not None]

    def lookup(self, external_id: str) -> Facts | None:
        """A film by its IMDb number; OMDb knows no others."""
        if not external_id.startswith("tt"):
            return None
        details = self._get(i=external_id, plot="short")
        if details is None or facts.field(details, "Response") != "True":
            return None
        title, year = facts.text(facts.field(details, "Title"), 255), facts.year(facts.field(details, "Year"))
        if not title or year is None:
            return None
        return Facts(
            title=title,
            original_title="",
            year=year,
            directors=self._list(details, "Director"),
            runtime=facts.number(facts.text(facts.field(details, "Runtime"), 20).removesuffix(" min"), 5000),
            languages=self._list(details, "Language"),
            genres=self._list(details, "Genre"),
            overview=facts.long_text(facts.field(details, "Plot"), 5000),
            overview_source=self.name,
            imdb_id=facts.imdb_id(facts.field(details, "imdbID")) or external_id,
            tmdb_id=None,
            poster_url=self._poster(details),
        )

    def _match(self, item: Any) -> Match | None:
        imdb_id, title = facts.imdb_id(facts.field(item, "imdbID")), facts.text(facts.field(item, "Title"), 255)
        if imdb_id is None or not title:
            return None
        year = facts.year(facts.field(item, "Year"))
        return Match(imdb_id, title, "", year, (), imdb_id, None, self._poster(item))

    def _list(self, details: Any, name: str) -> tuple[str, ...]:
        named = [{"name": part} for part in facts.text(facts.field(details, name), 1000).split(",")]
        return facts.names(named, "name")

    def _poster(self, item: Any) -> str | None:
        address = facts.field(item, "Poster")
        return address if isinstance(address, str) and address.startswith(("https://", "http://")) else None

    def _get(self, **query: str) -> Any:
        separator = "&" if "?" in self._api else "?"
        address = f"{self._api}{separator}{urlencode({**query, 'apikey': self._key})}"
        answer = http.fetch(address, accept=("application/json",), max_bytes=MAX_BYTES, deadline=DEADLINE)
        return decoded(answer, self.name, "OMDB_API_KEY")
