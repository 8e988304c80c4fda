"""Wikidata, which needs no key: https://www.wikidata.org/w/api.php. What it states of a film, with names for all it points to."""

from typing import Any

from moviediary import shapes
from moviediary.providers import claims, facts
from moviediary.providers.facts import Collection, Credit, Facts, Match
from moviediary.providers.provider import Attribution
from moviediary.providers.wikibase import Wikibase, poster, spoken
from moviediary.text import fold

# Film, and its kinds: feature, short, animated, animated feature, animated short, anime, television, documentary, silent.
KINDS = ("Q11424", "Q24869", "Q24862", "Q202866", "Q29168811", "Q17517379", "Q20650540", "Q506240", "Q93204", "Q226730")
_OF_A_KIND = "haswbstatement:" + "|".join(f"P31={kind}" for kind in KINDS)
KIND, IMDB, TMDB, TITLE, RELEASE, RUNTIME, SERIES, POSTER = "P31", "P345", "P4947", "P1476", "P577", "P2047", "P179", "P3383"
GENRE, COUNTRY, LANGUAGE, CAST, CHARACTER, NAMED = "P136", "P495", "P364", "P161", "P453", "P4633"
DIRECTOR = "P57"
CREW = {
    DIRECTOR: facts.DIRECTOR,
    "P58": facts.WRITER,
    "P162": facts.PRODUCER,
    "P344": facts.CAMERA,
    "P1040": facts.EDITOR,
    "P86": facts.MUSIC,
}
# Films looked at for a search, more of them where a year will leave most out; and to find the one that has a number.
SEARCHED, SEARCHED_BY_YEAR, HOLDERS = 8, 12, 3
# Characters that the search reads.
QUESTION = 300
# Sizes that Wikimedia keeps ready: https://www.mediawiki.org/wiki/Common_thumbnail_sizes
LARGE, SMALL = 960, 120


class Wikidata:
    name = "Wikidata"
    prefix = "Q"
    attribution = Attribution(
        "Wikidata", "Facts from Wikidata are free for any use, under CC0 1.0.", "https://www.wikidata.org/wiki/Wikidata:Licensing"
    )

    def __init__(self, api_url: str, files_url: str, language: str):
        self.language = language
        self.origin = f"{api_url} {files_url}"
        self._languages = spoken(language)
        self._base = Wikibase(api_url, self._languages)
        self._files = files_url

    def understands(self, external_id: str) -> bool:
        return True

    def search(self, title: str, year: int | None, ends: float) -> list[Match]:
        # Signs are left out: many are commands of the search. A longer question would be refused.
        words = fold(title)
        if not any(character.isalnum() for character in words):
            return []
        numbers = self._base.search(f"{_cut(words)} {_OF_A_KIND}", SEARCHED_BY_YEAR if year else SEARCHED, ends)
        films = [film for film in self._base.entities(numbers, "labels|claims|aliases", ends) if _is_film(film)]
        fitting = [film for film in films if year is None or year in claims.years(film, RELEASE)]
        # Of films that the search finds equally good, what is called just so is meant.
        named = sorted(fitting, key=lambda film: words not in {fold(name) for name in self._names(film)})
        return [match for match in map(self._match, named) if match is not None]

    def details(self, external_id: str, ends: float) -> Facts | None:
        film = self._film(external_id, ends)
        years = claims.years(film, RELEASE) if film is not None else []
        if film is None or not years or not self._title(film):
            return None
        return self._facts(film, years[0], self._base.labels(_pointed_to(film), ends))

    def poster_url(self, external_id: str, ends: float) -> str | None:
        film = self._film(external_id, ends)
        return (poster(self._files, claims.texts(film, POSTER), LARGE) or None) if film is not None else None

    def _film(self, external_id: str, ends: float) -> dict[str, Any] | None:
        """What is stated of the film with a number, by Wikidata or by somebody else."""
        numbers, name, value = [external_id], "", ""
        if not external_id.startswith(self.prefix):
            name, value = (IMDB, external_id) if external_id.startswith("tt") else (TMDB, external_id.removeprefix("tmdb:"))
            numbers = self._base.search(f"haswbstatement:{name}={value}", HOLDERS, ends)
        for entity in self._base.entities(numbers, "labels|claims", ends):
            # The search also finds numbers that were found to be wrong.
            if _is_film(entity) and (not name or value in claims.texts(entity, name)):
                return entity
        return None

    def _names(self, film: dict[str, Any]) -> list[str]:
        return [self._title(film), *claims.titles(film, TITLE), *claims.aliases(film, self._languages)]

    def _title(self, film: dict[str, Any]) -> str:
        return claims.label(film, self._languages, facts.TITLE) or next(iter(claims.titles(film, TITLE)), "")

    def _original(self, film: dict[str, Any]) -> str:
        original = next(iter(claims.titles(film, TITLE)), "")
        return "" if original == self._title(film) else original

    def _match(self, film: dict[str, Any]) -> Match | None:
        number, title = facts.wikidata_id(film.get("id")), self._title(film)
        if number is None or not title:
            return None
        return Match(
            value=number,
            title=title,
            year=next(iter(claims.years(film, RELEASE)), None),
            directors=(),
            original_title=self._original(film),
            picture=poster(self._files, claims.texts(film, POSTER), SMALL),
            source=self.name,
        )

    def _genre(self, name: str) -> str:
        """A genre as the others write it, so that they can be counted together: "Science Fiction" for "science fiction film"."""
        if self._languages[0] != "en":
            return name
        return " ".join(word[0].upper() + word[1:] for word in name.removesuffix(" film").split())

    def _facts(self, film: dict[str, Any], year: int, labels: dict[str, str]) -> Facts:
        def called(name: str) -> tuple[str, ...]:
            return facts.names([labels.get(number) for number in claims.things(film, name)])

        crew = (
            Credit(labels.get(who, ""), job, wikidata_id=who) for name, job in CREW.items() for who in claims.things(film, name)
        )
        series = next((Collection(number, labels[number]) for number in claims.things(film, SERIES) if number in labels), None)
        return Facts(
            title=self._title(film),
            original_title=self._original(film),
            year=year,
            directors=called(DIRECTOR),
            runtime=claims.minutes(film, RUNTIME),
            languages=called(LANGUAGE),
            genres=facts.names([self._genre(name) for name in called(GENRE)]),
            countries=called(COUNTRY),
            overview="",
            source=self.name,
            imdb_id=next(filter(None, map(facts.imdb_id, claims.texts(film, IMDB))), None),
            tmdb_id=next((number for text in claims.texts(film, TMDB) if (number := facts.number(text, shapes.LAST_TMDB))), None),
            wikidata_id=facts.wikidata_id(film.get("id")),
            collection=series,
            cast=facts.cast(_part(statement, labels) for statement in claims.statements(film, CAST)),
            crew=facts.crew(crew),
        )


def _cut(words: str) -> str:
    """As many whole words as a question has room for."""
    room = QUESTION - len(_OF_A_KIND) - 1
    return words if len(words) <= room else words[:room].rpartition(" ")[0] or words[:room]


def _is_film(entity: dict[str, Any]) -> bool:
    # TMDB counts series apart, so whatever has a number of its films is one, of whatever kind.
    return not set(KINDS).isdisjoint(claims.things(entity, KIND)) or bool(claims.texts(entity, TMDB))


def _pointed_to(film: dict[str, Any]) -> list[str]:
    """The numbers of all whose names are shown, what matters most first."""
    names = (DIRECTOR, SERIES, GENRE, COUNTRY, LANGUAGE)
    cast = claims.statements(film, CAST)[: facts.MOST_CAST]
    crew = [who for name in CREW for who in claims.things(film, name)][: facts.MOST_CREW]
    people = [claims.thing(claims.value(facts.part(statement, "mainsnak"))) for statement in cast]
    parts = [claims.thing(claims.qualified(statement, CHARACTER)) for statement in cast]
    first = [number for name in names for number in claims.things(film, name)[: shapes.MOST_NAMES]]
    return list(dict.fromkeys(number for number in (*first, *crew, *people, *parts) if number))


def _part(statement: dict[str, Any], labels: dict[str, str]) -> Credit:
    who = claims.thing(claims.value(facts.part(statement, "mainsnak")))
    part = claims.thing(claims.qualified(statement, CHARACTER))
    character = labels.get(part or "") or facts.text(claims.qualified(statement, NAMED), shapes.NAME)
    return Credit(labels.get(who or "", ""), character=character, wikidata_id=who)
