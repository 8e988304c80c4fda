"""What waits for a member to do it, told on their own pages, which need not know who asks for it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Errand:
    """Something a member is asked for: what it is, and the address where it is done."""

    what: str
    address: str


# Answers with what waits for the member of this id. It is asked on pages that are often opened, so with one small select.
Asker = Callable[[UUID], Errand | None]


@dataclass
class Wiring:
    askers: Sequence[Asker] = ()


wiring = Wiring()


def of_member(member_id: UUID) -> Iterator[Errand]:
    """All that waits for a member."""
    for asker in wiring.askers:
        errand = asker(member_id)
        if errand:
            yield errand
