"""The address of a search: what it asks for, and the place a page begins behind."""

from collections.abc import Mapping

from moviediary import clock, ids
from moviediary.diary.narrowing import STARS, stars_of
from moviediary.finder.narrowing import Place, Wish
from moviediary.shapes import FIRST_YEAR
from moviediary.text import one_line, query_of

LONGEST = 200
SEEN = {"yes": True, "no": False}


def parse(args: Mapping[str, str]) -> Wish:
    """What an address asks for. What makes no sense asks for nothing."""
    decade = args.get("decade", "")
    return Wish(
        text=one_line(args.get("q", ""))[:LONGEST],
        genre=one_line(args.get("genre", ""))[:LONGEST],
        decade=int(decade) if decade in decades() else None,
        director=one_line(args.get("director", ""))[:LONGEST],
        seen=SEEN.get(args.get("seen", "")),
        rating=STARS.get(args.get("rating", "")),
    )


def query(wish: Wish, after: Place | None = None) -> str:
    """How an address says it: `parse` of it is the wish again."""
    said = {
        "q": wish.text,
        "genre": wish.genre,
        "decade": str(wish.decade or ""),
        "director": wish.director,
        "seen": next((name for name, seen in SEEN.items() if seen is wish.seen), ""),
        "rating": stars_of(wish.rating),
        "after": f"{after.kind}.{after.logged}.{after.year}.{ids.short(after.movie_id)}" if after else "",
    }
    return query_of(said)


def place(text: str) -> Place | None:
    """The place an address says a page begins behind."""
    parts = text.split(".")
    movie_id = ids.from_short(parts[3]) if len(parts) == 4 else None
    if movie_id is None or not all(part.isascii() and part.isdigit() and len(part) < 10 for part in parts[:3]):
        return None
    return Place(int(parts[0]), int(parts[1]), int(parts[2]), movie_id)


def decades() -> list[str]:
    """The decades films are from, the latest first."""
    return [str(year) for year in range(clock.now().year // 10 * 10, FIRST_YEAR // 10 * 10 - 1, -10)]
