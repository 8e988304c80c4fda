"""What the web processes count of themselves, for Prometheus. Off unless the settings say otherwise; then nothing costs anything.

Every request pays for it, so it is counted in memory (`counters.py`) and not in Redis, which would take fifty times as long and
may be away. What the worker does is counted in Redis (`tallies.py`), as it may run on another machine.
"""

from bisect import bisect_left
from collections.abc import Collection, Hashable, Iterable

from moviediary.counters import Counters
from moviediary.logs import Answered

# Upper ends of the classes of times, in seconds.
TIMES = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
CLASSES = ("1xx", "2xx", "3xx", "4xx", "5xx")
REQUESTS, TIME, SECONDS, FEEDS, LIMITS = "requests", "time", "seconds", "feeds", "limits"
# How a feed was answered: nothing changed, its document was kept, it was made.
UNCHANGED, KEPT, MADE = "unchanged", "kept", "made"
# Where no route is meant, or not in this way.
ANY = ("GET", "HEAD", "POST", "OPTIONS")
_counters: Counters | None = None
_on = False


def configure(on: bool) -> None:
    """Count from now on, or no more."""
    global _on
    _on = on


def count(routes: Iterable[tuple[str, Collection[str]]], limits: Iterable[str]) -> None:
    """Make the memory for these routes, each with its methods, and these limits. For before the processes are forked."""
    global _counters
    names: list[Hashable] = [(FEEDS, answer) for answer in (UNCHANGED, KEPT, MADE)]
    names += [(LIMITS, limit) for limit in limits]
    for route, methods in (*routes, ("", ANY)):
        names += [(REQUESTS, route, method, kind) for method in methods for kind in CLASSES]
        names += [(TIME, route, place) for place in range(len(TIMES) + 1)]
        names += [(SECONDS, route)]
    _counters = Counters(names)


def answered(request: Answered) -> None:
    """Count a request."""
    if _on and _counters is not None:
        kind = CLASSES[min(max(request.status // 100, 1), 5) - 1]
        _counters.add(
            {
                (REQUESTS, request.route, request.method, kind): 1,
                (TIME, request.route, bisect_left(TIMES, request.seconds)): 1,
                (SECONDS, request.route): request.seconds,
            }
        )


def one_more(what: str, which: str) -> None:
    """Count one of FEEDS or LIMITS."""
    if _on and _counters is not None:
        _counters.add({(what, which): 1})


def counters() -> Counters | None:
    """What was counted by this web server; None where nothing is."""
    return _counters if _on else None
