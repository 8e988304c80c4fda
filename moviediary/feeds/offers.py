"""Which feeds the pages offer: each with the addresses of its formats, ready to be copied."""

from dataclasses import dataclass

import peewee

from moviediary.accounts.models import Member
from moviediary.diary.models import RatingCount
from moviediary.diary.statistics import films_of
from moviediary.feeds.queries import Feed
from moviediary.feeds.rules import Wish, query
from moviediary.relations.models import barred_from
from moviediary.words import FEED_FORMATS

# The most members that a page lists.
LISTED = 500


@dataclass(frozen=True)
class Offer:
    """A feed that can be subscribed to; `paths` are those of its formats, each with its name. `id` stands in the page."""

    id: str
    title: str
    paths: list[tuple[str, str]]


@dataclass(frozen=True)
class Diarist:
    """A member with a diary that everybody may read, and of how many films."""

    member: Member
    films: int


def offer(name: str, feed: Feed, title: str = "", wished: Wish | None = None) -> Offer:
    """The addresses of a feed, under its own title or another one."""
    asked = query(wished or Wish(), key=feed.key)
    return Offer(name, title or feed.title, [(label, f"{feed.path}.{form}{asked}") for form, (label, _) in FEED_FORMATS.items()])


def diaries(reader: Member | None = None, most: int | None = None) -> list[Diarist]:
    """Members of whom everybody may read something and who are there for the reader, by name; no more than so many."""
    query = Member.select(Member.id, Member.username, Member.display_name).where(Member.id.in_(_public(reader)))
    found = list(query.order_by(Member.username).limit(most))
    films = films_of(None, [member.id for member in found])
    return [Diarist(member, films.get(member.id, 0)) for member in found]


def count_of_diaries(reader: Member | None) -> int:
    return int(_public(reader).distinct().count())


def _public(reader: Member | None) -> peewee.ModelSelect:
    public = RatingCount.select(RatingCount.member).where(RatingCount.audience == "everyone", RatingCount.count > 0)
    return public.where(~barred_from(reader.id, RatingCount.member)) if reader else public
