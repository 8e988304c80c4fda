"""The offline catalogue: films of IMDb's non-commercial data sets, searched without a network. It is no part of the diary."""

import re

from moviediary.catalogue.entries import Entry
from moviediary.catalogue.places import place_for
from moviediary.catalogue.shelves import Shelves

__all__ = ["Entry", "configure", "film", "present", "search"]
_IMDB = re.compile(r"tt(\d{7,10})", re.ASCII)
_shelves: Shelves | None = None


def configure(database_url: str) -> None:
    """Look for the catalogue beside this database. Nothing is opened before the first use."""
    global _shelves
    _shelves = Shelves(place_for(database_url))


def shelves() -> Shelves:
    if _shelves is None:
        raise RuntimeError("catalogue.configure() was not called")
    return _shelves


def present() -> bool:
    """Whether there is a catalogue that can be read."""
    return shelves().ask(lambda shelf: bool(shelf.about()), False)


def search(text: str, year: int | None = None, limit: int = 8, after: int | None = None) -> list[Entry]:
    """Films for a title, best first, those of the year first where one is given, or stands at the end of the text.

    `after` is the rank of the last entry of the page before. Without a catalogue nothing is found.
    """
    return shelves().ask(lambda shelf: shelf.search(text, year, limit, after), [])


def film(imdb_id: str) -> Entry | None:
    """The film with an id such as "tt0079944", or None where the catalogue has none."""
    number = _IMDB.fullmatch(imdb_id)
    return shelves().ask(lambda shelf: shelf.film(int(number[1])), None) if number else None
