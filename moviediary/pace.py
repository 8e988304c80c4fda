"""How long the worker waits for what: chosen once, where the process is put together. Tests of dead processes are in a hurry."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Pace:
    """`every` are the seconds between two sweeps, which leave a delivery to the queue for as long as `grace`; `tick` those
    between two looks for retries. A claim holds for `lease`, unless its process is known to be dead; a handler has to be done
    by then. That of periodic work is renewed every `renewal` seconds. Long work is done in pieces of `piece` seconds, between
    which others have their turn; what takes as long as the database is large is looked for every `visit` seconds, and whether
    there is anybody to tell of events every `ask`. A job that is told to stop has `drain` seconds to end: hosts kill a process
    that needs more than ten."""

    every: float = 15.0
    # Retries are due after 1, 2 and 4 seconds, so they are looked for this often: one look into a small index.
    tick: float = 0.5
    grace: timedelta = timedelta(seconds=5)
    lease: timedelta = timedelta(seconds=60)
    piece: float = 4.0
    visit: float = 300.0
    renewal: float = 60.0
    ask: float = 10.0
    drain: float = 8.0


_chosen = Pace()


def configure(chosen: Pace) -> None:
    global _chosen
    _chosen = chosen


def chosen() -> Pace:
    return _chosen
