"""Letterboxd: the ZIP of everything, any file of it, and files that were made to be brought to it."""

from collections.abc import Iterator
from typing import Any

from moviediary.sheets.contents import Contents, Table, Unreadable
from moviediary.sheets.limits import TooMuch
from moviediary.sources import letterboxd_lists, letterboxd_rows
from moviediary.sources.letterboxd_rows import Joined
from moviediary.sources.lines import How, Line
from moviediary.sources.rows import UNKNOWN_FILE, basename, has, rows, unread

WATCHED_OR_WANTED = "This may be a list of films you watched, liked or want to watch: call the file watched.csv or watchlist.csv."
DELETED = "You had deleted this from Letterboxd."
ORPHANED = "Letterboxd had taken this film off its site."
# Parts in the order in which they are read: what a viewing is known by first.
ORDER = (
    "diary",
    "reviews",
    "ratings",
    "watched",
    "likes",
    "watchlist",
    "list",
    "made",
    "comments",
    "profile",
    "told",
    "unsure",
    "",
)
# So many files of an archive are looked at to tell whose it is.
GLANCES = 30


class Letterboxd:
    name, title = "letterboxd", "Letterboxd"
    asks = frozenset({"misfits", "deleted"})

    def recognises(self, contents: Contents) -> int:
        found = {_role(contents, member) for member in sorted(contents.members, key=_likely)[:GLANCES]}
        if found & {"diary", "reviews", "ratings", "watched", "likes", "watchlist", "list", "unsure"}:
            return 95
        return 70 if found & {"made", "profile", "comments"} else 0

    def lines(self, contents: Contents, how: How) -> Iterator[Line]:
        """A line for each row of each part. Raises Unreadable where no part is one of Letterboxd's."""
        parts = sorted(((member, _role(contents, member)) for member in contents.members), key=lambda part: ORDER.index(part[1]))
        if all(not role for _, role in parts):
            raise Unreadable("This is no export of Letterboxd: no part of it has the columns that Letterboxd writes.")
        joined = {"": Joined(), "deleted": Joined(), "orphaned": Joined()}
        for member, role in parts:
            place = _place(member)
            problem = "" if how.deleted else {"deleted": DELETED, "orphaned": ORPHANED}.get(place, "")
            yield from _told(contents, member, role, how, joined[place], problem)


def _told(contents: Contents, member: str, role: str, how: How, joined: Joined, problem: str) -> Iterator[Line]:
    try:
        for line in _lines(contents, member, role, how, joined):
            yield _left(line, problem) if problem else line
    except TooMuch:
        raise
    except Unreadable as unreadable:
        yield unread(member, str(unreadable))


def _lines(contents: Contents, member: str, role: str, how: How, joined: Joined) -> Iterator[Line]:
    if role == "list":
        yield from letterboxd_lists.lines(contents, member)
        return
    table = contents.table(member)
    if not role:
        yield unread(member, UNKNOWN_FILE)
        return
    for row in rows(member, table):
        if role == "unsure":
            yield row.left(WATCHED_OR_WANTED)
        elif role in letterboxd_lists.KEPT:
            yield row.line("other", more={"what": letterboxd_lists.KEPT[role]})
        else:
            yield letterboxd_rows.READ[role](row, how, joined)


def _left(line: Line, problem: str) -> Line:
    return Line(line.file, line.number, "left", line.film, problem=line.problem or problem, original=line.original)


def _place(member: str) -> str:
    """Whether a part holds what was deleted, or what lost its film."""
    folders = [folder.casefold() for folder in member.split("/")[:-1]]
    return next((folder for folder in folders if folder in ("deleted", "orphaned")), "")


def _likely(member: str) -> tuple[bool, int]:
    return basename(member) not in ("diary.csv", "ratings.csv", "watched.csv", "reviews.csv"), member.count("/")


def _role(contents: Contents, member: str) -> str:
    """Which of Letterboxd's files a part is, by its columns, and by its name where these are the same; "" for none."""
    try:
        table = contents.table(member)
    except TooMuch:
        raise
    except Unreadable:
        return ""
    return _by_header(table) or (_by_name(member) if has(table, "Name", "Year", "Letterboxd URI") else "")


def _by_header(table: Table) -> str:
    first: Any = table.header[:1]
    if (first and first[0].startswith("Letterboxd list export")) or table.header[:4] == ("Date", "Name", "Tags", "URL"):
        return "list"
    if has(table, "Letterboxd URI", "Name", "Watched Date"):
        return "reviews" if has(table, "Review") else "diary"
    if has(table, "Letterboxd URI", "Name", "Rating"):
        return "ratings"
    if has(table, "Date Joined", "Username"):
        return "profile"
    if table.header[:3] == ("Date", "Content", "Comment"):
        return "comments"
    if table.header == ("Date", "Content"):
        return "told"
    # In exactly these letters: others write "tmdbId".
    made = {"LetterboxdURI", "WatchedDate", "Rating10", "tmdbID", "imdbID"}.intersection(table.header)
    return "made" if made and "Title" in table.header else ""


def _by_name(member: str) -> str:
    name = basename(member)
    for role, sign in (("watchlist", "watchlist"), ("watched", "watched"), ("likes", "films"), ("likes", "like")):
        if sign in name:
            return role
    return "unsure"


SOURCE = Letterboxd()
