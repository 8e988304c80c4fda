"""The Movie Database (TMDB), version 3 of its API: https://developer.themoviedb.org/reference."""

import re
from typing import Any
from urllib.parse import urlsplit

from moviediary.errors import TryAgain
from moviediary.providers import answers, facts
from moviediary.providers.answers import WrongShape
from moviediary.providers.facts import Facts, Match

_PICTURE = re.compile(r"/[A-Za-z0-9_-]{1,200}\.(jpe?g|png|webp)")


class Tmdb:
    """Asks with a v3 key, or with a v4 read token, which is long and begins with "ey"."""

    name = "TMDB"

    def __init__(self, key: str, api_url: str, image_url: str):
        self._key = key
        self._api = api_url.rstrip("/")
        self._images = image_url.rstrip("/")

    def search(self, title: str, year: int | None, ends: float) -> list[Match]:
        found = self._get("/search/movie", ends, query=title, **({"year": str(year)} if year else {}))
        matches = (_match(item) for item in (facts.items(found, "results") if found is not None else []))
        return [match for match in matches if match is not None]

    def understands(self, external_id: str) -> bool:
        return True

    def lookup(self, external_id: str, ends: float) -> Facts | None:
        """A film by its TMDB or IMDb number; None where TMDB does not know it."""
        tmdb_id: int | str | None = external_id.removeprefix("tmdb:")
        if external_id.startswith("tt"):
            found = self._found(external_id, ends)
            if found is None:
                return None
            tmdb_id = facts.number(found.get("id"), facts.LAST_TMDB)
            if tmdb_id is None:
                raise WrongShape
        details = self._get(f"/movie/{tmdb_id}", ends, append_to_response="credits,external_ids")
        return self._facts(details) if details is not None else None

    def poster(self, external_id: str, ends: float) -> str | None:
        """Where the poster of a film is; None where there is none."""
        if external_id.startswith("tt"):
            film = self._found(external_id, ends)
        else:
            film = self._get(f"/movie/{external_id.removeprefix('tmdb:')}", ends)
        if film is None:
            return None
        # Nonsense does not say that there is no poster.
        facts.title(film, "title")
        return self._poster(film)

    def _found(self, imdb_id: str, ends: float) -> dict[str, Any] | None:
        found = self._get(f"/find/{imdb_id}", ends, external_source="imdb_id")
        return next(iter(facts.items(found, "movie_results")), None) if found is not None else None

    def _facts(self, details: dict[str, Any]) -> Facts | None:
        title, year = facts.title(details, "title"), facts.year(details.get("release_date"))
        if year is None:
            # Announced only: a film of the diary has a year.
            return None
        crew = facts.some(facts.part(details, "credits"), "crew")
        return Facts(
            title=title,
            original_title=_original(details, title),
            year=year,
            directors=facts.names([person.get("name") for person in crew if person.get("job") == "Director"]),
            runtime=facts.number(details.get("runtime"), facts.MOST_MINUTES),
            languages=facts.names([spoken.get("english_name") for spoken in facts.some(details, "spoken_languages")]),
            genres=facts.names([genre.get("name") for genre in facts.some(details, "genres")]),
            countries=facts.names([country.get("name") for country in facts.some(details, "production_countries")]),
            overview=facts.paragraphs(details.get("overview"), facts.OVERVIEW),
            source=self.name,
            imdb_id=facts.imdb_id(details.get("imdb_id") or facts.part(details, "external_ids").get("imdb_id")),
            tmdb_id=facts.number(details.get("id"), facts.LAST_TMDB),
        )

    def _poster(self, item: dict[str, Any]) -> str | None:
        # Only the name of a file is taken: the host is the one in the settings.
        path = item.get("poster_path")
        return f"{self._images}{path}" if isinstance(path, str) and _PICTURE.fullmatch(path) else None

    def _get(self, path: str, ends: float, **query: str) -> dict[str, Any] | None:
        """What TMDB answers; None where it says that there is no such film."""
        headers = {"Authorization": f"Bearer {self._key}"} if _is_token(self._key) else {}
        reply = answers.ask(f"{self._api}{path}", query if headers else {**query, "api_key": self._key}, ends, headers)
        if reply.status in (401, 403):
            raise answers.wrong_key(self.name, "TMDB_API_KEY")
        if reply.status == 404:
            return None
        if reply.status != 200:
            raise TryAgain(f"{urlsplit(self._api).hostname} answered {reply.status}")
        return reply.data


def _match(item: dict[str, Any]) -> Match | None:
    tmdb_id, title = facts.number(item.get("id"), facts.LAST_TMDB), facts.text(item.get("title"), facts.TITLE)
    if tmdb_id is None or not title:
        return None
    return Match(value=f"tmdb:{tmdb_id}", title=title, year=facts.year(item.get("release_date")), directors=())


def _is_token(key: str) -> bool:
    return key.startswith("ey") and len(key) > 64


def _original(item: dict[str, Any], title: str) -> str:
    original = facts.text(item.get("original_title"), facts.TITLE)
    return "" if original == title else original
