"""What was watched at Netflix: titles and days, episodes among them."""

import re
from dataclasses import replace

from moviediary.sheets.contents import Contents, Table
from moviediary.sources.days import day, order_of
from moviediary.sources.films import film
from moviediary.sources.lines import How, Line, Said
from moviediary.sources.rows import Row, rows
from moviediary.sources.tabular import Tabular

EPISODE = "This looks like an episode of a series, and no film."
# What stands between the name of a series and that of an episode, in the languages of its accounts. Films have parts and
# chapters, too, but only at the end of their titles.
_SEASON = re.compile(
    r"(?:season|series|staffel|saison|temporada|stagione|seizoen|sezon|säsong|sesong|sæson|kausi|évad|sezonul|сезон) \d+"
    r"|\d+\. (?:sezon|évad|série|kausi|sezóna|řada)|(?:limited|mini)[- ]?series|miniserie\w*|minisérie\w*"
    r"|(?:episode|folge|épisode|episodio|episódio|aflevering|avsnitt|odcinek) \d+",
    re.IGNORECASE,
)
_PART = re.compile(
    r"(?:part|chapter|volume|vol\.?|book|teil|kapitel|partie|chapitre|parte|capítulo|capitolo|deel) \w+", re.IGNORECASE
)


class Netflix(Tabular):
    name, title = "netflix", "Netflix"
    asks = frozenset({"order"})

    def sure(self, contents: Contents, member: str) -> int:
        return 90 if "netflix" in f"{contents.name} {member}".casefold() else 75

    def is_ours(self, table: Table) -> bool:
        return [name.casefold() for name in table.header] == ["title", "date"]

    def reading(self, member: str, table: Table, how: How) -> How:
        """Days are written as the account's language does, so where nobody says which comes first, all of the file tells."""
        return replace(how, order=how.order or order_of(row("Date") for row in rows(member, table)))

    def line(self, row: Row, how: How) -> Line:
        return _line(row, how)


def _line(row: Row, how: How) -> Line:
    found = film(row("Title"))
    if is_episode(found.title):
        return row.left(EPISODE, found.title, found)
    told = day(row("Date"), how.order, how.zone)
    more = {"problem": told.problem, "value": row("Date")} if told.problem else {}
    return row.line("viewing", found, Said(watched=told.watched, time=told.time or None, medium="streaming"), **more)


def is_episode(title: str) -> bool:
    """Whether a title is one of an episode: "Show: Season 1: Pilot", but not "Kill Bill: Vol. 1" or "Dune: Part Two"."""
    parts = [part.strip() for part in title.split(":")]
    return any(_SEASON.fullmatch(part) for part in parts[1:]) or any(_PART.fullmatch(part) for part in parts[1:-1])


SOURCE = Netflix()
