"""Single settings: how the text of one becomes a value, or a sentence about what to set."""

import re
from collections.abc import Callable, Mapping
from typing import TypeVar
from urllib.parse import SplitResult, urlsplit

_LIMIT = re.compile(r"[1-9]\d{0,8} per ([1-9]\d{0,3} )?(second|minute|hour|day)s?")
# Without a line end or a bracket, as it stands in brackets in a header.
_CONTACT = re.compile(r"[!-'*-~][ -'*-~]{0,198}[!-'*-~]")
_TOKEN = re.compile(r"[A-Za-z0-9._~+/=-]{16,500}")
_LANGUAGE = re.compile(r"[a-z]{2}(-[A-Z]{2})?")
# What is signed in to by its address.
WITH_PASSWORD = ("postgres", "postgresql", "redis", "rediss")
T = TypeVar("T")


class ConfigError(Exception):
    """A setting is missing or senseless; the text says which one and what to set."""


def parsed(env: Mapping[str, str], name: str, default: T, parse: Callable[[str], T], secret: bool = False) -> T:
    text = env.get(name, "").strip()
    if not text:
        return default
    try:
        return parse(text)
    except ValueError as problem:
        # What may hold a password is not repeated: the sentence ends up in logs.
        raise ConfigError(f"{name} must be {problem}." if secret else f"{name} is {text!r}, but must be {problem}.") from None


def flag(text: str) -> bool:
    if text.lower() in ("1", "true", "yes", "on"):
        return True
    if text.lower() in ("0", "false", "no", "off"):
        return False
    raise ValueError("true or false")


def count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > 10:
        raise ValueError("a number from 0 to 10, how many proxies stand in front")
    return int(text)


def several(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 100:
        raise ValueError("a number from 1 to 100, how many processes answer")
    return int(text)


def kept(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 1000:
        raise ValueError("a number from 1 to 1000, how many backups are kept")
    return int(text)


def limit(text: str) -> str:
    if not _LIMIT.fullmatch(text):
        raise ValueError('a limit such as "10 per minute" or "10 per 3 minutes"')
    return text


def contact(text: str) -> str:
    if not _CONTACT.fullmatch(text):
        raise ValueError("an e-mail address, or the address of a page that says who runs this site")
    return text


def token(text: str) -> str:
    if not _TOKEN.fullmatch(text):
        raise ValueError("at least 16 letters, digits or signs of -._~+/=, such as `openssl rand -hex 20` prints")
    return text


def language(text: str) -> str:
    if not _LANGUAGE.fullmatch(text):
        raise ValueError('a language, with its country if it matters, such as "de" or "pt-BR"')
    return text


def nats(text: str) -> str:
    example = "an address such as nats://bus.example:4222 or tls://name:password@bus.example"
    try:
        parts = urlsplit(text)
        host, number = parts.hostname, parts.port
    except ValueError:
        raise ValueError(f"{example}, with a port from 1 to 65535") from None
    if parts.scheme not in ("nats", "tls"):
        raise ValueError(f"{example}, which begins with nats:// or tls://")
    if not host or "," in parts.netloc or number == 0:
        raise ValueError(f"{example}, with the name of one server")
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise ValueError(f"{example}, with nothing behind the server; signs such as / in a password are written %2F")
    if parts.password is not None and not parts.username:
        raise ValueError(f"{example}, with a name before the password; a token stands alone, as in nats://token@bus.example")
    return text


def port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 65535:
        raise ValueError("a port from 1 to 65535")
    return int(text)


def choice(env: Mapping[str, str], name: str, default: str, choices: tuple[str, ...]) -> str:
    value = (env.get(name) or default).lower()
    if value not in choices:
        raise ConfigError(f"{name} is {value!r}, but must be one of {', '.join(choices)}.")
    return value


def url(env: Mapping[str, str], name: str, default: str, schemes: tuple[str, ...]) -> str:
    value = (env.get(name) or default).strip()
    if value:
        parts = _parts(name, value)
        if parts.scheme not in schemes or not (parts.netloc or parts.path):
            raise ConfigError(f"{name} must be an address that starts with {' or '.join(s + '://' for s in schemes)}.")
    return value


def site(env: Mapping[str, str]) -> str:
    """Where visitors find the site, to which paths are added as they are; "" where nobody said."""
    value = url(env, "BASE_URL", "", ("http", "https")).rstrip("/")
    parts = urlsplit(value)
    address = f"{parts.scheme}://{parts.netloc}"
    if value and (value.lower() != address.lower() or not parts.hostname or "@" in parts.netloc):
        raise ConfigError(
            "BASE_URL must be the scheme and the host of the site, such as https://films.example.org, with its port if it is no "
            "usual one. Take away whatever else stands there: the site cannot be below a path, and needs a host of its own."
        )
    return address if value else ""


def database(address: str, name: str = "DATABASE_URL") -> str:
    if not address.startswith(("sqlite:///", "postgres://", "postgresql://")):
        raise ConfigError(f"{name} must start with sqlite:/// or postgresql://.")
    if not address.startswith("sqlite:"):
        _parts(name, address)
    return address


def _parts(name: str, address: str) -> SplitResult:
    """An address taken apart. What is wrong with it is not repeated: it may be a piece of a password."""
    try:
        parts = urlsplit(address)
        torn = parts.port == 0
    except ValueError:
        torn = True
    # A password that was cut off at one of its signs is taken for a port, and the rest of it for a path.
    if torn or (parts.scheme in WITH_PASSWORD and "@" in parts.path + parts.query.partition("=")[0] + parts.fragment):
        raise ConfigError(
            f"{name} cannot be read as an address. In a password write / ? # [ ] @ and % as %2F %3F %23 %5B %5D %40 and %25; "
            "a port is a number from 1 to 65535, and an IPv6 address stands between brackets."
        )
    return parts
