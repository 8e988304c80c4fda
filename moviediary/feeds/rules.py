"""What feeds there are, what a reader may ask of one, and how an entry is called in it: pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from moviediary import ids
from moviediary.diary.narrowing import STARS, stars_of, tag_in
from moviediary.text import query_of
from moviediary.words import stars_signs

Kind = Literal["everyone", "member", "movie", "own"]
USUAL, MOST = 50, 200


@dataclass(frozen=True)
class Wish:
    """What a reader asks of a feed: how many entries, with which tag or rating, older or newer than which entry."""

    limit: int = USUAL
    tag: str = ""
    rating: int | None = None
    before: str = ""
    after: str = ""

    @property
    def narrows(self) -> bool:
        return bool(self.tag) or self.rating is not None


def wish(args: Mapping[str, str]) -> Wish:
    """What an address asks for. What makes no sense asks for nothing."""
    asked = args.get("limit", "")
    limit = min(max(int(asked[:6]), 1), MOST) if asked.isascii() and asked.isdigit() else USUAL
    before, after = (place if ids.from_short(place := args.get(name, "")) else "" for name in ("before", "after"))
    return Wish(
        limit=limit,
        tag=tag_in(args),
        rating=STARS.get(args.get("rating", "")),
        before=before if not after else "",
        after=after,
    )


def query(wished: Wish, **more: str) -> str:
    """How an address says a wish without its place, and more: with its question mark, or nothing."""
    said = {
        "limit": str(wished.limit) if wished.limit != USUAL else "",
        "tag": wished.tag,
        "rating": stars_of(wished.rating),
        **more,
    }
    asked = query_of(said)
    return f"?{asked}" if asked else ""


def headline(title: str, year: int, rating: int | None, warn: bool) -> str:
    """The title of an entry, as readers of film feeds know it: "Stalker, 1979 - ★★★★½"."""
    stars = f" - {stars_signs(rating)}" if rating else ""
    return f"{title}, {year}{stars}{' (contains spoilers)' if warn else ''}"


def told_stars(rating: int) -> str:
    """A rating of 1 to 10 as widgets read it: in stars, always with one decimal."""
    return f"{rating / 2:.1f}"
