"""Any other file: a table or an array of which somebody, or a guess, says which column is which of our fields."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from moviediary.sheets.contents import Contents, Unreadable
from moviediary.sources import cells
from moviediary.sources.columns import guess
from moviediary.sources.fields import NAMING
from moviediary.sources.lines import How, Line, Profile
from moviediary.sources.parts import spared
from moviediary.sources.sections import Section, sections
from moviediary.sources.surveys import survey_of

NOTHING_CHOSEN = "No column of this file was chosen for the title of a film, nor for its number. Choose one, then read it again."
NO_COLUMNS = "This part of the file has none of the columns that were chosen for naming films."
EMPTY = "This file has the names of columns, and nothing below them."
NO_TABLE = "This part of the file is no table."


class Mapped:
    name, title = "mapped", "another table"
    asks: frozenset[str] = frozenset({"scale", "misfits", "order", "profile"})

    def recognises(self, contents: Contents) -> int:
        """1 for anything with a table, so that whoever knows the file better comes first."""
        try:
            return 1 if any(section.header for section in sections(contents)) else 0
        except Unreadable:
            return 0

    def lines(self, contents: Contents, how: How) -> Iterator[Line]:
        profile = how.profile if how.profile and how.profile.columns else guess(contents)
        parts = list(sections(contents))
        naming = naming_columns(profile, parts)
        settled = _settled(contents, how, profile)
        found = False
        for part in parts:
            for line in spared(contents, part.file, part_lines(part, naming, profile.columns, settled)):
                found = True
                yield line
        if not found:
            raise Unreadable(EMPTY)
        for member in _without_table(contents, parts):
            yield Line(member, 1, "left", problem=NO_TABLE, value=member)


SOURCE = Mapped()


def naming_columns(profile: Profile, parts: Iterable[Section]) -> set[str]:
    """The columns that name films. Raises Unreadable where none was chosen, or no part of the file has any of them."""
    naming = {profile.columns[name] for name in NAMING if profile.columns.get(name)}
    if not naming:
        raise Unreadable(NOTHING_CHOSEN)
    if not any(naming & set(part.header) for part in parts):
        raise Unreadable(f"None of the columns chosen for naming films is in this file: {_listed(naming)}.")
    return naming


def part_lines(part: Section, naming: set[str], columns: Mapping[str, str], how: How) -> Iterator[Line]:
    """The lines of a part of a file. `how` has an order of days and a scale of ratings."""
    if naming & set(part.header):
        for record in part.rows():
            yield cells.line(part.file, record, columns, how)
    else:
        for record in part.rows():
            yield Line(part.file, record.number, "left", problem=NO_COLUMNS, value=part.file, original=record.cells)


def _settled(contents: Contents, how: How, profile: Profile) -> How:
    """How to read days and ratings: as it was said, else as the profile says, else as the file looks like."""
    scale, order = how.scale or profile.scale, how.order or profile.order
    if (not scale and "rating" in profile.columns) or (not order and "watched" in profile.columns):
        found = survey_of(contents, profile, how.zone)
        scale, order = scale or found.scale, order or found.order
    return replace(how, scale=scale, order=order)


def _without_table(contents: Contents, parts: list[Section]) -> list[str]:
    """The members of a file in which no table was found."""
    files = [part.file for part in parts]
    return [member for member in contents.members if not any(file == member or file.startswith(f"{member}/") for file in files)]


def _listed(names: set[str]) -> str:
    return ", ".join(f"“{name}”" for name in sorted(names))
