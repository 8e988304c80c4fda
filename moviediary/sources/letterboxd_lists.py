"""Letterboxd's lists, and what of its export has no place in the diary yet."""

from collections.abc import Iterator

from moviediary.sheets.contents import Contents
from moviediary.sources.films import film, split
from moviediary.sources.hypertext import markdown_of
from moviediary.sources.lines import Line
from moviediary.sources.rows import Row, rows

SITE = "https://letterboxd.com/"
KEPT = {"comments": "comment", "profile": "profile", "told": "like"}


def lines(contents: Contents, member: str) -> Iterator[Line]:
    """The head of a list, then its items: two tables one below the other, each with a header of its own."""
    heads = contents.table(member, ("Date", "Name"))
    items = contents.table(member, ("Position", "Name"))
    name = ""
    for row in rows(member, heads):
        if row.record.number >= items.line:
            break
        name = row("URL") or row("Name") or _stem(member)
        yield _head(row)
    for row in rows(member, items):
        yield _item(row, name)


def _head(row: Row) -> Line:
    more = {
        "name": row("Name") or _stem(row.member),
        "tags": list(split(row("Tags"))),
        "description": markdown_of(row("Description"), SITE),
        "url": row("URL"),
        "day": row("Date"),
    }
    return row.line("list", source_id=row("URL"), more=more)


def _item(row: Row, name: str) -> Line:
    found = film(row("Name"), row("Year"), uri=row("URL"))
    more = {"list": name, "position": row("Position"), "note": markdown_of(row("Description"), SITE)}
    return row.line("listed", found, more=more)


def _stem(member: str) -> str:
    return member.rpartition("/")[2].rpartition(".")[0] or member
