"""The mail server as the environment says it. The address holds a password, so no sentence here repeats it."""

from collections.abc import Mapping
from contextlib import suppress
from email.errors import HeaderParseError
from email.headerregistry import Address, AddressHeader
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from moviediary.mail import Server
from moviediary.settings import ConfigError

PORTS = {"smtp": 587, "smtps": 465}
SHAPE = "SMTP_URL must look like smtp://user:password@host:587, or smtps://user:password@host:465."
SENDER = "MAIL_FROM must be an e-mail address, such as diary@example.org or Movie Diary <diary@example.org>."


def server(env: Mapping[str, str], base_url: str) -> Server | None:
    """The server letters go through, or None where none is set. Raises ConfigError."""
    said = env.get("SMTP_URL", "").strip()
    if not said:
        return None
    parts, port = _parsed(said)
    if not base_url:
        raise ConfigError("SMTP_URL is set, but not BASE_URL: letters have to say where this site is.")
    if not env.get("MAIL_FROM", "").strip():
        raise ConfigError("SMTP_URL is set, but not MAIL_FROM: letters have to say from whom they are.")
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    sender = _sender(env["MAIL_FROM"].strip())
    return Server(parts.hostname or "", port, parts.scheme == "smtps", user, password, sender)


def _parsed(said: str) -> tuple[SplitResult, int]:
    try:
        parts = urlsplit(said)
        port = parts.port or PORTS[parts.scheme]
    except (ValueError, KeyError):
        raise ConfigError(SHAPE) from None
    if (
        not parts.hostname
        or parts.path.strip("/")
        or parts.query
        or parts.fragment
        or bool(parts.username) != bool(parts.password)
    ):
        raise ConfigError(SHAPE)
    return parts, port


def _sender(said: str) -> Address:
    found: dict[str, Any] = {}
    if said.isprintable():
        with suppress(HeaderParseError, ValueError, IndexError):
            AddressHeader.parse(said, found)
    boxes: list[Address] = [box for group in found.get("groups", ()) for box in group.addresses]
    usable = len(boxes) == 1 and not found.get("defects") and boxes[0].username and boxes[0].domain
    if not usable:
        raise ConfigError(SENDER)
    return boxes[0]
