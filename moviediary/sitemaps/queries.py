"""What a visitor who is not signed in may see, walked by ids.

The selects are written out, with 'everyone' in them, as a database uses an index of some rows only for a condition it can read.
Each looks at counts that are kept, or at such an index: what is private is not even passed over.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from moviediary import ids
from moviediary.columns import as_uuid
from moviediary.database import selected
from moviediary.errors import NotFound
from moviediary.movies.models import address as movie_address
from moviediary.people.models import address as person_address
from moviediary.sitemaps.models import SitemapPage
from moviediary.sitemaps.rules import MOST, Place

FIRST, LAST = UUID(int=0), UUID(int=(1 << 128) - 1)
# A word in capitals stands for a condition that several have, as in diary.numbers.
PUBLIC = "audience = 'everyone' AND deleted_at IS NULL"
SEEN = """(
    EXISTS (SELECT 1 FROM movie_rating_count AS counted WHERE counted.movie = MOVIE_ID AND counted.audience = 'everyone')
    OR EXISTS (SELECT 1 FROM review WHERE review.movie_id = MOVIE_ID AND NOT finished AND PUBLIC)
)"""
MEMBERS = """
SELECT member.id, member.username FROM member WHERE (
    EXISTS (SELECT 1 FROM rating_count AS counted WHERE counted.member = member.id AND counted.audience = 'everyone')
    OR EXISTS (SELECT 1 FROM review WHERE review.member_id = member.id AND NOT finished AND PUBLIC)
) AND RANGE
"""
# Of a merged movie, all that was counted went to the one it became.
MOVIES = "SELECT movie.id, movie.title, movie.year FROM movie WHERE SEEN AND RANGE"
PEOPLE = """
SELECT person.id, person.name FROM person
WHERE EXISTS (SELECT 1 FROM credit WHERE credit.person_id = person.id AND SEEN) AND RANGE
"""
REVIEWS = "SELECT review.id, review.revision FROM review WHERE PUBLIC AND text <> '' AND RANGE"


@dataclass(frozen=True)
class Kind:
    """A kind of pages: the select that finds them, of ids behind one and up to another, and what makes a place of a row."""

    select: str
    place: Callable[..., Place]


def _review(review_id: UUID, revision: int) -> Place:
    # When an edited one was last changed is not in its row, and when it was logged would be no answer.
    return Place(f"/reviews/{ids.short(review_id)}", ids.made_at(review_id) if revision == 1 else None)


def _written(text: str, key: str, movie_key: str = "") -> str:
    """A select with all its conditions, of the rows behind one id and up to another, in the order of their ids."""
    words = {"SEEN": SEEN, "MOVIE_ID": movie_key, "PUBLIC": PUBLIC, "RANGE": f"{key} > ? AND {key} <= ? ORDER BY {key} LIMIT ?"}
    for word, meant in words.items():
        text = text.replace(word, meant)
    return text


KINDS: Mapping[str, Kind] = {
    "members": Kind(_written(MEMBERS, "member.id"), lambda _, username: Place(f"/members/{username}")),
    "movies": Kind(_written(MOVIES, "movie.id", "movie.id"), lambda *movie: Place(f"/movies/{movie_address(*movie)}")),
    "people": Kind(_written(PEOPLE, "person.id", "credit.movie_id"), lambda *person: Place(f"/people/{person_address(*person)}")),
    "reviews": Kind(_written(REVIEWS, "review.id"), _review),
}


def names() -> list[tuple[str, int]]:
    """The pages there are, each a kind and a number."""
    rows = SitemapPage.select(SitemapPage.kind, SitemapPage.number).order_by(SitemapPage.kind, SitemapPage.number)
    return list(rows.tuples())


def places(kind: str, number: int) -> list[Place]:
    """What stands on a page by now. Raises NotFound where nothing does, or no longer."""
    page = SitemapPage.get_or_none(SitemapPage.kind == kind, SitemapPage.number == number)
    rows = _rows(kind, page.after, page.until, MOST) if page else []
    if not rows:
        raise NotFound("There is no such page of the sitemap.")
    return [KINDS[kind].place(as_uuid(row[0]), *row[1:]) for row in rows]


def ranges(kind: str, most: int) -> Iterator[tuple[UUID, UUID]]:
    """How the ids of a kind part into pages of so many: each behind the first id, up to and with the second."""
    after = FIRST
    while rows := _rows(kind, after, LAST, most):
        until = as_uuid(rows[-1][0])
        yield after, until
        after = until


def _rows(kind: str, after: UUID, until: UUID, most: int) -> list[tuple[Any, ...]]:
    return selected(KINDS[kind].select, (after.hex, until.hex, most))
