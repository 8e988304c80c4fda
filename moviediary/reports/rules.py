"""What may be reported, and how it is written down."""

from dataclasses import dataclass
from uuid import UUID

from moviediary.errors import Refused
from moviediary.text import clean

REASON_LENGTH, NOTE_LENGTH = 1_000, 1_000
KINDS = {"review": "entry", "comment": "comment", "member": "member"}


@dataclass(frozen=True)
class Thing:
    """What can be reported, as it is now: whose it is, what it says, and where it stands."""

    kind: str
    about: UUID
    member_id: UUID
    words: str
    said: str
    address: str


def reason(text: str, reporter_id: UUID, thing: Thing) -> str:
    """Why something is reported, cleaned. Raises Refused."""
    if thing.member_id == reporter_id:
        raise Refused("This is your own. You can change or delete it yourself.")
    return _words(text, "Say what is wrong with it, so that the admin knows what to look for.", "reason", REASON_LENGTH)


def note(text: str) -> str:
    """What the admin did about it, cleaned. Raises Refused."""
    return _words(text, "Write down what you did, or why nothing had to be done.", "note", NOTE_LENGTH)


def _words(text: str, nothing: str, field: str, most: int) -> str:
    words = clean(text)
    if not words:
        raise Refused(nothing, {field: nothing})
    if len(words) > most:
        problem = f"This has at most {most:,} characters; it now has {len(words):,}."
        raise Refused(problem, {field: problem})
    return words
