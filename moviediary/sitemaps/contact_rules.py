"""Whom to tell of a weakness of this site, in the form of RFC 9116. Pure."""

import re
from datetime import date, timedelta

# Less than a year ahead, as the standard wants; the file is made anew each day anyway.
VALID = timedelta(days=180)
_MAIL = re.compile(r"[^@\s:/<>]+@[^@\s:/<>]+")


def address(contact: str) -> str:
    """A contact as the address the standard wants, or nothing where it is none: a page has to be one by https."""
    if contact.startswith(("https://", "mailto:", "tel:")):
        return contact
    return f"mailto:{contact}" if _MAIL.fullmatch(contact) else ""


def text(contact: str, canonical: str, today: date) -> str:
    """The text of security.txt, the same for a whole day. `contact` and `canonical` are addresses."""
    lines = [f"Contact: {contact}", f"Expires: {today + VALID:%Y-%m-%d}T00:00:00Z", "Preferred-Languages: en"]
    # What only pretends to be sure of its own address must not be named.
    if canonical.startswith("https://"):
        lines.append(f"Canonical: {canonical}")
    return "\n".join([*lines, ""])
