"""Who is meant by a name in the credits of a film, and what counts as a credit. Pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from uuid import UUID

from moviediary.providers.facts import DIRECTOR, Credit
from moviediary.shapes import LAST_TMDB, NAME, PERSON, WIKIDATA
from moviediary.text import fold, one_line

NUMBERS = ("tmdb_id", "wikidata_id", "imdb_id")
JOB, CHARACTER = 80, 200
# Nobody reads further, and a row is written for each.
MOST = 250


@dataclass(frozen=True)
class Known:
    """A person we have, with the numbers others know them by."""

    id: UUID
    name: str
    tmdb_id: int | None = None
    wikidata_id: str | None = None
    imdb_id: str | None = None


def starts(folded: str) -> set[str]:
    """A folded name from each of its words on."""
    words = folded.split()
    return {" ".join(words[place:]) for place in range(len(words))}


def checked(credits: Sequence[Credit]) -> list[Credit]:
    """Credits with their texts cleaned and cut: each once, those without a name left out, numbers that are none too."""
    cleaned = (
        replace(
            credit,
            name=one_line(credit.name)[:NAME].rstrip(),
            job=one_line(credit.job)[:JOB].rstrip(),
            character=one_line(credit.character)[:CHARACTER].rstrip(),
            tmdb_id=credit.tmdb_id if credit.tmdb_id and 0 < credit.tmdb_id <= LAST_TMDB else None,
            wikidata_id=credit.wikidata_id if WIKIDATA.fullmatch(credit.wikidata_id or "") else None,
            imdb_id=credit.imdb_id if PERSON.fullmatch(credit.imdb_id or "") else None,
        )
        for credit in credits
    )
    return [credit for credit in dict.fromkeys(cleaned) if credit.name][:MOST]


def credited(directors: Sequence[str], told: Sequence[Credit]) -> list[Credit]:
    """The credits of a film: its directors as the catalogue has them, and everybody else as a provider tells.

    Of directors, only the numbers are a provider's: who directed is part of a movie's identity, and may be corrected.
    """
    by_provider = {fold(credit.name): credit for credit in told if credit.job == DIRECTOR}
    others = [credit for credit in told if credit.job != DIRECTOR]
    if not directors:
        return [*by_provider.values(), *others]
    own = [replace(by_provider.get(fold(name), Credit(name, DIRECTOR)), name=name) for name in directors]
    return [*checked(own), *others]


def recognized(credit: Credit, known: Sequence[Known], here: Collection[UUID] = ()) -> Known | None:
    """Who is meant: whoever has one of the numbers, else the only one of that name, where no number says otherwise.

    People `here` already have a credit on the film, and are meant before namesakes.
    """
    for name in NUMBERS:
        number = getattr(credit, name)
        same = next((person for person in known if getattr(person, name) == number), None) if number is not None else None
        if same is not None:
            return same
    folded = _folded(credit.name)
    namesakes = [person for person in known if _folded(person.name) == folded]
    for found in ([person for person in namesakes if person.id in here], namesakes):
        if len(found) == 1:
            return None if _contradicts(credit, found[0]) else found[0]
    # Without any number, whoever else has none is as good: otherwise each telling would make one more.
    unnumbered = [person for person in namesakes if not _has_number(person)]
    return unnumbered[0] if unnumbered and not _has_number(credit) else None


def completed(person: Known, credit: Credit, known: Sequence[Known]) -> Known:
    """A person with the numbers they lacked, but for those that somebody else has."""
    gained = {
        name: number
        for name in NUMBERS
        if getattr(person, name) is None
        and (number := getattr(credit, name)) is not None
        and not any(getattr(other, name) == number for other in known)
    }
    return replace(person, **gained)


@lru_cache(maxsize=2048)
def _folded(name: str) -> str:
    # Each name of a film is compared with each other, within a transaction.
    return fold(name)


def _contradicts(credit: Credit, person: Known) -> bool:
    pairs = ((getattr(credit, name), getattr(person, name)) for name in NUMBERS)
    return any(said is not None and has is not None and said != has for said, has in pairs)


def _has_number(one: Credit | Known) -> bool:
    return any(getattr(one, name) is not None for name in NUMBERS)
