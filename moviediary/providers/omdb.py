"""The Open Movie Database (OMDb): https://www.omdbapi.com/. It knows films by IMDb number and answers in text."""

import re
from typing import Any

from moviediary import shapes
from moviediary.errors import TryAgain
from moviediary.providers import answers, facts
from moviediary.providers.answers import WrongShape
from moviediary.providers.facts import Credit, Facts, Match
from moviediary.providers.provider import Attribution

# A free key may ask a thousand times a day. When that day ends is not said, so somebody looks every hour.
LIMIT_PAUSE = 3600.0
_MINUTES = re.compile(r"(\d{1,4}) min", re.ASCII)
# What somebody wrote: "Philip K. Dick (based on the novel by)".
_REMARK = re.compile(r"\([^()]*\)")


class Omdb:
    name = "OMDb"
    prefix = "tt"
    language = "en"
    attribution = Attribution(
        "OMDb", "Facts from the OMDb API are licensed under CC BY-NC 4.0, for non-commercial use.", "https://www.omdbapi.com/"
    )

    def __init__(self, key: str, api_url: str):
        self.origin = api_url
        self._key = key
        self._api = api_url

    def understands(self, external_id: str) -> bool:
        return external_id.startswith(self.prefix)

    def search(self, title: str, year: int | None, ends: float) -> list[Match]:
        found = self._get(ends, s=title, type="movie", **({"y": str(year)} if year else {}))
        matches = (self._match(item) for item in (facts.items(found, "Search") if found is not None else []))
        return [match for match in matches if match is not None]

    def details(self, external_id: str, ends: float) -> Facts | None:
        details = self._film(external_id, ends)
        year = facts.year(details.get("Year")) if details else None
        if details is None or year is None:
            return None
        minutes = _MINUTES.match(facts.text(details.get("Runtime"), 20))
        directors = _listed(details, "Director")
        writers = [_REMARK.sub("", name).strip() for name in _listed(details, "Writer")]
        return Facts(
            title=facts.title(details, "Title"),
            original_title="",
            year=year,
            directors=directors,
            runtime=facts.number(minutes[1], shapes.MOST_MINUTES) if minutes else None,
            languages=_listed(details, "Language"),
            genres=_listed(details, "Genre"),
            countries=_listed(details, "Country"),
            overview=facts.paragraphs(details.get("Plot"), shapes.OVERVIEW),
            source=self.name,
            imdb_id=facts.imdb_id(details.get("imdbID")) or external_id,
            tmdb_id=None,
            cast=facts.cast(Credit(name) for name in _listed(details, "Actors")),
            crew=facts.crew(
                [*(Credit(name, facts.DIRECTOR) for name in directors), *(Credit(name, facts.WRITER) for name in writers)]
            ),
        )

    def poster_url(self, external_id: str, ends: float) -> str | None:
        return facts.address((self._film(external_id, ends) or {}).get("Poster"))

    def _film(self, imdb_id: str, ends: float) -> dict[str, Any] | None:
        """What OMDb tells of a film. Raises WrongShape where it has no title."""
        details = self._get(ends, i=imdb_id, plot="short")
        # An IMDb number may also be that of a series or a game.
        if details is None or details.get("Type", "movie") != "movie":
            return None
        # Nonsense is no film, but it does not say that there is none, nor that it has no poster.
        facts.title(details, "Title")
        # Told of another film, nothing is known of this one.
        return details if facts.imdb_id(details.get("imdbID")) in (None, imdb_id) else None

    def _match(self, item: dict[str, Any]) -> Match | None:
        imdb_id, title = facts.imdb_id(item.get("imdbID")), facts.text(item.get("Title"), facts.TITLE)
        if imdb_id is None or not title:
            return None
        year, picture = facts.year(item.get("Year")), facts.address(item.get("Poster")) or ""
        return Match(imdb_id, title, year, directors=(), picture=picture, source=self.name)

    def _get(self, ends: float, **query: str) -> dict[str, Any] | None:
        """What OMDb answers; None where it says that there is no such film."""
        reply = answers.ask(self._api, {**query, "apikey": self._key}, ends)
        error = facts.text(reply.data.get("Error"), 200).lower()
        if "limit reached" in error:
            raise TryAgain("OMDb has answered as often as its key allows for today", after=LIMIT_PAUSE)
        if reply.status in (401, 403):
            raise answers.wrong_key(self.name, "OMDB_API_KEY")
        if reply.status == 404:
            return None
        if reply.status != 200:
            raise TryAgain(f"OMDb answered {reply.status}")
        found = str(reply.data.get("Response")).lower()
        if found not in ("true", "false"):
            raise WrongShape
        return reply.data if found == "true" else None


def _listed(details: dict[str, Any], name: str) -> tuple[str, ...]:
    return facts.names([*facts.text(details.get(name), 2000).split(",")])
