"""Notifications in words, and where they lead. Pure: pages and mails say the same."""

from collections.abc import Sequence
from dataclasses import dataclass

# One of these did it; many did it.
DID = {
    "comment": ("commented on your entry of", "commented on your entry of"),
    "reply": ("answered your comment on", "answered your comment on"),
    "mention": ("mentioned you in what they wrote about", "mentioned you in what they wrote about"),
    "like": ("liked your entry of", "liked your entry of"),
    "boost": ("shared your entry of", "shared your entry of"),
    "request": ("asks to follow you", "ask to follow you"),
    "follower": ("follows you", "follow you"),
    "accepted": ("lets you follow them", "let you follow them"),
}
IMPORTS = {
    "done": "Your import is finished:",
    "failed": "Your import stopped before its end:",
    "undone": "Your import was taken back:",
}
REQUESTS = "/follow-requests"


@dataclass(frozen=True)
class Sentence:
    """Who did what, and what it is about; who is empty where it was the site itself."""

    who: str
    what: str
    about: str = ""

    def __str__(self) -> str:
        return " ".join(part for part in (self.who, self.what, self.about) if part)


def names(some: Sequence[str], count: int) -> str:
    """People in a list: Ada, Ada and Bob, Ada and 4 others. The first two are named."""
    if count <= 1:
        return some[0] if some else ""
    if count == 2 and len(some) > 1:
        return f"{some[0]} and {some[1]}"
    return f"{some[0]} and {count - 1:,} others"


def of_people(kind: str, some: Sequence[str], count: int, film: str) -> Sentence:
    """What people did."""
    return Sentence(names(some, count), DID[kind][count > 1], film)


def of_import(state: str, file_name: str) -> Sentence:
    return Sentence("", IMPORTS.get(state, "Your import goes on:"), file_name)


def of_posters(film: str, count: int) -> Sentence:
    if count > 1:
        return Sentence("", f"The posters of {count:,} films could not be fetched.")
    return Sentence("", "The poster could not be fetched:", film)


def of_reports(count: int) -> Sentence:
    return Sentence("", "A report waits for you." if count == 1 else f"{count:,} reports wait for you.")


def subject(lines: Sequence[Sentence]) -> str:
    """What a mail is called."""
    if len(lines) == 1:
        return str(lines[0]).rstrip(":.")
    return f"{len(lines)} things happened in your film diary"
