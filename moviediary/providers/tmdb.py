"""The Movie Database (TMDB), version 3 of its API: https://developer.themoviedb.org/reference."""

import json
from typing import Any
from urllib.parse import quote, urlencode

from moviediary import http
from moviediary.errors import GiveUp, TryAgain
from moviediary.providers import facts
from moviediary.providers.facts import Facts, Match

DEADLINE = 3.0
MAX_BYTES = 1_000_000


class Tmdb:
    """Asks TMDB with a v3 key, or with a v4 read token, which begins with "ey"."""

    name = "TMDB"

    def __init__(self, key: str, api_url: str, image_url: str):
        self._key = key
        self._api = api_url.rstrip("/")
        self._images = image_url.rstrip("/")

    def search(self, title: str, year: int | None) -> list[Match]:
        found = self._get("/search/movie", query=title, **({"year": str(year)} if year else {}))
        matches = (self._match(item) for item in facts.items(found, "results"))
        return [match for match in matches if match is not None]

    def lookup(self, external_id: str) -> Facts | None:
        """A film by its TMDB or IMDb number; None where TMDB does not know it."""
        tmdb_id: int | None
        if external_id.startswith("tmdb:"):
            tmdb_id = int(external_id.removeprefix("tmdb:"))
        else:
            found = self._get(f"/find/{quote(external_id)}", external_source="imdb_id")
            first = facts.items(found, "movie_results")[:1] if found is not None else []
            tmdb_id = facts.number(facts.field(first[0], "id"), 10**9) if first else None
        if tmdb_id is None:
            return None
        details = self._get(f"/movie/{tmdb_id}", append_to_response="credits,external_ids")
        return None if details is None else self._facts(details)

    def _match(self, item: Any) -> Match | None:
        tmdb_id, title = facts.number(facts.field(item, "id"), 10**9), facts.text(facts.field(item, "title"), 255)
        if tmdb_id is None or not title:
            return None
        return Match(
            value=f"tmdb:{tmdb_id}",
            title=title,
            original_title=self._original(item, title),
            year=facts.year(facts.field(item, "release_date")),
            directors=(),
            imdb_id=None,
            tmdb_id=tmdb_id,
            poster_url=self._poster(item),
        )

    def _facts(self, details: Any) -> Facts | None:
        title, year = facts.text(facts.field(details, "title"), 255), facts.year(facts.field(details, "release_date"))
        if not title or year is None:
            return None
        crew = facts.items(facts.field(details, "credits") or {}, "crew")
        external = facts.field(details, "external_ids") or {}
        return Facts(
            title=title,
            original_title=self._original(details, title),
            year=year,
            directors=facts.names([person for person in crew if person.get("job") == "Director"], "name"),
            runtime=facts.number(facts.field(details, "runtime"), 5000),
            languages=facts.names(facts.items(details, "spoken_languages"), "english_name"),
            genres=facts.names(facts.items(details, "genres"), "name"),
            overview=facts.long_text(facts.field(details, "overview"), 5000),
            overview_source=self.name,
            imdb_id=facts.imdb_id(facts.field(details, "imdb_id") or facts.field(external, "imdb_id")),
            tmdb_id=facts.number(facts.field(details, "id"), 10**9),
            poster_url=self._poster(details),
        )

    def _original(self, item: Any, title: str) -> str:
        original = facts.text(facts.field(item, "original_title"), 255)
        return "" if original == title else original

    def _poster(self, item: Any) -> str | None:
        path = facts.field(item, "poster_path")
        return f"{self._images}{quote(path)}" if isinstance(path, str) and path.startswith("/") else None

    def _get(self, path: str, **query: str) -> Any:
        headers = {}
        if self._key.startswith("ey"):
            headers["Authorization"] = f"Bearer {self._key}"
        else:
            query["api_key"] = self._key
        address = f"{self._api}{path}?{urlencode(query)}"
        json_only = ("application/json",)
        answer = http.fetch(address, accept=json_only, max_bytes=MAX_BYTES, deadline=DEADLINE, headers=headers)
        return decoded(answer, self.name, "TMDB_API_KEY")


def decoded(answer: http.Answer, name: str, setting: str) -> Any:
    """The JSON of an answer; None for "no such film". Raises GiveUp for a wrong key, TryAgain for nonsense."""
    if answer.status in (401, 403):
        raise GiveUp(f"{name} does not accept the key; the admin has to look at {setting}")
    if answer.status == 404:
        return None
    if answer.status != 200:
        raise TryAgain(f"{name} answered {answer.status}")
    try:
        return json.loads(answer.body)
    except (ValueError, RecursionError):
        raise TryAgain(f"{name} sent something that is no JSON") from None
