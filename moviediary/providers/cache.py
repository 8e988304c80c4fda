"""Answers of a provider, kept for a while in Redis: JSON of our own values, checked again when they are read."""

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeVar

import msgspec

from moviediary.providers.checks import is_sound, is_sound_match
from moviediary.providers.facts import Facts, Match
from moviediary.providers.provider import Provider
from moviediary.shared import Away, Shared

# Changes with the shape of what is kept, so that an older version of the site is not misread.
VERSION = 1
PREFIX = f"moviediary:films:{VERSION}"
DAY = 24 * 3600
SEARCHES, DETAILS, UNKNOWN = DAY, 30 * DAY, DAY
# Bytes. Sixty parts and an overview take 20,000.
LARGEST = 200_000
T = TypeVar("T")


@dataclass(frozen=True)
class Found:
    """What a search found."""

    films: list[Match]


@dataclass(frozen=True)
class Told:
    """What was told of a film; None where it is not known."""

    film: Facts | None


class Cache:
    """What a provider answered. A damaged entry is like none; while Redis is away there is none, and nothing is kept."""

    def __init__(self, provider: Provider, shared: Shared):
        self._shared = shared
        self._source = provider.name
        self.prefix = f"{PREFIX}:{provider.name}:{_digest(provider.origin)}"
        self._language = provider.language

    def search(self, title: str, year: int | None) -> Found | None:
        found = self._kept(self._searched(title, year), Found)
        return found if found and all(is_sound_match(film, self._source) for film in found.films) else None

    def keep_search(self, title: str, year: int | None, films: list[Match]) -> None:
        self._keep(self._searched(title, year), Found(films), SEARCHES)

    def details(self, external_id: str) -> Told | None:
        told = self._kept(self._told(external_id), Told)
        return told if told and (told.film is None or is_sound(told.film, self._source)) else None

    def keep_details(self, external_id: str, film: Facts | None) -> None:
        self._keep(self._told(external_id), Told(film), DETAILS if film else UNKNOWN)

    def _searched(self, title: str, year: int | None) -> str:
        return f"{self.prefix}:{self._language}:search:{_digest(f'{year} {title.casefold()}')}"

    def _told(self, external_id: str) -> str:
        return f"{self.prefix}:{self._language}:details:{external_id}"

    def _kept(self, key: str, kind: type[T]) -> T | None:
        try:
            body = self._shared.ask(lambda redis: redis.getrange(key, 0, LARGEST))
            return msgspec.json.decode(body, type=kind) if body else None
        except (Away, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            return None

    def _keep(self, key: str, answer: Found | Told, seconds: int) -> None:
        body = msgspec.json.encode(answer)
        if len(body) > LARGEST:
            return
        with suppress(Away):
            self._shared.ask(lambda redis: redis.set(key, body, ex=seconds))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()[:24]
