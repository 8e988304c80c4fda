"""Asking a provider: one JSON object, or a sentence about why there is none."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from time import monotonic
from typing import Any
from urllib.parse import urlencode

from moviediary import http
from moviediary.errors import GiveUp, TryAgain

MAX_BYTES = 1_000_000


class WrongShape(Exception):
    """A provider answered with something else than its documentation says."""


@dataclass(frozen=True)
class Reply:
    """The status of an answer, and its JSON object; for errors of the asker (400 to 499) perhaps an empty one."""

    status: int
    data: dict[str, Any]


def ask(
    address: str, query: Mapping[str, str], ends: float, headers: Mapping[str, str] | None = None, most: int = MAX_BYTES
) -> Reply:
    """Ask for JSON of at most so many bytes until the moment `ends`. Raises TryAgain and WrongShape."""
    url = f"{address}{'&' if '?' in address else '?'}{urlencode(query)}"
    seconds = max(ends - monotonic(), 0.0)
    try:
        answer = http.fetch(url, accept=("application/json",), max_bytes=most, deadline=seconds, headers=headers)
    except GiveUp as problem:
        # HTML, a page of ten megabytes, a detour into the local network: the provider is not itself, and may be again.
        raise TryAgain(str(problem)) from None
    try:
        data = json.loads(answer.body)
    except (ValueError, RecursionError):
        data = None
    if isinstance(data, dict):
        return Reply(answer.status, data)
    if answer.status < 400:
        raise WrongShape
    return Reply(answer.status, {})


def wrong_key(name: str, setting: str) -> GiveUp:
    return GiveUp(f"{name} does not accept the key in {setting}; an admin of this site has to correct it")
