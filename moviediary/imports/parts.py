"""The lines that tell of a viewing, read as imports need them: by the hundred, without what only pages show."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec

from moviediary.sources.lines import Said
from moviediary.tables import selected_among

# Of which kind of line a viewing has its words first.
ORDER = ("viewing", "film", "event")
COLUMNS = "leader_id, outcome, id, kind, film_id, day, source_id, note, said, more"


@dataclass(frozen=True, slots=True)
class Part:
    """A line, and the words it has for a viewing."""

    id: int
    kind: str
    film_id: int | None
    day: str
    source_id: str
    note: str
    said: Said
    more: dict[str, Any]


def parts_of(batch_id: UUID, leaders: Sequence[int]) -> dict[int, list[Part]]:
    """The lines that are still to be imported, under their leaders; of each viewing what it says itself first."""
    # Asked for those of no outcome, SQLite would look at all that are left of the file.
    text = f"SELECT {COLUMNS} FROM import_line WHERE batch_id = ? AND leader_id IN (AMONG)"  # noqa: S608
    found: dict[int, list[Part]] = {leader: [] for leader in leaders}
    for leader, outcome, *values, said, more in selected_among(text, leaders, batch_id.hex):
        if outcome:
            continue
        told = msgspec.json.decode(more, type=dict[str, Any]) if more != "{}" else {}
        found[leader].append(Part(*values, msgspec.json.decode(said, type=Said), told))  # type: ignore[call-arg]
    for parts in found.values():
        parts.sort(key=lambda part: (ORDER.index(part.kind), part.id))
    return found


def rated_films(film_ids: Collection[int]) -> set[int]:
    """Films of which a viewing of the file has a rating of its own."""
    text = "SELECT DISTINCT film_id FROM import_line WHERE kind = 'viewing' AND said LIKE ? AND film_id IN (AMONG)"
    return {film_id for (film_id,) in selected_among(text, film_ids, '%"rating":%')}
