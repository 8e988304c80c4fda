"""What Prometheus reads: every number of the site, in its text format (version 0.0.4)."""

import os
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping
from pathlib import Path

from moviediary import attempts, clock, deliveries, disks, figures, metrics, providers, tallies
from moviediary.counters import Counters
from moviediary.providers.source import QUESTIONS
from moviediary.work import Work

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
Labels = Mapping[str, object]
Samples = Iterable[tuple[Labels, float]]
# By name: what is said of it, and how its labels are called.
TALLIES = {
    QUESTIONS: ("provider_questions_total", "Questions to film databases, by what became of them.", ("provider", "outcome")),
    attempts.DELIVERIES: ("delivery_attempts_total", "Attempts of handlers, by what became of them.", ("handler", "outcome")),
}
COUNTED = {
    metrics.FEEDS: ("feed_answers_total", "Feeds that were asked for: unchanged, kept, or made.", "answer"),
    metrics.LIMITS: ("limits_hit_total", "Requests refused as too many, by limit.", "limit"),
}


def text() -> str:
    """All that is counted, a line each."""
    return "\n".join([*_of_web(), *_of_worker(), *_of_providers(), *_of_site(), ""])


def _of_web() -> Iterator[str]:
    counters = metrics.counters()
    if counters is None:
        return
    sums = counters.sums()
    requests = [(_request(key), amount) for key, amount in _under(metrics.REQUESTS, sums)]
    yield from _family("requests_total", "counter", "Requests answered, by route.", requests)
    yield from _times(sums)
    for what, (name, about, label) in COUNTED.items():
        found = [({label: key[0]}, amount) for key, amount in _under(what, sums)]
        yield from _family(name, "counter", about, found)
    yield from _memory(counters)


def _request(key: tuple[str, ...]) -> Labels:
    route, method, kind = key
    return {"route": route or "none", "method": method, "status": kind}


def _under(what: str, sums: Mapping[Hashable, float]) -> list[tuple[tuple[str, ...], float]]:
    return [(key[1:], amount) for key, amount in sums.items() if isinstance(key, tuple) and key[0] == what]


def _times(sums: Mapping[Hashable, float]) -> Iterator[str]:
    """Until an answer began, as a histogram: each class holds all that were faster, too."""
    yield from _head("request_seconds", "histogram", "Seconds until an answer began, by route.")
    for (route,), seconds in _under(metrics.SECONDS, sums):
        label, total = {"route": route or "none"}, 0.0
        for place, end in enumerate((*metrics.TIMES, "+Inf")):
            total += sums.get((metrics.TIME, route, place), 0)
            yield _line("request_seconds_bucket", {**label, "le": end}, total)
        yield _line("request_seconds_sum", label, seconds)
        yield _line("request_seconds_count", label, total)


def _memory(counters: Counters) -> Iterator[str]:
    found = [({"pid": process}, _resident(process)) for process in counters.processes()]
    yield from _family("web_resident_bytes", "gauge", "Memory of each web process.", found)


def _resident(process: int) -> int:
    try:
        return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        # It ended just now, or this is no Linux.
        return 0


def _of_worker() -> Iterator[str]:
    states = [({"state": state}, number) for state, number in deliveries.counts().items()]
    yield from _family("deliveries", "gauge", "Deliveries that are not done, by state.", states)
    oldest = deliveries.oldest_waiting()
    waits = (clock.now() - oldest).total_seconds() if oldest else 0
    yield from _family("delivery_oldest_seconds", "gauge", "How long the oldest delivery that is due waits.", [({}, waits)])
    kinds = [({"kind": kind, "state": state}, number) for (kind, state), number in _work().items()]
    yield from _family("work", "gauge", "Long work, such as imports, by state.", kinds)


def _work() -> Counter[tuple[str, str]]:
    rows = Work.select(Work.kind, Work.holder, Work.error).tuples()
    return Counter((kind, "running" if holder else "tried_again" if error else "waiting") for kind, holder, error in rows)


def _of_providers() -> Iterator[str]:
    counted = tallies.counted()
    for what, (name, about, labels) in TALLIES.items():
        kept = {key[1:]: number for key, number in counted.items() if key[0] == what and len(key) == len(labels) + 1}
        told = [(dict(zip(labels, key, strict=True)), number) for key, number in kept.items()]
        yield from _family(name, "counter", about, told)
    circuits = [({"provider": name}, float(state.left_alone > 0)) for name, state in providers.circuits().items()]
    yield from _family("provider_left_alone", "gauge", "1 while a film database is not asked, as it did not answer.", circuits)


def _of_site() -> Iterator[str]:
    for name, value in figures.latest().items():
        yield from _family(name, "gauge", "Measured once an hour.", [({}, value)])
    disk = disks.fullest()
    if disk is not None:
        yield from _family("disk_free_bytes", "gauge", "Left on the fullest of the site's disks.", [({}, disk.free)])


def _family(name: str, kind: str, about: str, samples: Samples) -> Iterator[str]:
    yield from _head(name, kind, about)
    for labels, value in samples:
        yield _line(name, labels, value)


def _head(name: str, kind: str, about: str) -> Iterator[str]:
    yield f"# HELP moviediary_{name} {about}"
    yield f"# TYPE moviediary_{name} {kind}"


def _line(name: str, labels: Labels, value: float) -> str:
    told = ",".join(f'{label}="{_escaped(str(said))}"' for label, said in labels.items())
    return f"moviediary_{name}{{{told}}} {value:.16g}" if told else f"moviediary_{name} {value:.16g}"


def _escaped(value: str) -> str:
    return value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
