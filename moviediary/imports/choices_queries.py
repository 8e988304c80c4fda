"""The films somebody chooses from, as they are drawn: what an import found, and what is looked for by hand."""

from dataclasses import dataclass

from moviediary.accounts.models import Member
from moviediary.finder.elsewhere import elsewhere, hue_of, offline
from moviediary.finder.queries import of_movie, ours
from moviediary.finder.rules import Choice
from moviediary.imports.films import Candidate
from moviediary.imports.queue_queries import Unsure
from moviediary.movies.queries import movie_by_id


@dataclass(frozen=True)
class Looked:
    """What was found for what somebody typed, and a sentence where not everybody could be asked."""

    choices: list[Choice]
    note: str = ""


def candidates(member: Member, film: Unsure) -> list[Choice]:
    """The films that may be meant, likeliest first; of ours with their posters."""
    return [_choice(member, one) for one in film.candidates]


def found(member: Member, query: str) -> Looked:
    """Films for what was typed or pasted: ours, then the offline catalogue's, then those film databases know."""
    if not query:
        return Looked([])
    local = ours(member, query)
    others = offline(query, local)
    further = elsewhere(query, local + others)
    return Looked([*local, *others, *further.choices], further.note)


def _choice(member: Member, one: Candidate) -> Choice:
    movie = movie_by_id(one.movie_id) if one.movie_id else None
    if movie is not None:
        return of_movie(member, movie)
    told = (one.value, one.title, one.year, one.directors)
    return Choice(*told, hue_of(one.title), original_title=one.original_title, source=one.source)
