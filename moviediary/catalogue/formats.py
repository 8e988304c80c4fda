"""IMDb's files: tab-separated UTF-8 with a line of names on top, `\\N` for nothing, and no quoting at all."""

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from moviediary.text import one_line

# The names of the columns, of which newer files may have more at the end; in the order in which the files are read.
HEADS = {
    "basics": [
        *("tconst", "titleType", "primaryTitle", "originalTitle", "isAdult", "startYear", "endYear", "runtimeMinutes", "genres")
    ],
    "ratings": ["tconst", "averageRating", "numVotes"],
    "crew": ["tconst", "directors", "writers"],
    "names": ["nconst", "primaryName", "birthYear", "deathYear", "primaryProfession", "knownForTitles"],
}
FILMS = frozenset((b"movie", b"tvMovie"))
SHORTS = frozenset((b"short", b"tvShort"))
# What IMDb counts up to is a tenth of it. Ids are kept in a map of bits, which must not grow without end.
MOST_ID = 1 << 28
# What a column of Postgres holds, and a thousand times what any film has.
MOST_VOTES = (1 << 31) - 1
# What the diary takes as a title.
LONGEST_TITLE = 255
DIRECTORS = 10
Row: TypeAlias = tuple[Any, ...]


def kind_of(head: bytes) -> str | None:
    """Which of the files a first line begins."""
    columns = head.decode("utf-8", "replace").rstrip("\r\n").removeprefix("\ufeff").split("\t")
    return next((kind for kind, names in HEADS.items() if columns[: len(names)] == names), None)


def film(fields: Sequence[bytes]) -> Row | None:
    """id, title, original title or nothing where it is the same, year, minutes, genres; None for what only adults may see.

    Raises ValueError where the line makes no sense, as all of these do.
    """
    tconst, _, title, original, adult, year, _, runtime, genres = fields[:9]
    if adult == b"1":
        return None
    shown, first = _title(title), _title(original if original != b"\\N" else title)
    return _id(tconst, b"tt"), shown, first if first != shown else "", _number(year), _number(runtime), _text(genres)


def votes(fields: Sequence[bytes]) -> Row:
    tconst, _, count = fields[:3]
    number = int(count)
    if not 0 <= number <= MOST_VOTES:
        raise ValueError(f"{count[:20]!r} is no number of votes")
    return _id(tconst, b"tt"), number


def crew(fields: Sequence[bytes]) -> Row | None:
    """id of the film, and the ids of its directors with commas between them; None where there are none."""
    tconst, directors, _ = fields[:3]
    if directors == b"\\N":
        return None
    ids = [_id(person, b"nm") for person in directors.split(b",")[:DIRECTORS]]
    return _id(tconst, b"tt"), ",".join(map(str, ids))


def person(fields: Sequence[bytes]) -> Row:
    nconst, name = fields[:2]
    return _id(nconst, b"nm"), _title(name)


PARSERS: dict[str, Callable[[Sequence[bytes]], Row | None]] = {"basics": film, "ratings": votes, "crew": crew, "names": person}


def _id(text: bytes, letters: bytes) -> int:
    digits = text.removeprefix(letters)
    if digits == text or not digits.isdigit() or len(digits) > 10 or not 0 < int(digits) < MOST_ID:
        raise ValueError(f"{text[:20]!r} is no number of {letters.decode()}")
    return int(digits)


def _title(text: bytes) -> str:
    title = one_line(text.decode())
    if not title or title == "\\N":
        raise ValueError("no title")
    return title[:LONGEST_TITLE]


def _number(text: bytes) -> int | None:
    number = None if text == b"\\N" else int(text)
    # Whatever a column of the database could not hold is no year and no length of a film.
    return number if number is not None and 0 < number < 10_000 else None


def _text(text: bytes) -> str:
    return "" if text == b"\\N" else one_line(text.decode())[:200]
