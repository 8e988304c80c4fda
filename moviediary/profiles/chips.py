"""What a list was narrowed to, in words, each with the address of the list without it."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from moviediary.diary.narrowing import Narrowing, query
from moviediary.profiles.months import label
from moviediary.words import MEDIA, day_text, stars_text

# What needs no value to be said.
PLAIN = {
    "dayless": "without a day",
    "undated": "without a date",
    "rated": "rated",
    "yearly": "known by the year only",
    "film": "one film",
    "hearted": "liked",
    "runtimeless": "runtime unknown",
    "finished": "finished",
    "unfinished": "not finished",
}
# How a value is said.
SPOKEN: dict[str, Callable[[str], str]] = {
    "watched": lambda said: day_text(said) if len(said) == 10 else label(said),
    "weekday": lambda said: f"on {said.capitalize()}s",
    "decade": lambda said: f"films of the {said}s",
    "director": lambda said: f"directed by {said}",
    "country": lambda said: f"from {said}",
    "language": lambda said: f"in {said}",
    "medium": lambda said: MEDIA.get(said, "place unknown"),
    "tag": lambda said: f"#{said}",
    "changed": lambda said: {"up": "rated higher than before", "down": "rated lower than before"}.get(said, "rated as before"),
    "text": lambda said: f"“{said}”",
    "rewatch": lambda said: "rewatches" if said == "yes" else "first viewings",
}


@dataclass(frozen=True)
class Chip:
    """One thing a list is narrowed to; `without` is the address of the list without it."""

    words: str
    without: str


def chips(narrowing: Narrowing, path: str) -> list[Chip]:
    """The chips of a list at a path."""
    asked = query(narrowing)
    return [Chip(words, _address(path, asked, name)) for name, said in asked.items() if (words := _words(narrowing, name, said))]


def _address(path: str, asked: dict[str, str], without: str) -> str:
    gone = {"from", "to"} if without == "from" else {without}
    kept = {name: value for name, value in asked.items() if name not in gone}
    return f"{path}?{urlencode(kept)}" if kept else path


def _words(narrowing: Narrowing, name: str, said: str) -> str:
    if name in PLAIN:
        return PLAIN[name]
    if name in SPOKEN:
        return SPOKEN[name](said)
    if name == "rating":
        return stars_text(narrowing.rating) if narrowing.rating else "no rating"
    if name in ("from", "to"):
        # The two ends of a span are one chip.
        return _span(narrowing) if name == "from" or not narrowing.first else ""
    return said


def _span(narrowing: Narrowing) -> str:
    first, last = narrowing.first, narrowing.last
    if first and last:
        return f"{day_text(first)} to {day_text(last)}"
    return f"since {day_text(first)}" if first else f"until {day_text(last)}"
