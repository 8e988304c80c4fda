"""What is kept of an unknown file, so that whoever chooses its columns sees how it reads and nobody has to read it again.

Of each column that is how its days and its ratings read, in every order and on every scale; of the file its first rows. However
large the file is, that is little: at most 200 columns, six rows of each kind of part, and 200,000 characters of them in all.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice

from moviediary.sheets.contents import Contents, Record, Unreadable
from moviediary.sheets.limits import TooMuch
from moviediary.sources import mapped, profiles, surveys
from moviediary.sources.columns import Column, columns
from moviediary.sources.lines import How, Line, Profile
from moviediary.sources.readings import plain
from moviediary.sources.sections import MOST_COLUMNS, Section, sections
from moviediary.sources.surveys import Survey
from moviediary.sources.tallies import Days, DayTally, Ratings, RatingTally
from moviediary.text import shortened

# Rows kept of a part, characters kept of a cell, and those after which no further row is.
ROWS, CELL, CHARACTERS = 6, 1_000, 200_000
# After so many values of which none is a day, a column is looked at no further for days; the same for ratings.
HOPELESS = 1_000
# Lines between two looks at the time.
AT_A_TIME = 250
NO_COLUMNS = "There is no table with columns in this file."


@dataclass(frozen=True)
class Asked:
    """A column, for which the member may say that it holds days, or ratings."""

    days: Days
    ratings: Ratings


@dataclass(frozen=True)
class Part:
    """The first rows of a part of the file: of each its number, its cells in the order of the header, and what is wrong."""

    file: str
    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...], str], ...]

    def section(self) -> Section:
        return Section(self.file, self.header, self._records)

    def _records(self) -> Iterator[Record]:
        for number, cells, problem in self.rows:
            yield Record(number, dict(zip(self.header, cells, strict=True)), problem)


@dataclass(frozen=True)
class Sample:
    """What is known of a file. `problem` says why it could not be read, or not to its end."""

    columns: tuple[Column, ...] = ()
    asked: Mapping[str, Asked] = field(default_factory=dict)
    parts: tuple[Part, ...] = ()
    zone: str = "UTC"
    problem: str = ""

    def survey(self, profile: Profile | None) -> Survey:
        """How days and ratings read in the columns of a profile, or in those that look like it. Raises Unreadable."""
        if self.problem:
            raise Unreadable(self.problem)
        chosen = _chosen(profile) or {column.guess: column.name for column in self.columns if column.guess}
        nothing = Asked(DayTally(self.zone).told(), RatingTally().told())
        told_days = self.asked.get(chosen.get("watched", ""), nothing).days
        return surveys.of_both(told_days, self.asked.get(chosen.get("rating", ""), nothing).ratings)

    def lines(self, profile: Profile, how: How) -> Iterator[Line]:
        """The first lines, as a profile reads them. Raises Unreadable."""
        parts = [part.section() for part in self.parts]
        naming = mapped.naming_columns(profile, parts)
        if not any(part.rows for part in self.parts):
            raise Unreadable(mapped.EMPTY)
        for part in parts:
            yield from mapped.part_lines(part, naming, profile.columns, how)


def sample(contents: Contents, zone: str, late: Callable[[], bool] = lambda: False) -> Sample:
    """Look at a file, to its end or until it is late. Raises Unreadable where there is no table in it."""
    offered = tuple(column for column in columns(contents) if len(column.name) <= profiles.COLUMN)
    if not offered:
        raise Unreadable(NO_COLUMNS)
    walk = _Walk(contents, {column.name: _Tally(zone) for column in offered}, late)
    problem = walk.problem()
    asked = {name: tally.asked() for name, tally in walk.tallies.items()}
    return Sample(offered, asked, tuple(walk.parts), zone, problem)


@dataclass
class _Tally:
    """The days and the ratings of a column. An end is the last line of the file that was looked at for it, 0 that of all."""

    zone: str
    days: DayTally = field(init=False)
    ratings: RatingTally = field(default_factory=RatingTally)
    days_end: int = 0
    ratings_end: int = 0

    def __post_init__(self) -> None:
        self.days = DayTally(self.zone)

    def add(self, written: str, line: int) -> bool:
        """Look at a value. False where nothing more is to be learned from the column."""
        if not self.days_end:
            self.days.add(written)
            if self.days.count >= HOPELESS and self.days.is_hopeless:
                self.days_end = line
        if not self.ratings_end:
            self.ratings.add(written)
            if self.ratings.count >= HOPELESS and self.ratings.is_hopeless:
                self.ratings_end = line
        return not (self.days_end and self.ratings_end)

    def end(self, line: int) -> None:
        """Note that no line after this one was looked at."""
        self.days_end, self.ratings_end = self.days_end or line, self.ratings_end or line

    def asked(self) -> Asked:
        return Asked(self.days.told(self.days_end), self.ratings.told(self.ratings_end))


@dataclass
class _Walk:
    contents: Contents
    tallies: Mapping[str, _Tally]
    late: Callable[[], bool]
    parts: list[Part] = field(default_factory=list)
    lines: int = 0
    characters: int = 0

    def problem(self) -> str:
        """Go through the file; why that was not possible to its end."""
        going = dict(self.tallies)
        try:
            for section in sections(self.contents):
                self._keep(section)
                if not self._count(section, going):
                    break
        except Unreadable as problem:
            return str(problem)
        return ""

    def _keep(self, section: Section) -> None:
        """Keep the first rows of a part that has columns no part before it had, or while there are few."""
        known = {name for part in self.parts for name in part.header}
        header = tuple(name for name in section.header[:MOST_COLUMNS] if name in self.tallies)
        if self.characters > CHARACTERS or (known.issuperset(header) and sum(len(part.rows) for part in self.parts) >= ROWS):
            return
        rows = []
        for record in islice(self._spared(section.rows()), ROWS):
            cells = tuple(shortened(record.cells.get(name, ""), CELL) for name in header)
            rows.append((record.number, cells, record.problem))
            self.characters += sum(map(len, cells))
            if self.characters > CHARACTERS:
                break
        self.characters += sum(map(len, header))
        self.parts.append(Part(section.file, header, tuple(rows)))

    def _count(self, section: Section, going: dict[str, _Tally]) -> bool:
        """Look at the days and ratings of a part. False where it is late."""
        names = [name for name in section.header if name in going]
        for record in self._spared(section.rows()):
            self.lines += 1
            if not record.problem:
                for name in names:
                    written = plain(record.cells.get(name, ""))
                    if written and name in going and not going[name].add(written, self.lines):
                        del going[name]
            if self.lines % AT_A_TIME == 0 and self.late():
                for tally in going.values():
                    tally.end(self.lines)
                return False
        return True

    def _spared(self, records: Iterable[Record]) -> Iterator[Record]:
        """The rows of a part, up to where it is damaged, should others be whole."""
        try:
            yield from records
        except Unreadable as problem:
            if isinstance(problem, TooMuch) or len(self.contents.members) == 1:
                raise


def _chosen(profile: Profile | None) -> Mapping[str, str]:
    return profile.columns if profile else {}
