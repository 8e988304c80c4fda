"""What a movie becomes when it is matched with a film of a provider."""

from dataclasses import dataclass, replace
from typing import Any

from moviediary.movies.commands import Identity
from moviediary.movies.rules import EXTERNAL, NUMBER_OF

LABELS = {"title": "Title", "original_title": "Original title", "year": "Year of release", "director": "Directed by"}


@dataclass(frozen=True)
class Choice:
    """What a film is called here and there, where the two differ, by the field of the form that says it."""

    name: str
    label: str
    ours: str
    theirs: str


def matched(known: Identity, told: Identity) -> Identity:
    """What is proposed for a movie: the provider's numbers, year and directors; its titles only where we have none.

    A number that the provider does not tell stays, unless one that it tells says that ours were those of another film.
    """
    pairs = [(getattr(known, name), getattr(told, name)) for name in EXTERNAL]
    same = all(ours is None or theirs is None or ours == theirs for ours, theirs in pairs)
    numbers: dict[str, Any] = {
        name: theirs or (ours if same else None) for name, (ours, theirs) in zip(EXTERNAL, pairs, strict=True)
    }
    return replace(
        known,
        original_title=known.original_title or told.original_title,
        year=told.year,
        directors=told.directors or known.directors,
        **numbers,
    )


def choices(known: Identity, told: Identity) -> list[Choice]:
    """The fields of which both say something, and not the same."""
    ours, theirs = _said(known), _said(told)
    both = [name for name in LABELS if ours[name] and theirs[name] and ours[name] != theirs[name]]
    return [Choice(name, LABELS[name], ours[name], theirs[name]) for name in both]


def changes(known: Identity, proposed: Identity) -> list[tuple[str, str]]:
    """What changes without being asked, in words: a label and what it will be. Numbers, and what was empty."""
    ours, new = _said(known), _said(proposed)
    added = [(LABELS[name], new[name]) for name in LABELS if new[name] and not ours[name]]
    numbers = [(name, getattr(known, name), getattr(proposed, name)) for name in EXTERNAL]
    return added + [(NUMBER_OF[name], str(after or "none")) for name, before, after in numbers if before != after]


def _said(identity: Identity) -> dict[str, str]:
    directors = ", ".join(identity.directors)
    titles = {"title": identity.title, "original_title": identity.original_title}
    return {**titles, "year": str(identity.year), "director": directors}
