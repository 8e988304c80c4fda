"""An entry in the words of schema.org, made of what its page shows."""

from moviediary import ids, schema
from moviediary.diary.entries import Entry
from moviediary.schema import Thing
from moviediary.text import plain


def review(base: str, entry: Entry) -> Thing | None:
    """An entry that everyone may see; of any other, nothing."""
    if entry.audience != "everyone":
        return None
    film = schema.thing(
        "Movie",
        name=entry.title,
        url=f"{base}/movies/{entry.movie_address}",
        datePublished=str(entry.year),
        director=[schema.thing("Person", name=name) for name in entry.directors],
    )
    return schema.about(
        schema.thing(
            "Review",
            url=f"{base}/reviews/{entry.id}",
            itemReviewed=film,
            author=schema.member(base, entry.username, entry.display_name),
            datePublished=f"{ids.made_at(entry.review_id):%Y-%m-%d}",
            reviewRating=schema.thing("Rating", **schema.stars(entry.rating / 2)) if entry.rating else None,
            # What tells how a film ends is not to be read beside a search.
            reviewBody="" if entry.spoiler else plain(entry.text),
        )
    )
