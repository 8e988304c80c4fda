"""What a cell looks like, whatever its column is called. Only guesses stand on this; what a cell says is read elsewhere."""

import re
from collections.abc import Callable, Mapping, Sequence

from moviediary.sources import fields, marks
from moviediary.text import clean

# Of the values of a column, so many must look right.
SHARE = 0.7
LONG_TEXT = 60
_MONTH = r"[^\W\d_]{3,10}\.?"
_DAY = re.compile(
    r"\d{1,4}[-./ ]\d{1,2}[-./ ]\d{1,4}\.?|(?:19|20)\d{6}"
    rf"|(?:[^\W\d_]{{2,10}},? )?(?:\d{{1,2}}(?:st|nd|rd|th|\.)?[- ](?:de |of )?{_MONTH},?[- ](?:de )?\d{{2,4}}"
    rf"|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? \d{{2,4}})|\d{{4}}-\d{{2}}"
)
# What may follow a day: a time of it, with a zone.
_MOMENT = re.compile(r"[T, ]+\d{1,2}[:.]\d{2}.{0,25}", re.DOTALL)
_TIME = re.compile(r"([01]?\d|2[0-3])[:.h][0-5]\d(:[0-5]\d(\.\d+)?)?( ?[ap]\.?m\.?)?", re.IGNORECASE)
_NUMBER = re.compile(r"\d{1,3}([.,]\d{1,18})?", re.ASCII)
_RATED = re.compile(r"\d{1,3}([.,]\d{1,18})? ?(/ ?(5|10|100)|%|★|stars?|sterne?)?|[★☆⭐✭✩½*\ufe0f ]+", re.IGNORECASE)
_STARS = re.compile(r"[★☆⭐✭✩½\ufe0f ]*[★⭐✭✩½][★☆⭐✭✩½\ufe0f ]*")
_ADDRESS = re.compile(r"(https?://|www\.|boxd\.it/|letterboxd\.com/)\S+", re.IGNORECASE)
_OURS = re.compile(r".*(boxd\.it|letterboxd\.com)/.*", re.IGNORECASE | re.DOTALL)
_IMDB = re.compile(r".*\btt\d{7,10}\b.*", re.ASCII | re.DOTALL)
_TMDB = re.compile(r"themoviedb\.org/movie/\d", re.IGNORECASE)
_YEAR = re.compile(r"(1[89]|2[01])\d\d([.,]0+)?", re.ASCII)
_LETTER = re.compile(r"[^\W\d_]")


def day(value: str) -> bool:
    text = _MOMENT.sub("", value.strip()[:60])
    return bool(_DAY.fullmatch(text)) and not _NUMBER.fullmatch(text)


def like_data(cell: str) -> bool:
    """Whether the name of a column is no name, but a value that stood in the first row."""
    return bool(day(cell) or _IMDB.fullmatch(cell) or _YEAR.fullmatch(cell) or _ADDRESS.fullmatch(cell) or _STARS.fullmatch(cell))


def _text(value: str) -> bool:
    return bool(_LETTER.search(value)) and not day(value) and not _ADDRESS.fullmatch(value.strip())


def _title(value: str) -> bool:
    # There are films called 1917, 10/30 and 10000.
    return bool(clean(value)) and not _ADDRESS.fullmatch(value.strip()) and not _IMDB.fullmatch(value)


def _year(value: str) -> bool:
    return marks.year(value) is not None and (bool(_YEAR.fullmatch(value.strip())) or day(value))


def _rating(value: str) -> bool:
    return bool(_RATED.fullmatch(value.strip()))


_CAN: Mapping[str, Callable[[str], bool]] = {
    "title": _title,
    "original_title": _title,
    "year": _year,
    "director": _text,
    "imdb": lambda value: marks.imdb(value) is not None,
    "tmdb": lambda value: marks.tmdb(value) is not None,
    "wikidata": lambda value: marks.wikidata(value) is not None,
    "uri": lambda value: bool(_ADDRESS.fullmatch(value.strip())) and not _IMDB.fullmatch(value) and not _TMDB.search(value),
    "watched": lambda value: day(value) or bool(_YEAR.fullmatch(value.strip())),
    "time": lambda value: bool(_TIME.fullmatch(value.strip())),
    "rating": _rating,
    "heart": lambda value: fields.truth(value) is not None,
    "rewatch": lambda value: fields.truth(value) is not None,
    "tags": lambda value: bool(clean(value)),
    "text": _text,
    "spoiler": lambda value: fields.truth(value) is not None,
    "medium": lambda value: fields.medium(value) is not None,
    "finished": lambda value: fields.finished(value) is not None,
    "audience": lambda value: fields.audience(value) is not None,
    "source_id": lambda value: len(value) <= 100,
    "kind": lambda value: fields.kind(value) is not None,
}
FIELDS = tuple(_CAN)


def can_be(name: str, value: str) -> bool:
    """Whether a value can be one of a field."""
    return _CAN[name](value)


def bonus(name: str, sample: Sequence[str]) -> float:
    """What values say for a field by themselves, where they can all be one of it: from 0 to 8, 10 is what a name says."""
    if name == "imdb":
        return 8.0 if any(_IMDB.fullmatch(value) for value in sample) else -2.0
    if name == "tmdb":
        return 8.0 if any(_TMDB.search(value) for value in sample) else 0.0
    if name == "uri":
        return 8.0 if any(_OURS.fullmatch(value) for value in sample) else 0.0
    if name == "watched":
        return 4.0 if sum(map(day, sample)) > len(sample) / 2 else -2.0
    if name == "year":
        return 3.5 if sum(1 for value in sample if _YEAR.fullmatch(value.strip())) > len(sample) / 2 else -2.0
    if name == "rating":
        return _rated(sample)
    if name == "text":
        long = sum(1 for value in sample if len(value) > LONG_TEXT)
        return 4.0 * long / len(sample)
    return 3.0 if name in ("wikidata", "time", "medium") and len(sample) > 1 else 0.0


def _rated(sample: Sequence[str]) -> float:
    """Stars, and numbers of which some are halves and none is above five, are nothing but ratings."""
    if any(_STARS.fullmatch(value.strip()) for value in sample):
        return 6.0
    numbers = [float(value.strip().replace(",", ".")) for value in sample if _NUMBER.fullmatch(value.strip())]
    halves = any(number % 1 == 0.5 for number in numbers)
    return 4.0 if halves and max(numbers) <= 5 else 0.0
