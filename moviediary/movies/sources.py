"""Where the facts of a movie are from: as a provider told them, and as they were said by hand."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import msgspec

from moviediary.movies import facts
from moviediary.movies.commands import HandFacts
from moviediary.movies.facts import FIXABLE, Told
from moviediary.movies.models import MovieDetails, MovieFixedFacts


@dataclass(frozen=True)
class Sources:
    """The facts from either side. `by` names the provider; `at` is when it told them, as far as that is known."""

    told: Told
    hand: HandFacts
    by: str = ""
    at: datetime | None = None

    @property
    def effective(self) -> Told:
        return facts.effective(self.hand, self.told)

    @property
    def version(self) -> str:
        return facts.version_of(self.hand, self.told)


def of_movie(movie_id: UUID) -> Sources:
    """The facts of a movie from either side."""
    details = MovieDetails.get_or_none(MovieDetails.movie_id == movie_id) or MovieDetails(movie_id=movie_id)
    row = MovieFixedFacts.get_or_none(MovieFixedFacts.movie_id == movie_id)
    hand = HandFacts(**{name: getattr(row, name) for name in FIXABLE}) if row else HandFacts()
    return Sources(_told(details), hand, details.provided_by, details.provided_at)


def _told(details: MovieDetails) -> Told:
    if details.provided:
        return msgspec.json.decode(details.provided, type=Told)
    # Older than the record of what a provider told: nothing was said by hand then, so what is there is from elsewhere.
    return Told(**{name: getattr(details, name) for name in FIXABLE})
