"""Ids: time-ordered uuids inside, 22 characters of base 58 in addresses."""

import os
import time
from datetime import UTC, datetime
from uuid import UUID

ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
# How a route says the number of a row, as no database holds a bigger one.
ROW = "int(max=9223372036854775807)"
# Milliseconds of the end of the year 9999, which dates cannot go beyond.
LAST = 253_402_300_799_000
# A page writes a hundred ids: two digits at a time take half as long.
_PAIRS = [first + second for first in ALPHABET for second in ALPHABET]
_VALUES = {character: value for value, character in enumerate(ALPHABET)}


def uuid7() -> UUID:
    """A version 7 uuid (RFC 9562); the 12 bits after the millisecond hold its fraction, so ids sort as they were made."""
    nanoseconds = time.time_ns()
    milliseconds, rest = divmod(nanoseconds, 1_000_000)
    fraction = rest * 4096 // 1_000_000
    random = int.from_bytes(os.urandom(8), "big") & 0x3FFF_FFFF_FFFF_FFFF
    return UUID(int=(milliseconds << 80) | (0x7 << 76) | (fraction << 64) | (0b10 << 62) | random)


def again(value: UUID) -> UUID:
    """Another version 7 uuid of the same time, which sorts among others as this one does."""
    return UUID(int=(value.int >> 62 << 62) | (int.from_bytes(os.urandom(8), "big") & 0x3FFF_FFFF_FFFF_FFFF))


def made_at(value: UUID) -> datetime:
    """When a version 7 uuid was made, to the millisecond; the last moment there is, where one says a later one."""
    return datetime.fromtimestamp(min(value.int >> 80, LAST) / 1000, UTC)


def hue(value: UUID) -> int:
    """Which of twelve colours stands for whatever has this id, where there is no picture; always the same one."""
    return value.int % 12


def is_one_of_ours(value: UUID, latest: datetime) -> bool:
    """Whether a uuid is one that `uuid7` makes, and not of a time after `latest`."""
    return value.version == 7 and made_at(value) <= latest


def short(value: UUID) -> str:
    """The base 58 form used in addresses."""
    number, characters = value.int, ""
    while number:
        number, digits = divmod(number, 58 * 58)
        characters = _PAIRS[digits] + characters
    return characters.lstrip(ALPHABET[0]) or ALPHABET[0]


def from_short(text: str) -> UUID | None:
    """The id behind an address, or None where the text is not the short form of any id."""
    if not 1 <= len(text) <= 22:
        return None
    number = 0
    for character in text:
        digit = _VALUES.get(character)
        if digit is None:
            return None
        number = number * 58 + digit
    if number >= 1 << 128:
        return None
    value = UUID(int=number)
    return value if short(value) == text else None
