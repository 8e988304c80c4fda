"""Which of the films we know a file means: one, several or none. The same title and year twice is never guessed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from moviediary.sources.lines import Film
from moviediary.text import fold

# Films are dated by their first showing here and by their release there.
NEAR = 1
# Behind the key of a film that has the title and year of another one in the same file: the line it is about.
TWIN = "#"
# More than these are no help to whoever has to choose.
CHOICES = 8


@dataclass(frozen=True)
class Candidate:
    """A film that may be meant. `value` is what a form sends for it; `movie_id` is known for films of ours.

    `numbers` are those by which others call it, `source` says who tells of it, where it is none of ours.
    """

    value: str
    title: str = ""
    year: int | None = None
    original_title: str = ""
    directors: tuple[str, ...] = ()
    numbers: frozenset[str] = frozenset()
    source: str = ""
    movie_id: UUID | None = None

    @property
    def names(self) -> set[str]:
        return {fold(name) for name in (self.title, self.original_title) if name}


@dataclass(frozen=True)
class Match:
    """`found` is one, several, none, or new: nobody was there who could know. `choices` are the likeliest first."""

    found: str
    choices: tuple[Candidate, ...] = ()
    movie_id: UUID | None = None


def key_of(film: Film) -> str:
    """What all lines about one film have in common: its number, or its title and year."""
    if film.movie_id:
        return f"movie:{film.movie_id.hex}"
    if film.imdb_id:
        return f"imdb:{film.imdb_id}"
    if film.tmdb_id:
        return f"tmdb:{film.tmdb_id}"
    if film.wikidata_id:
        return f"wikidata:{film.wikidata_id}"
    return f"{fold(film.title)[:200]}|{film.year or ''}"


def match(film: Film, twice: bool, candidates: Iterable[Candidate], asked: bool) -> Match:
    """Which candidate is meant by title and year. `asked` says whether anybody was there to know films that are not ours."""
    names = {fold(name) for name in (film.title, film.original_title) if name}
    named = [one for one in _distinct(candidates) if names & one.names]
    exact = [one for one in named if film.year and one.year == film.year and _agree(film, one)]
    near = [one for one in named if one not in exact and (film.year is None or abs((one.year or 0) - film.year) <= NEAR)]
    choices = (*exact, *near)[:CHOICES]
    if len(exact) == 1 and not twice:
        return Match("one", (exact[0],), exact[0].movie_id)
    if choices or twice:
        return Match("several", choices)
    return Match("none" if asked or film.year is None else "new")


def _agree(film: Film, candidate: Candidate) -> bool:
    said, known = ({fold(name) for name in one.directors} for one in (film, candidate))
    return not said or not known or bool(said & known)


def _distinct(candidates: Iterable[Candidate]) -> Sequence[Candidate]:
    """Each film once, ours before others', though several tell of it."""
    known: list[Candidate] = []
    for one in candidates:
        if not any(one.value == other.value or one.numbers & other.numbers for other in known):
            known.append(one)
    return known
