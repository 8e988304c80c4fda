"""The words of schema.org that pages say what they are about with, for search engines.

Pure, and made of what a page shows anyway. An address is given as the site's own, the base, and a path.
"""

from collections.abc import Mapping
from typing import Any

Thing = Mapping[str, Any]


def thing(kind: str, **facts: object) -> Thing:
    """Something of a kind, with those of the facts that are known."""
    return {"@type": kind, **{name: fact for name, fact in facts.items() if fact not in (None, "", (), [])}}


def about(subject: Thing) -> Thing:
    """What a whole page is about."""
    return {"@context": "https://schema.org", **subject}


def site(base: str) -> Thing:
    """The site itself, with the address of its search."""
    where = thing("EntryPoint", urlTemplate=f"{base}/search?q={{search_term_string}}")
    search = {**thing("SearchAction", target=where), "query-input": "required name=search_term_string"}
    return thing("WebSite", name="Movie Diary", url=f"{base}/", potentialAction=search)


def member(base: str, username: str, name: str, **facts: object) -> Thing:
    """Somebody who keeps a diary here."""
    return thing("Person", name=name, url=f"{base}/members/{username}", **facts)


def stars(rating: float) -> Mapping[str, float]:
    """A rating in stars, on the scale of this site."""
    return {"ratingValue": rating, "bestRating": 5, "worstRating": 0.5}


def duration(minutes: int | None) -> str:
    """A length as ISO 8601 writes it, such as PT2H43M."""
    hours, rest = divmod(minutes or 0, 60)
    parts = f"{hours}H" * bool(hours) + f"{rest}M" * bool(rest)
    return f"PT{parts}" if parts else ""


def elsewhere(imdb_id: str | None, tmdb_id: int | None, wikidata_id: str | None) -> list[str]:
    """The same film where others keep it."""
    pages = (
        ("https://www.imdb.com/title/{}/", imdb_id),
        ("https://www.themoviedb.org/movie/{}", tmdb_id),
        ("https://www.wikidata.org/wiki/{}", wikidata_id),
    )
    return [address.format(number) for address, number in pages if number]
