"""Ratings of other scales as half stars, exactly: what lies between two of them is said, and never rounded in silence."""

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

SCALES = ("5", "10", "100")
MISFIT = "This rating lies between two half stars."
LEFT = "The rating lies between two half stars and was left out."
NEAREST = "The rating lies between two half stars and became the nearest."
TOO_HIGH = "This rating is higher than its scale goes."
TOO_LOW = "This rating is lower than half a star."
NO_NUMBER = "This rating is no number."
_NUMBER = re.compile(r"(-?\d{1,4}(?:[.,]\d{0,20})?)(?: ?(/) ?(5|10|100)| ?(%))?", re.ASCII)
_STARS = re.compile("(★*)(½?)☆*")


@dataclass(frozen=True, slots=True)
class Rated:
    """A rating in half stars, 1 to 10, or None; a sentence why it cannot be taken, or one on what became of it."""

    rating: int | None = None
    problem: str = ""
    note: str = ""


# A file has few of them, each a thousand times.
@lru_cache(maxsize=1024)
def rated(written: str, scale: str, misfits: str = "ask", zero_is_none: bool = False) -> Rated:
    """A rating as somebody wrote it: "3.5", "3,5", "7/10", "80 %", "★★★½". `scale` holds where it names none of its own.

    `misfits` is "ask", "leave" or "nearest", as in How.
    """
    written = written.strip()
    if not written:
        return Rated()
    stars = _STARS.fullmatch(written)
    found = _NUMBER.fullmatch(written)
    if stars and (stars[1] or stars[2]):
        halves = Fraction(2 * len(stars[1]) + len(stars[2]))
    elif found:
        own = found[3] or ("100" if found[4] else scale)
        halves = Fraction(found[1].replace(",", ".").removesuffix(".")) * 10 / int(own)
    else:
        return Rated(problem=NO_NUMBER)
    if halves == 0 and zero_is_none:
        return Rated()
    return _fitted(halves, misfits)


def _fitted(halves: Fraction, misfits: str) -> Rated:
    if halves > 10:
        return Rated(problem=TOO_HIGH)
    if halves <= 0:
        return Rated(problem=TOO_LOW)
    if halves.denominator == 1:
        return Rated(int(halves))
    if misfits == "leave":
        return Rated(note=LEFT)
    if misfits == "nearest":
        # Half of a half star counts as one, as people round.
        return Rated(max(int(halves + Fraction(1, 2)), 1), note=NEAREST)
    return Rated(problem=MISFIT)
