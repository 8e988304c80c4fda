"""Whether what was kept may be believed: Redis is not trusted more than a provider is."""

from collections.abc import Iterable

from moviediary import shapes
from moviediary.providers import facts
from moviediary.providers.facts import JOBS, Collection, Credit, Facts, Match
from moviediary.shapes import IMDB, LAST_TMDB, WIKIDATA
from moviediary.text import clean


def is_sound_match(match: Match, source: str) -> bool:
    """Whether this is a film as its source can have told it."""
    return (
        _is_number(match.value)
        and match.source == source
        and bool(match.title)
        and _fits((match.title, match.original_title), facts.TITLE)
        and (match.year is None or facts.is_year(match.year))
        and _are_names(match.directors)
        and (not match.picture or facts.address(match.picture) is not None)
    )


def is_sound(film: Facts, source: str) -> bool:
    """Whether these are facts as their source can have told them."""
    numbers_fit = (
        (film.imdb_id is None or IMDB.fullmatch(film.imdb_id))
        and (film.tmdb_id is None or 0 < film.tmdb_id <= LAST_TMDB)
        and (film.wikidata_id is None or WIKIDATA.fullmatch(film.wikidata_id))
        and (film.runtime is None or 0 < film.runtime <= shapes.MOST_MINUTES)
    )
    return (
        bool(numbers_fit)
        and film.source == source
        and bool(film.title)
        and facts.is_year(film.year)
        and _fits((film.title, film.original_title), facts.TITLE)
        and _fits((film.tagline,), shapes.TAGLINE)
        and len(film.overview) <= shapes.OVERVIEW
        and clean(film.overview) == film.overview
        and all(map(_are_names, (film.directors, film.languages, film.genres, film.countries)))
        and (film.collection is None or _is_collection(film.collection))
        and len(film.cast) <= facts.MOST_CAST
        and len(film.crew) <= facts.MOST_CREW
        and all(not credit.job and _is_credit(credit) for credit in film.cast)
        and all(credit.job in JOBS and _is_credit(credit) for credit in film.crew)
    )


def _is_credit(credit: Credit) -> bool:
    return (
        bool(credit.name)
        and _fits((credit.name,), shapes.NAME)
        and _fits((credit.character,), facts.CHARACTER)
        and (credit.tmdb_id is None or 0 < credit.tmdb_id <= LAST_TMDB)
        and (credit.wikidata_id is None or bool(WIKIDATA.fullmatch(credit.wikidata_id)))
        and (credit.imdb_id is None or bool(shapes.PERSON.fullmatch(credit.imdb_id)))
    )


def _is_collection(collection: Collection) -> bool:
    return _is_number(collection.value) and bool(collection.name) and _fits((collection.name,), facts.TITLE)


def _is_number(value: str) -> bool:
    return facts.NUMBER.fullmatch(value) is not None


def _are_names(names: tuple[str, ...]) -> bool:
    return len(names) <= shapes.MOST_NAMES and all(names) and _fits(names, shapes.NAME)


def _fits(texts: Iterable[str], longest: int) -> bool:
    return all(facts.text(text, longest) == text for text in texts)
