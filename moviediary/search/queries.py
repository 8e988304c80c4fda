"""What a search shows besides films: members, and the genres there are to choose from."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

import peewee

from moviediary import clock
from moviediary.accounts.models import Member
from moviediary.columns import as_uuid
from moviediary.database import db, selected
from moviediary.dialect import position
from moviediary.ids import hue
from moviediary.movies.models import MovieDetails
from moviediary.relations.models import BARRED_BY
from moviediary.text import fold

GENRES = 40
# To know them, all films are looked at, and strangers may ask as often as they like.
KEPT = timedelta(minutes=5)


@dataclass(frozen=True)
class Found:
    """A member who was found."""

    id: UUID
    username: str
    display_name: str

    @property
    def initial(self) -> str:
        return self.display_name[:1].upper()

    @property
    def hue(self) -> int:
        return hue(self.id)


class _Genres(NamedTuple):
    """The genres that the films of a database had at a moment."""

    of: peewee.Database
    at: datetime
    names: list[str]


_known: _Genres | None = None

# Written out: it is asked with every letter somebody types.
CALLED = """
SELECT id, username, display_name FROM member
WHERE (POSITION(username, ?) > 0 OR POSITION(SHOWN, ?) > 0){there} ORDER BY username LIMIT ?
"""
THERE = f"""
AND id NOT IN ({BARRED_BY})
"""


def members_called(reader: Member | None, text: str, limit: int = 10) -> list[Found]:
    """Members whose username or shown name holds the text, and who are there for the reader."""
    there, who = (THERE, (reader.id.hex, reader.id.hex)) if reader else ("", ())
    # What is folded has no signs, and somebody may be called by one.
    shown, sought = ("folded", fold(text)) if any(map(str.isalnum, text)) else ("display_name", text)
    words = CALLED.replace("POSITION", position()).replace("SHOWN", shown).format(there=there)
    rows = selected(words, (text.lower(), sought, *who, limit))
    return [Found(as_uuid(member_id), username, name) for member_id, username, name in rows]


def genres() -> list[str]:
    """The genres films of ours have, by name; the commonest, where there are very many. One that is new comes a little later."""
    global _known
    now = clock.now()
    if _known is None or _known.of is not db.obj or not now - KEPT < _known.at <= now:
        _known = _Genres(db.obj, now, _genres())
    return _known.names


def _genres() -> list[str]:
    found: Counter[str] = Counter()
    for names in MovieDetails.select(MovieDetails.genres).distinct().tuples():
        found.update(names[0])
    return sorted(name for name, _ in found.most_common(GENRES))
