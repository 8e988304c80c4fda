"""Notices: what is told inside a process about plain rows, which are no events, in the transaction that changes them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

Hearer = Callable[[UUID], None]


@dataclass
class Wiring:
    """Who hears of what, by the name of the notice."""

    hearers: Mapping[str, Sequence[Hearer]] = field(default_factory=dict)


wiring = Wiring()


def give(notice: str, about: UUID) -> None:
    """Tell whoever wants to know that something became of the row with an id."""
    for hearer in wiring.hearers.get(notice, ()):
        hearer(about)
