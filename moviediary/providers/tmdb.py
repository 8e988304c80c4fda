"""The Movie Database (TMDB), version 3 of its API: https://developer.themoviedb.org/reference."""

import re
from typing import Any
from urllib.parse import urlsplit

from moviediary import shapes
from moviediary.errors import TryAgain
from moviediary.providers import answers, facts
from moviediary.providers.answers import WrongShape
from moviediary.providers.facts import Collection, Credit, Facts, Match
from moviediary.providers.provider import Attribution

_PICTURE = re.compile(r"/[A-Za-z0-9_-]{1,200}\.(jpe?g|png|webp)")
_SIZED = re.compile(r"(.*)/(?:original|w\d{2,4})")


class Tmdb:
    """Asks with a v3 key, or with a v4 read token, which is long and begins with "ey"."""

    name = "TMDB"
    prefix = "tmdb:"
    # TMDB's terms of use ask for this very sentence.
    attribution = Attribution(
        "TMDB", "This product uses the TMDB API but is not endorsed or certified by TMDB.", "https://www.themoviedb.org/"
    )

    def __init__(self, key: str, api_url: str, image_url: str, language: str):
        self.language = language
        self.origin = f"{api_url} {image_url}"
        self._key = key
        self._api = api_url.rstrip("/")
        self._images = image_url.rstrip("/")
        # The size is the last part of the address of TMDB's own pictures. A copy elsewhere may have one size only.
        sized = _SIZED.fullmatch(self._images)
        self._small = f"{sized[1]}/w92" if sized else ""

    def understands(self, external_id: str) -> bool:
        return True

    def search(self, title: str, year: int | None, ends: float) -> list[Match]:
        found = self._get("/search/movie", ends, query=title, **({"year": str(year)} if year else {}))
        matches = (self._match(item) for item in (facts.items(found, "results") if found is not None else []))
        return [match for match in matches if match is not None]

    def details(self, external_id: str, ends: float) -> Facts | None:
        number: Any = external_id.removeprefix(self.prefix)
        if not external_id.startswith(self.prefix):
            film = self._film(external_id, ends)
            if film is None:
                return None
            number = facts.number(film.get("id"), shapes.LAST_TMDB)
            if number is None:
                raise WrongShape
        details = self._get(f"/movie/{number}", ends, append_to_response="credits,external_ids")
        told = self._facts(details) if details is not None else None
        # The facts of another film would give this one its numbers and its director.
        asked = told is not None and told.tmdb_id == int(number) and facts.tells_of(told, external_id)
        return told if asked else None

    def poster_url(self, external_id: str, ends: float) -> str | None:
        film = self._film(external_id, ends)
        if film is None:
            return None
        # Nonsense does not say that there is no poster.
        facts.title(film, "title")
        return self._picture(self._images, film) or None

    def _film(self, external_id: str, ends: float) -> dict[str, Any] | None:
        """A film in few words, by whichever number."""
        if external_id.startswith(self.prefix):
            return self._get(f"/movie/{external_id.removeprefix(self.prefix)}", ends)
        whose = "imdb_id" if external_id.startswith("tt") else "wikidata_id"
        found = self._get(f"/find/{external_id}", ends, external_source=whose)
        return next(iter(facts.items(found, "movie_results")), None) if found is not None else None

    def _match(self, item: dict[str, Any]) -> Match | None:
        tmdb_id, title = facts.number(item.get("id"), shapes.LAST_TMDB), facts.text(item.get("title"), facts.TITLE)
        if tmdb_id is None or not title:
            return None
        return Match(
            value=f"{self.prefix}{tmdb_id}",
            title=title,
            year=facts.year(item.get("release_date")),
            directors=(),
            original_title=_original(item, title),
            picture=self._picture(self._small, item),
            source=self.name,
        )

    def _facts(self, details: dict[str, Any]) -> Facts | None:
        title, year = facts.title(details, "title"), facts.year(details.get("release_date"))
        if year is None:
            # Announced only: a film of the diary has a year.
            return None
        numbers, people = facts.part(details, "external_ids"), facts.part(details, "credits")
        crew = facts.crew(_credit(person, "job") for person in facts.some(people, "crew"))
        return Facts(
            title=title,
            original_title=_original(details, title),
            year=year,
            directors=facts.names([credit.name for credit in crew if credit.job == facts.DIRECTOR]),
            runtime=facts.number(details.get("runtime"), shapes.MOST_MINUTES),
            languages=facts.names([spoken.get("english_name") for spoken in facts.some(details, "spoken_languages")]),
            genres=facts.names([genre.get("name") for genre in facts.some(details, "genres")]),
            countries=facts.names([country.get("name") for country in facts.some(details, "production_countries")]),
            overview=facts.paragraphs(details.get("overview"), shapes.OVERVIEW),
            source=self.name,
            imdb_id=facts.imdb_id(details.get("imdb_id") or numbers.get("imdb_id")),
            tmdb_id=facts.number(details.get("id"), shapes.LAST_TMDB),
            wikidata_id=facts.wikidata_id(numbers.get("wikidata_id")),
            tagline=facts.text(details.get("tagline"), shapes.TAGLINE),
            collection=self._collection(facts.part(details, "belongs_to_collection")),
            cast=facts.cast(_credit(person, "character") for person in sorted(facts.some(people, "cast"), key=_billing)),
            crew=crew,
        )

    def _collection(self, item: dict[str, Any]) -> Collection | None:
        number, name = facts.number(item.get("id"), shapes.LAST_TMDB), facts.text(item.get("name"), facts.TITLE)
        return Collection(f"{self.prefix}{number}", name) if number and name else None

    def _picture(self, base: str, item: dict[str, Any]) -> str:
        # Only the name of a file is taken: the host is the one in the settings.
        path = item.get("poster_path")
        return f"{base}{path}" if base and isinstance(path, str) and _PICTURE.fullmatch(path) else ""

    def _get(self, path: str, ends: float, **query: str) -> dict[str, Any] | None:
        """What TMDB answers; None where it says that there is no such film."""
        headers = {"Authorization": f"Bearer {self._key}"} if _is_token(self._key) else {}
        asked = {**query, "language": self.language, **({} if headers else {"api_key": self._key})}
        reply = answers.ask(f"{self._api}{path}", asked, ends, headers)
        if reply.status in (401, 403):
            raise answers.wrong_key(self.name, "TMDB_API_KEY")
        if reply.status == 404:
            return None
        if reply.status != 200:
            raise TryAgain(f"{urlsplit(self._api).hostname} answered {reply.status}")
        return reply.data


def _credit(person: dict[str, Any], what: str) -> Credit:
    said = {what: facts.text(person.get(what), facts.CHARACTER)}
    return Credit(facts.text(person.get("name"), shapes.NAME), tmdb_id=facts.number(person.get("id"), shapes.LAST_TMDB), **said)


def _billing(person: dict[str, Any]) -> int:
    """The place in the order of billing, which begins with 0; last where it is not told."""
    place = person.get("order")
    return place if isinstance(place, int) and place >= 0 else shapes.LAST_TMDB


def _is_token(key: str) -> bool:
    return key.startswith("ey") and len(key) > 64


def _original(item: dict[str, Any], title: str) -> str:
    original = facts.text(item.get("original_title"), facts.TITLE)
    return "" if original == title else original
