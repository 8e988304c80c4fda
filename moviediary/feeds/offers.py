"""Which feeds the pages offer: each with the addresses of its formats, ready to be copied."""

from dataclasses import dataclass
from uuid import UUID

from moviediary.accounts.models import Member, hue
from moviediary.diary.statistics import films_of_members
from moviediary.feeds.queries import Feed
from moviediary.feeds.rules import FORMS, Wish, query

# The most members that a page lists.
LISTED = 500


@dataclass(frozen=True)
class Offer:
    """A feed that can be subscribed to; `addresses` are paths with the names of their formats. `id` stands in the page."""

    id: str
    title: str
    addresses: list[tuple[str, str]]


@dataclass(frozen=True)
class Kept:
    """A member with a diary that everybody may read."""

    member_id: UUID
    username: str
    display_name: str
    films: int

    @property
    def initial(self) -> str:
        return self.display_name[:1].upper()

    @property
    def hue(self) -> int:
        return hue(self.member_id)


def offer(name: str, feed: Feed, title: str = "", wished: Wish | None = None) -> Offer:
    """The addresses of a feed, under its own title or another one."""
    asked = query(wished or Wish(), key=feed.key)
    return Offer(name, title or feed.title, [(label, f"{feed.path}.{form}{asked}") for form, label in FORMS.items()])


def diaries() -> list[Kept]:
    """Members of whom everybody may read something, by name."""
    films = films_of_members(None)
    query = Member.select(Member.id, Member.username, Member.display_name).order_by(Member.username)
    return [Kept(uid, username, name, films[uid]) for uid, username, name in query.tuples() if films.get(uid)]
