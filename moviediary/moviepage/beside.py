"""What stands beside a movie on its page: who made it, and the other films of its collection. One select for both."""

from dataclasses import dataclass, field
from typing import Any

from moviediary.columns import as_uuid
from moviediary.database import selected
from moviediary.movies.models import address as movie_address
from moviediary.movies.queries import Film
from moviediary.people.models import address as person_address
from moviediary.providers.facts import DIRECTOR
from moviediary.text import fold

# Written out, because Peewee takes longer to write them than SQLite to answer. Columns of films stand where those of people do.
PEOPLE = """
SELECT 'person', person.id, person.name, credit.job, credit.character, credit.position
FROM credit JOIN person ON person.id = credit.person_id WHERE credit.movie_id = ?
"""
FILMS = """
UNION ALL
SELECT 'film', movie.id, movie.title, '', '', movie.year
FROM movie_details JOIN movie ON movie.id = movie_details.movie_id
WHERE movie_details.collection = ? AND movie_details.collection <> '' AND movie.merged_into IS NULL
"""
# Jobs that people look for, in this order; others follow as they come, behind a fold.
FIRST_JOBS = (
    *("Writer", "Screenplay", "Screenwriter", "Story", "Novel", "Author", "Producer"),
    *("Director of Photography", "Cinematographer", "Editor", "Original Music Composer", "Composer", "Music"),
)


@dataclass(frozen=True)
class Credited:
    """Somebody who made a film. `character` is the part, of an actor; `address` is empty where they have no page."""

    name: str
    address: str
    character: str = ""


@dataclass(frozen=True)
class Neighbor:
    """Another film of the same collection, or the film itself."""

    title: str
    year: int
    address: str
    is_self: bool


@dataclass(frozen=True)
class Beside:
    """Cast in billing order; crew by job, the jobs people look for apart from the others; films by year."""

    directors: list[Credited] = field(default_factory=list)
    cast: list[Credited] = field(default_factory=list)
    crew: dict[str, list[Credited]] = field(default_factory=dict)
    more_crew: dict[str, list[Credited]] = field(default_factory=dict)
    collection: list[Neighbor] = field(default_factory=list)

    @property
    def more_names(self) -> int:
        return sum(map(len, self.more_crew.values()))

    @property
    def is_shown(self) -> bool:
        return bool(self.cast or self.crew or self.more_crew or self.collection)


def beside(film: Film) -> Beside:
    """Who made a film, and its neighbors: the collection is left out where no other film of it is ours."""
    text, values = PEOPLE, [film.id.hex]
    if film.collection:
        text, values = f"{text}{FILMS}", [*values, film.collection]
    rows = selected(text, values)
    jobs = _by_job(row for row in rows if row[0] == "person")
    cast, directed = jobs.pop("", []), {fold(one.name): one for one in jobs.pop(DIRECTOR, [])}
    first = {job: jobs.pop(job) for job in FIRST_JOBS if job in jobs}
    films = sorted((_neighbor(film, row) for row in rows if row[0] == "film"), key=lambda one: (one.year, one.title))
    return Beside(
        directors=[directed.get(fold(name), Credited(name, "")) for name in film.directors],
        cast=cast,
        crew=first,
        more_crew=jobs,
        collection=films if len(films) > 1 else [],
    )


def _by_job(rows: Any) -> dict[str, list[Credited]]:
    found: dict[str, list[Credited]] = {}
    for _, person_id, name, job, character, _ in sorted(rows, key=lambda row: (row[5], row[3])):
        found.setdefault(job, []).append(Credited(name, person_address(as_uuid(person_id), name), character))
    return found


def _neighbor(film: Film, row: tuple[Any, ...]) -> Neighbor:
    movie_id, title, year = as_uuid(row[1]), row[2], row[5]
    return Neighbor(title, year, movie_address(movie_id, title, year), movie_id == film.id)
