"""What the log form says about the film."""

from dataclasses import dataclass


@dataclass(frozen=True)
class FilmSaid:
    """A film as it was named: the value of a choice (an id of ours, "tt…", "tmdb:…" or nothing), or title and year by hand."""

    value: str
    title: str = ""
    year: str = ""
    director: str = ""
