"""What a film database has to offer to be asked."""

from dataclasses import dataclass
from typing import Protocol

from moviediary.providers.facts import Facts, Match


@dataclass(frozen=True)
class Attribution:
    """What a provider asks to be said where its data shows: a sentence, and the address it leads to."""

    name: str
    sentence: str
    address: str


class Provider(Protocol):
    """A film database. Each question ends at a moment `ends` of `time.monotonic()`, however many steps it has.

    All raise TryAgain where no answer came, GiveUp where none ever will, and WrongShape where it was nonsense. `prefix` is how
    its own numbers begin. Its answers depend on `language` and `origin`, the addresses it is asked at, beside the question.
    """

    name: str
    prefix: str
    language: str
    origin: str
    attribution: Attribution

    def understands(self, external_id: str) -> bool:
        """Whether a film can be asked for by this number: "tt…", "tmdb:…" or "Q…"."""
        ...

    def search(self, title: str, year: int | None, ends: float) -> list[Match]:
        """Films a title may mean, the likeliest first."""
        ...

    def details(self, external_id: str, ends: float) -> Facts | None:
        """All that is known of a film, by a number that is understood; None where it is unknown, or has no year yet."""
        ...

    def poster_url(self, external_id: str, ends: float) -> str | None:
        """Where the poster of a film is; None where there is none."""
        ...
