"""What a username, an e-mail address, a password and a profile may be."""

import re
import unicodedata
import zoneinfo
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

from moviediary.errors import Refused
from moviediary.text import clean, one_line
from moviediary.words import AUDIENCES

SHORTEST_NAME, LONGEST_NAME = 2, 30
USERNAME = re.compile(rf"[a-z0-9_-]{{{SHORTEST_NAME},{LONGEST_NAME}}}")
EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")
# Letters of Hangul that are drawn as nothing.
FILLERS = "\u115f\u1160\u3164\uffa0"
PASSWORD_LENGTHS = range(8, 1025)
ADDRESS_LENGTH, SHOWN_LENGTH, ABOUT_LENGTH = 254, 60, 500
# Addresses under /members/ that are not members, now or one day.
RESERVED = {"new", "me", "admin", "search", "settings", "feed", "all", "everyone", "index"}
# A session ends so long after it was last used, and so long after it began, though it be used every day.
IDLE, LONGEST = timedelta(days=90), timedelta(days=180)


def username(text: str) -> str:
    """The stored form of a username. Raises Refused."""
    name = text.strip().lower()
    if not USERNAME.fullmatch(name):
        raise Refused(
            "This username cannot be used.",
            {"username": f"Use {SHORTEST_NAME} to {LONGEST_NAME} characters: a to z, digits, - and _. Capitals become small."},
        )
    if name in RESERVED:
        raise Refused("This username cannot be used.", {"username": "This name is kept for the site itself. Choose another."})
    return name


def email(text: str) -> str:
    """The stored form of an e-mail address. Raises Refused."""
    address = one_line(text).lower()
    if len(address) > ADDRESS_LENGTH or not EMAIL.fullmatch(address):
        raise Refused("This is not an e-mail address.", {"email": "Write an address such as ada@example.org."})
    return address


def password(text: str, name: str) -> str:
    """A password that may be set. Any characters, nothing cut off (NIST SP 800-63B-4, 3.1.1). Raises Refused."""
    if len(text) not in PASSWORD_LENGTHS:
        raise Refused("The password cannot be used.", {"password": "Use at least 8 characters, and at most 1,024."})
    if text.lower() in _common() or text.lower() == name:
        raise Refused("The password cannot be used.", {"password": "This one is among the first to be guessed. Choose another."})
    return text


def display_name(text: str, name: str) -> str:
    """The name shown to others; the username where none is given. Raises Refused."""
    shown = one_line(text) or name
    if not any(unicodedata.category(sign)[0] in "LNPS" and sign not in FILLERS for sign in shown):
        raise Refused("This name cannot be seen.", {"display_name": "Use at least one letter or digit."})
    if len(shown) > SHOWN_LENGTH:
        raise Refused("This name is too long.", {"display_name": f"Use at most {SHOWN_LENGTH} characters."})
    return shown


def about(text: str) -> str:
    """A line or two about oneself. Raises Refused."""
    line = clean(text)
    if len(line) > ABOUT_LENGTH:
        raise Refused("This text is too long.", {"about": f"Use at most {ABOUT_LENGTH} characters; these are {len(line)}."})
    return line


def time_zone(text: str) -> str:
    """A name of the IANA time zone database. Raises Refused."""
    if text not in time_zones():
        raise Refused("This time zone is not known.", {"time_zone": "Choose a time zone from the list."})
    return text


def week_start(text: str) -> int:
    """The day a week begins with, 0 for Monday. Raises Refused."""
    if text not in ("0", "4", "5", "6"):
        raise Refused("Choose a day.", {"week_start": "Choose the day your week begins with."})
    return int(text)


def audience(text: str, field: str = "audience") -> str:
    if text not in AUDIENCES:
        raise Refused("Choose who may see it.", {field: "Choose who may see it."})
    return text


def is_over(started: datetime, seen: datetime, now: datetime) -> bool:
    """Whether a session has come to its end, whatever its cookie says."""
    return now - seen >= IDLE or now - started >= LONGEST


@lru_cache(maxsize=1)
def time_zones() -> tuple[str, ...]:
    """Places people live in, by name; historical aliases are left out."""
    places = ("Africa/", "America/", "Antarctica/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/")
    return ("UTC", *sorted(zone for zone in zoneinfo.available_timezones() if zone.startswith(places)))


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    """The passwords that are guessed first, in lower case. Read when somebody chooses one."""
    return frozenset(Path(__file__).with_name("common_passwords.txt").read_text(encoding="utf-8").split())
