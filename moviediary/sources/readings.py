"""What is written in a cell of somebody's own table: times, ratings, texts, and the ways of saying nothing."""

import re
from functools import lru_cache

from moviediary.sources import fields, marks, scales
from moviediary.sources.hypertext import markdown_of
from moviediary.text import clean, one_line

_TIME = re.compile(r"(\d{1,2})(?:[:.h](\d\d)(?::\d\d(?:\.\d+)?)?)? ?(?:([ap])\.?m\.?|uhr)?", re.IGNORECASE | re.ASCII)
# What people write where they have nothing to say.
_NOTHING = {"-", "–", "—", "?", "n/a", "na", "nan", "nat", "none", "null"}
_NOTHING |= {"unknown", "unbekannt", "inconnu", "desconocido", "sconosciuto", "desconhecido", "onbekend"}
# Of a cell that holds no text no more is read.
_LONGEST = 1_000
# Stars as they are drawn elsewhere, and words behind a number.
_STARS = str.maketrans({"⭐": "★", "🌟": "★", "✭": "★", "⭑": "★", "✩": "☆", "\ufe0f": None})
_UNIT = re.compile(r"\s*(stars?|sterne?n?|étoiles?|estrellas?|stelle|estrelas?|sterren|points?|punkte?|pts?\.?)", re.IGNORECASE)
_OUT_OF = re.compile(r" *\b(out of|von|sur|de|su|van)\b *(?=\d)", re.IGNORECASE)
_HTML = re.compile(r"</?(p|br|b|i|em|strong|a|blockquote|div|ul|ol|li)\b[^<>]*>", re.IGNORECASE)


def plain(cell: str) -> str:
    """A cell on one line; "" where it says that there is nothing to say."""
    text = one_line(cell[:_LONGEST]) if cell else ""
    return "" if text.lower() in _NOTHING else text


def text(cell: str) -> str:
    """A text as Markdown: HTML is turned into it, anything else is taken for it."""
    return markdown_of(cell) if _HTML.search(cell) else clean(cell)


def rating(written: str) -> str:
    """A rating without the words behind it: "4 stars", "7 out of 10"."""
    return _OUT_OF.sub("/", _UNIT.sub("", written.translate(_STARS))).strip()


@lru_cache(maxsize=1024)
def rated(written: str, scale: str, misfits: str) -> scales.Rated:
    """A rating on a scale. None at all, written as 0, is left out where those that do not fit are."""
    read = scales.rated(rating(written), scale, misfits)
    return scales.Rated(note=scales.LEFT) if read.problem == scales.TOO_LOW and misfits == "leave" else read


def time(written: str) -> str | None:
    """A time of day as "20:15", from that or "8:15 PM" or "20h15"; None for anything else."""
    found = _TIME.fullmatch(written)
    if not found or not (found[2] or found[3] or "uhr" in written.lower()):
        return None
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").lower()
    if minute > 59 or hour > (12 if half else 23) or (half and not hour):
        return None
    return f"{hour % 12 + 12 * (half == 'p') if half else hour:02}:{minute:02}"


def again(written: str) -> bool | None:
    """Whether it was seen before; also told by the number of times."""
    number = marks.whole(written)
    return True if number is not None and number > 1 else fields.truth(written)
