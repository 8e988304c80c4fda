"""Events and their wire form: the same in the log, in an export and on any bus."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, ClassVar, TypeVar
from uuid import UUID

import msgspec

Lift = Callable[[dict[str, Any]], dict[str, Any]]


@dataclass(frozen=True)
class Event:
    """A fact that happened: a frozen dataclass of ids and plain values, named by a dotted subject.

    `lifts[n]` turns the data of version n into that of version n + 1. `personal` events hold what a member
    said, and are emptied when the account is deleted; the others are facts about films and stay.
    """

    subject: ClassVar[str]
    version: ClassVar[int] = 1
    personal: ClassVar[bool] = True
    lifts: ClassVar[Mapping[int, Lift]] = {}


E = TypeVar("E", bound=Event)


@dataclass(frozen=True)
class Recorded:
    """An event in its envelope. `seq` is its place in the log; `batch` an import it came with, or None."""

    seq: int
    id: UUID
    at: datetime
    actor: UUID | None
    batch: UUID | None
    event: Event


class Undecodable(Exception):
    """The data of a stored event does not fit its subject; the text names the field and the value."""


class UnknownEvent(Undecodable):
    """No class is known for this subject or version: it was written by a newer release."""


class Catalogue:
    """Which class a subject stands for."""

    def __init__(self, classes: Iterable[type[Event]]):
        self._by_subject: dict[str, type[Event]] = {}
        for cls in classes:
            if self._by_subject.setdefault(cls.subject, cls) is not cls:
                raise ValueError(f"two events are called {cls.subject}")

    @property
    def personal_subjects(self) -> list[str]:
        return [subject for subject, cls in self._by_subject.items() if cls.personal]

    def decode(self, subject: str, version: int, data: str) -> Event:
        """The event in stored data, lifted to its current version. Raises Undecodable."""
        cls = self._by_subject.get(subject)
        if cls is None or not 1 <= version <= cls.version:
            raise UnknownEvent(f"{subject} version {version} is not known to this release")
        try:
            values = msgspec.json.decode(data, type=dict[str, Any])
        except msgspec.DecodeError as problem:
            raise Undecodable(f"{subject}: {problem}") from None
        try:
            for older in range(version, cls.version):
                values = cls.lifts[older](values)
        except (LookupError, TypeError, ValueError, AttributeError) as problem:
            raise Undecodable(f"{subject}: version {version} cannot be lifted: {problem!r}") from None
        return _convert(cls, values)


def encode(event: Event) -> str:
    """The JSON text of an event's data."""
    return msgspec.json.encode(event).decode()


def wire(recorded: Recorded) -> dict[str, Any]:
    """The envelope as it leaves the system: in exports and on a bus."""
    return {
        "id": str(recorded.id),
        "subject": recorded.event.subject,
        "version": recorded.event.version,
        "at": recorded.at.isoformat().replace("+00:00", "Z"),
        "actor": str(recorded.actor) if recorded.actor else None,
        "data": msgspec.to_builtins(recorded.event),
    }


def _convert(cls: type[E], values: dict[str, Any]) -> E:
    unknown = values.keys() - {field.name for field in fields(cls)}
    if unknown:
        name = min(unknown)
        raise Undecodable(f"{cls.subject}: {name} is not a field of it (value {values[name]!r})")
    try:
        return msgspec.convert(values, cls)
    except msgspec.ValidationError as problem:
        reason, _, path = str(problem).partition(" - at `$.")
        name = path.rstrip("`").partition("[")[0].partition(".")[0]
        if not name:
            raise Undecodable(f"{cls.subject}: {reason}") from None
        raise Undecodable(f"{cls.subject}: {name} is {values.get(name)!r}: {reason}") from None
