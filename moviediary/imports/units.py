"""One viewing out of the lines that tell of it."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any
from uuid import UUID

from moviediary.diary.commands import Viewing
from moviediary.diary.rules import TAG_LENGTH, TAGS, TEXT_LENGTH, tidy_tags
from moviediary.sources.lines import Said
from moviediary.text import clean
from moviediary.words import AUDIENCES

SAID = tuple(field.name for field in fields(Said))
LONG_TEXT = f"The text was longer than {TEXT_LENGTH:,} characters; the diary has its beginning."
MANY_TAGS = f"Only {TAGS} tags of at most {TAG_LENGTH} characters were taken."


@dataclass(frozen=True)
class Unit:
    """A viewing as a file tells of it. `whole`: it only speaks of the film; `apart`: its film is not to be taken for another.

    `line` is the first that tells of it, `film_id` the film as this file names it.
    """

    source: str
    source_id: str
    movie_id: UUID
    viewing: Viewing
    whole: bool = False
    apart: bool = False
    notes: tuple[str, ...] = ()
    line: int = 0
    film_id: int = 0


def together(said: Iterable[Said]) -> Said:
    """What lines say in common: of each field the first that was said, of tags and hearts all, of audiences the smallest."""
    parts = list(said)
    if len(parts) == 1:
        return parts[0]
    values: dict[str, Any] = {}
    for name in SAID:
        found = [value for part in parts if (value := getattr(part, name)) is not None]
        if found:
            values[name] = _joined(name, found)
    return Said(**values)


def viewing(said: Said, audience: str) -> tuple[Viewing, tuple[str, ...]]:
    """The viewing that was told of, fitted to what a diary holds, and sentences on what did not fit."""
    given = {name: value for name in SAID if (value := getattr(said, name)) is not None}
    notes = []
    text = clean(given.get("text", ""))
    if len(text) > TEXT_LENGTH:
        text = text[:TEXT_LENGTH].rstrip()
        notes.append(LONG_TEXT)
    tags = tidy_tags(tuple(given.get("tags", ())))
    fitting = tuple(tag for tag in tags if len(tag) <= TAG_LENGTH)[:TAGS]
    if fitting != tags:
        notes.append(MANY_TAGS)
    return Viewing(**{"watched": "", "audience": audience, **given, "text": text, "tags": fitting}), tuple(notes)


def _joined(name: str, found: list[Any]) -> Any:
    if name in ("heart", "spoiler", "seen_before"):
        return any(found)
    if name == "tags":
        return tuple(dict.fromkeys(tag for tags in found for tag in tags))
    if name in ("text", "time", "medium", "watched"):
        return next((value for value in found if value), "")
    if name == "audience":
        return max(found, key=smallness)
    return found[0]


def smallness(audience: str) -> int:
    """How few an audience is; what is none is refused later, so it must not get lost here."""
    return [*AUDIENCES, audience].index(audience)
