"""What an importer reads out of a file, whoever wrote the file: one value per line of it, in the words of the diary."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

# What a line tells of. A `viewing` is one, with a day or without. What is said of a `film` as a whole (a rating, a heart, that it
# was seen) goes to the latest viewing of it, or is one without a day. `watchlist`, `list` (its head), `listed` (an item of one)
# and `other` are kept with the import until there is a place for them. `left` is no film, or nobody's business: its problem says.
KINDS = ("viewing", "film", "watchlist", "list", "listed", "other", "event", "left")
VIEWED = ("viewing", "film", "event")
KEPT = ("watchlist", "list", "listed", "other")


@dataclass(frozen=True, slots=True)
class Film:
    """A film as a source names it. `uri` is its own mark for it; `movie_id` stands in exports of this diary only."""

    title: str = ""
    year: int | None = None
    original_title: str = ""
    directors: tuple[str, ...] = ()
    imdb_id: str | None = None
    tmdb_id: int | None = None
    wikidata_id: str | None = None
    uri: str = ""
    movie_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """What a line says of a viewing, as in `diary.commands.Viewing`; None where it says nothing.

    `watched` is "" where it says that the day is not known. `text` is Markdown already.
    """

    watched: str | None = None
    time: str | None = None
    rating: int | None = None
    heart: bool | None = None
    medium: str | None = None
    tags: tuple[str, ...] | None = None
    text: str | None = None
    spoiler: bool | None = None
    finished: bool | None = None
    seen_before: bool | None = None
    audience: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a file, or one item of a JSON array; every one of them gives exactly one.

    `file` is the name inside an archive, `number` the line where it begins, counted from 1 with the header (the place of the
    item, from 1, in JSON). `source_id` is what the source calls it, "" where it has no name for it. Lines with the same
    `unit` tell of the same viewing; "" is a unit of its own. `problem` is a sentence why it cannot be imported, the same for
    all lines of the same cause; `value` is what was there. `note` is the same for what is imported, but not quite as it was
    said. `original` is what was written, by column.
    """

    file: str
    number: int
    kind: str
    film: Film | None = None
    said: Said = Said()
    source_id: str = ""
    unit: str = ""
    problem: str = ""
    note: str = ""
    value: str = ""
    original: Mapping[str, str] = field(default_factory=dict)
    # Further facts that only the source's own kind of line has, as JSON.
    more: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Profile:
    """Which column of an unknown file is which of our fields, and how its days and ratings are to be read (as in `How`)."""

    name: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    scale: str = ""
    order: str = ""


@dataclass(frozen=True)
class How:
    """How to read a file, where that is for a person to say.

    `scale` is the highest rating of the file ("5", "10", "100"), `misfits` what becomes of a rating between two half stars: "ask"
    (a problem), "leave" (no rating, noted), "nearest" (rounded, noted). `order` is that of numbers in a day ("ymd", "dmy",
    "mdy"). "" is what the source says, or what the file looks like. `rated_days` takes the day of a rating for that of a
    viewing, `deleted` takes what the source had deleted. `zone` is the member's time zone, into which moments in UTC are turned.
    """

    scale: str = ""
    misfits: str = "ask"
    order: str = ""
    rated_days: bool = False
    deleted: bool = False
    zone: str = "UTC"
    profile: Profile | None = None
