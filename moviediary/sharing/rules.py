"""What a picture of a page says, as values. The same values are the same picture, so its file is named after them."""

import hashlib
import json
from dataclasses import asdict, dataclass

from moviediary.text import one_line, plain, shortened

# Raise it with every change of how cards are drawn: those drawn before are then drawn anew.
DRAWING = 1
# More words than this have no room on any card.
EXCERPT = 320


@dataclass(frozen=True)
class Poster:
    """A poster: the name of its picture, or nothing where it is made of the title on two hues."""

    title: str
    year: int
    hue: int
    picture: str = ""


@dataclass(frozen=True)
class Author:
    """A member as a card shows them."""

    username: str
    name: str
    hue: int


@dataclass(frozen=True)
class MovieCard:
    """A movie. Of the `titles` it goes by, the first that can be drawn is shown; `average` is in stars, such as "3.8"."""

    titles: tuple[str, ...]
    year: int
    directors: tuple[str, ...]
    average: str
    ratings: int
    poster: Poster


@dataclass(frozen=True)
class ReviewCard:
    """A review; `rating` is in half stars, 0 for none. The text is empty where there is none, or it tells what happens."""

    author: Author
    titles: tuple[str, ...]
    year: int
    day: str
    rating: int
    heart: bool
    text: str
    poster: Poster


@dataclass(frozen=True)
class MemberCard:
    """A member's diary, with posters of the films watched last."""

    author: Author
    about: str
    films: int
    average: str
    posters: tuple[Poster, ...]


@dataclass(frozen=True)
class YearCard:
    """A year of a member's diary: how many films in each of its twelve months, and posters of those rated best."""

    author: Author
    year: int
    films: int
    average: str
    months: tuple[int, ...]
    posters: tuple[Poster, ...]


Card = MovieCard | ReviewCard | MemberCard | YearCard


def name_of(card: Card) -> str:
    """The name of a card's picture: a hash of all that is on it."""
    said = json.dumps([DRAWING, type(card).__name__, asdict(card)], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()[:40]


def file_of(name: str) -> str:
    """Where the picture of a card is stored."""
    return f"cards/{name}.jpg"


def excerpt(text: str) -> str:
    """The first words of a review, without the marks of Markdown."""
    return shortened(one_line(plain(text[: 4 * EXCERPT])), EXCERPT)
