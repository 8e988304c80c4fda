"""A provider with what stands around it: kept answers before it is asked, a place to ask from, and a breaker."""

from collections.abc import Callable, Sequence
from time import monotonic
from typing import TypeVar

from moviediary import tallies
from moviediary.errors import GiveUp, TryAgain
from moviediary.providers.answers import WrongShape
from moviediary.providers.breaker import Breaker, Circuit
from moviediary.providers.cache import Cache
from moviediary.providers.facts import NUMBER, Facts, Match
from moviediary.providers.places import Places
from moviediary.providers.provider import Provider
from moviediary.shared import Shared

T = TypeVar("T")
# What became of a question: known already, told, no answer, an answer that it cannot be told, not asked as others wait.
QUESTIONS = "questions"
KEPT, ANSWERED, FAILED, REFUSED, LEFT_ALONE = "kept", "answered", "failed", "refused", "left_alone"


class Source:
    """All its questions raise TryAgain and GiveUp."""

    def __init__(self, provider: Provider, shared: Shared):
        self.provider = provider
        self._cache = Cache(provider, shared)
        self.places = Places(provider.name, f"{self._cache.prefix}:places", shared)
        self._breaker = Breaker(provider.name, f"{self._cache.prefix}:breaker", shared)

    def understands(self, external_id: str) -> bool:
        return bool(NUMBER.fullmatch(external_id)) and self.provider.understands(external_id)

    def search(self, title: str, year: int | None, ends: float) -> list[Match]:
        kept = self._cache.search(title, year)
        if kept is not None:
            self._count(KEPT)
            return kept.films
        films = self._asked(ends, lambda: self.provider.search(title, year, ends))
        self._cache.keep_search(title, year, films)
        return films

    def details(self, external_id: str, fresh: bool, ends: float) -> Facts | None:
        kept = None if fresh else self._cache.details(external_id)
        if kept is not None:
            self._count(KEPT)
            return kept.film
        film = self._asked(ends, lambda: self.provider.details(external_id, ends))
        self._cache.keep_details(external_id, film)
        return film

    def poster_url(self, numbers: Sequence[str], ends: float) -> str | None:
        """Where the poster of a film is, asked for by that of its numbers which the provider finds it by in the fewest steps."""
        understood = [number for number in numbers if self.understands(number)]
        number = min(understood, key=lambda number: not number.startswith(self.provider.prefix))
        return self._asked(ends, lambda: self.provider.poster_url(number, ends))

    def circuit(self) -> Circuit:
        """Whether it is being left alone."""
        return self._breaker.circuit()

    def _asked(self, ends: float, ask: Callable[[], T]) -> T:
        outcome = LEFT_ALONE

        def shaped() -> T:
            nonlocal outcome
            outcome = FAILED
            try:
                answer = ask()
            except WrongShape:
                raise TryAgain(f"{self.provider.name} sent something that is no film") from None
            except GiveUp:
                outcome = REFUSED
                raise
            outcome = ANSWERED
            return answer

        try:
            with self.places.taken(ends):
                return self._breaker.call(shaped)
        finally:
            self._count(outcome)

    def _count(self, outcome: str) -> None:
        tallies.add(QUESTIONS, self.provider.name, outcome)


def first(seconds: float, asked: Sequence[Source], ask: Callable[[Source, float], T | None]) -> tuple[T | None, TryAgain | None]:
    """The first answer that says something, and who did not answer. Raises where nobody answered."""
    ends = monotonic() + seconds
    silent: list[TryAgain] = []
    refusing: list[GiveUp] = []
    for number, source in enumerate(asked):
        now = monotonic()
        try:
            found = ask(source, now + max(ends - now, 0.0) / (len(asked) - number))
        except TryAgain as problem:
            silent.append(problem)
        except GiveUp as problem:
            refusing.append(problem)
        else:
            if found:
                return found, None
    soonest = min(silent, key=lambda problem: problem.after, default=None)
    if asked and len(silent) + len(refusing) == len(asked):
        # What may pass outweighs what will not.
        raise soonest or refusing[0]
    return None, soonest
