"""Trakt's export of data: about forty JSON files in a ZIP, or one of them alone."""

import re
from collections.abc import Iterator

from moviediary.sheets.contents import Contents, Unreadable
from moviediary.sources import trakt_items as items
from moviediary.sources.lines import How, Line
from moviediary.sources.parts import first, spared

NAME = re.compile(r"(?:.*/)?(?P<stem>[a-z][a-z_-]*?)(?:-(?P<part>\d+))?\.json", re.IGNORECASE | re.DOTALL)
LIST = re.compile(r"(?:.*/)?lists-list-(?P<id>\d+)[^/]*\.json", re.IGNORECASE | re.DOTALL)
# What films are in, in the order of reading: what was watched first, as the summary of it is held against it.
FILMS = (
    *("watched-history", "watched-movies", "ratings-movies", "lists-favorites", "lists-watchlist", "lists-lists"),
    *("comments-movies", "notes-movies", "collection-movies", "watched-playback"),
)
# What each item of is a line of its own, though it is no film.
_OTHERS = re.compile(r"(watched|ratings|comments|notes|collection)-(shows|seasons|episodes)|lists-(lists?|collaborations)\b.*")
ACCOUNT = "This file is about your account at Trakt, not about films."
NOT_JSON = "This file is not one of those in which Trakt writes about films."


class Trakt:
    name, title = "trakt", "Trakt"
    asks: frozenset[str] = frozenset()

    def recognises(self, contents: Contents) -> int:
        stems = {_stem(member) for member in contents.members}
        known = [member for member in contents.members if _stem(member) in FILMS or LIST.fullmatch(member)]
        if len(contents.members) == 1:
            known = list(contents.members)
        if any(items.by_trakt(first(contents, member)) for member in known):
            return 95
        # An account without films has none of its items to show.
        return 60 if len(known) >= 3 and "user-profile" in stems else 0

    def lines(self, contents: Contents, how: How) -> Iterator[Line]:
        seen: set[str] = set()
        told = False
        for member in sorted(contents.members, key=_order):
            place = items.Place(member, how.zone, _list(member), seen)
            for line in spared(contents, member, _of(contents, member, place)):
                told = True
                yield line
        if not told:
            raise Unreadable("There is nothing in this file that Trakt writes about films.")


SOURCE = Trakt()


def _of(contents: Contents, member: str, place: items.Place) -> Iterator[Line]:
    if not member.lower().endswith(".json") and len(contents.members) > 1:
        yield Line(member, 1, "left", problem=NOT_JSON, value=member)
    elif not _has_items(contents, member):
        yield Line(member, 1, "left", problem=ACCOUNT, value=member)
    else:
        for number, item in contents.items(member):
            yield items.line(place, number, item)


def _has_items(contents: Contents, member: str) -> bool:
    """Whether a file holds films or series, which its name says, else its first item."""
    stem = _stem(member)
    if stem in FILMS or _OTHERS.fullmatch(stem):
        return True
    return not stem.startswith(("hidden-", "user-", "network-", "likes-")) and items.by_trakt(first(contents, member))


def _stem(member: str) -> str:
    """The name of a file without folder, number and ending."""
    found = NAME.fullmatch(member)
    stem = found["stem"].lower().replace("favourites", "favorites") if found else ""
    return "lists-list" if LIST.fullmatch(member) else stem


def _order(member: str) -> tuple[int, int, str]:
    found, stem = NAME.fullmatch(member), _stem(member)
    part = int(found["part"] or 0) if found and found["part"] and len(found["part"]) < 10 else 0
    return (FILMS.index(stem) if stem in FILMS else len(FILMS), part, member)


def _list(member: str) -> str:
    """Which list the items of a file are on: "watchlist", "favorites", the number of one, or ""."""
    if found := LIST.fullmatch(member):
        return found["id"]
    stem = _stem(member)
    return next((name for name in ("watchlist", "favorites") if name in stem), "")
