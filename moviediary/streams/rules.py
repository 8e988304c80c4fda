"""What webhooks are told of, and what becomes of a call. Pure."""

import ipaddress
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import SplitResult, urlsplit

from moviediary.addresses import public
from moviediary.errors import Refused

# Webhooks of a member, and calls of one that are kept.
MOST, CALLS = 5, 100
LONGEST = 1_000
# After a first, second ... failure; then an event is given up (recipe 9.1 of the design).
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 720))
# When nothing got through for so long, nothing more is tried.
PATIENCE = timedelta(days=5)
# For how long a new secret can be looked at, and the one before it signs as well.
SHOWN, EXCHANGED = timedelta(minutes=10), timedelta(hours=24)
GONE = 410
EVENT, TEST, AGAIN = "event", "test", "again"
DELIVERED, LATER, FAILED, GIVEN_UP = "delivered", "later", "failed", "given up"


@dataclass(frozen=True)
class Group:
    """Events of one kind that a member may want: its name, and what people read."""

    name: str
    title: str
    words: str


GROUPS = {
    one.name: one
    for one in (
        Group("diary", "My diary", "Entries you log, edit, delete and bring back."),
        Group("reactions", "Likes, shares and comments", "Those of others on your entries, and your own."),
        Group("follows", "Following", "Who follows you or asks to, whom you follow and block."),
    )
}


@dataclass(frozen=True)
class Wanted:
    """Where a webhook leads, and what it is to be told of."""

    address: str
    wants: tuple[str, ...]


@dataclass(frozen=True)
class Result:
    """What became of a call: the answer, or why there was none; `wait` is in seconds, where the answer asked for that."""

    status: int | None
    milliseconds: int
    answer: str = ""
    problem: str = ""
    wait: float = 0

    @property
    def well(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


@dataclass(frozen=True)
class Standing:
    """How it stands with a webhook at a call: attempts at this event, that one too, and since when nothing got through."""

    attempts: int
    failing_since: datetime | None


@dataclass(frozen=True)
class Verdict:
    """What follows from a call: the outcome, when the same event is tried again, why the webhook is turned off."""

    outcome: str
    next_at: datetime | None = None
    stopped: str = ""


def checked(address: str, wants: Collection[str], allow_private: bool) -> Wanted:
    """What a member asks for. Raises Refused."""
    problems = {}
    if problem := _problem(address, allow_private):
        problems["address"] = problem
    chosen = tuple(name for name in GROUPS if name in wants)
    if not chosen:
        problems["wants"] = "Choose what it is to be told of."
    if problems:
        raise Refused("This webhook cannot be saved.", problems)
    return Wanted(address, chosen)


def one_more(count: int) -> None:
    """Whether a member may have one more webhook. Raises Refused."""
    if count >= MOST:
        raise Refused(f"You have {MOST} webhooks, which is as many as there can be. Delete one first.")


def verdict(kind: str, standing: Standing, result: Result, now: datetime) -> Verdict:
    """What follows from a call. What a member sends by hand is tried once."""
    if result.well:
        return Verdict(DELIVERED)
    if result.status == GONE:
        return Verdict(GIVEN_UP, stopped="The receiver answered 410, which means that it wants no more calls.")
    if kind != EVENT:
        return Verdict(FAILED)
    if standing.failing_since is not None and now - standing.failing_since >= PATIENCE:
        return Verdict(GIVEN_UP, stopped=f"Nothing got through for {PATIENCE.days} days.")
    if standing.attempts > len(WAITS):
        return Verdict(GIVEN_UP)
    wait = max(WAITS[standing.attempts - 1], timedelta(seconds=result.wait))
    return Verdict(LATER, next_at=now + wait)


def _problem(address: str, allow_private: bool) -> str:
    """Why a webhook cannot lead to an address; "" where it can. Where a name leads is looked at with each call."""
    try:
        parts = urlsplit(address)
        port, host = parts.port, parts.hostname or ""
    except ValueError:
        return "This is not an address."
    if len(address) > LONGEST:
        return f"An address has at most {LONGEST:,} characters."
    if not allow_private and parts.scheme == "http":
        return "The address has to start with https://, so that nobody reads along."
    if parts.scheme not in ("https", "http") or not host or any(character <= " " for character in address):
        return "The address has to start with https://."
    if parts.username is not None:
        return "The address must hold no name or password. The signature says that a call is from here."
    return "" if allow_private else _private(parts, host, port)


def _private(parts: SplitResult, host: str, port: int | None) -> str:
    if port not in (None, 443):
        return "Only the usual port, 443, can be called."
    try:
        ipaddress.ip_address(host)
    except ValueError:
        inside = host == "localhost" or host.endswith((".localhost", ".local", ".internal"))
    else:
        inside = not public(host)
    return "This address leads to a private network, which calls from here cannot reach." if inside else ""
