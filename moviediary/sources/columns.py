"""The columns of an unknown file, with samples, and which of our fields each may be: guessed from its name and what is in it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from moviediary.sheets.contents import Contents
from moviediary.sources import looks
from moviediary.sources.fields import NAMING
from moviediary.sources.headers import fitting
from moviediary.sources.lines import Profile
from moviediary.sources.readings import plain
from moviediary.sources.sections import MOST_COLUMNS, sections
from moviediary.text import one_line, shortened

# So many rows are looked at, so many different values kept of a column to judge it by, and so many shown.
ROWS, KEPT, SHOWN = 1_000, 200, 5
SAMPLE_LENGTH = 120
# Of a value no more is looked at.
LOOKED_AT = 1_000
# What a name says, at its best, and what it takes to be believed.
NAME, ENOUGH = 10.0, 3.0
# Fields whose values cannot be taken for anything else.
TELLING = ("imdb", "tmdb", "uri")
# A title by its looks only: so many different ones among those that are there.
DISTINCT = 0.5


@dataclass(frozen=True)
class Column:
    """A column of a file: its name, up to five different samples, and our field for it, "" where there is none."""

    name: str
    samples: tuple[str, ...] = ()
    guess: str = ""


def columns(contents: Contents, member: str | None = None) -> list[Column]:
    """The columns of a file, or of one part of it. Raises Unreadable where there is no table."""
    read = _read(contents, member)
    guessed = {column: name for name, column in _assigned(read).items()}
    return [Column(one.name, one.shown(), guessed.get(one.name, "")) for one in read]


def guess(contents: Contents) -> Profile:
    """Which column is which of our fields, as well as it can be told without asking."""
    return Profile(columns=_assigned(_read(contents, None)))


@dataclass
class _Seen:
    """A column with different values of it, and how many rows had one."""

    name: str
    values: dict[str, None] = field(default_factory=dict)
    rows: int = 0

    def add(self, value: str) -> None:
        short = value[:LOOKED_AT].strip()
        if plain(short):
            self.rows += 1
            if len(self.values) < KEPT:
                self.values[short] = None

    def shown(self) -> tuple[str, ...]:
        return tuple(shortened(one_line(value), SAMPLE_LENGTH) for value in islice(self.values, SHOWN))


def _read(contents: Contents, member: str | None) -> list[_Seen]:
    seen: dict[str, _Seen] = {}
    for section in sections(contents):
        if member is not None and section.file != member:
            continue
        for name in section.header:
            if len(seen) < MOST_COLUMNS:
                seen.setdefault(name, _Seen(name))
        for record in islice(section.rows(), ROWS):
            for name, value in record.cells.items():
                if name in seen and not record.problem:
                    seen[name].add(value)
    return list(seen.values())


def _assigned(read: list[_Seen]) -> dict[str, str]:
    """The best column for each field, no column twice, the surest first."""
    found: dict[str, str] = {}
    for _, place, name in sorted(_scores(read), key=lambda score: (-score[0], score[1])):
        column = read[place].name
        if name not in found and column not in found.values():
            found[name] = column
    if not any(name in found for name in NAMING) and (title := _title_by_looks(read, set(found.values()))):
        found["title"] = title
    return found


def _scores(read: list[_Seen]) -> Iterator[tuple[float, int, str]]:
    for place, column in enumerate(read):
        named = fitting(column.name)
        for name in looks.FIELDS:
            # A name that says something else is believed, whatever the values look like.
            if named and name not in named and name not in TELLING:
                continue
            score = NAME * named.get(name, 0.0) + _looks(name, column.values, name in named)
            if score >= ENOUGH:
                yield score, place, name


def _looks(name: str, values: Iterable[str], named: bool) -> float:
    """What the values say for a field; much against it where most of them cannot be one."""
    sample = list(values)
    if not sample:
        return 0.0 if named else -NAME
    share = sum(1 for value in sample if looks.can_be(name, value)) / len(sample)
    if share < looks.SHARE:
        return -2 * NAME
    return looks.bonus(name, sample)


def _title_by_looks(read: list[_Seen], taken: set[str]) -> str:
    """The first column with many different short texts, where no name tells of the title."""
    for column in read:
        sample = list(column.values)
        titles = sum(1 for value in sample if looks.can_be("director", value) and len(value) <= SAMPLE_LENGTH)
        many = len(sample) >= min(KEPT, DISTINCT * column.rows)
        if column.name not in taken and sample and titles >= looks.SHARE * len(sample) and many:
            return column.name
    return ""
