"""Everything the environment says, read once into one value."""

import hashlib
import os
import re
import secrets
import stat
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote, urlsplit

ROOT = Path(__file__).resolve().parent.parent
RATE_LIMITS = {
    "SIGN_IN": "10 per 3 minutes",
    "SIGN_IN_ACCOUNT": "100 per hour",
    "SIGN_IN_CLIENT": "60 per 10 minutes",
    "REGISTER": "20 per hour",
    "POSTER": "30 per hour",
    "PICTURE": "300 per minute",
    "WRITE": "120 per minute",
    "SEARCH": "120 per minute",
}
# What the path of a Unix socket may measure: 107 bytes on Linux, 103 on macOS.
SOCKET_PATH = 103
_LIMIT = re.compile(r"[1-9]\d{0,8} per ([1-9]\d{0,3} )?(second|minute|hour|day)s?")
T = TypeVar("T")


class ConfigError(Exception):
    """A setting is missing or senseless; the text says which one and what to set."""


@dataclass(frozen=True)
class Config:
    """The application's settings. `base_url` is empty when unset: links then follow the request's own host."""

    database_url: str
    redis_url: str
    secret_key: str
    base_url: str
    host: str
    port: int
    secure_cookies: bool
    allow_registration: bool
    storage_url: str
    tmdb_api_key: str
    tmdb_api_url: str
    tmdb_image_url: str
    omdb_api_key: str
    omdb_api_url: str
    allow_private_addresses: bool
    trusted_proxies: int
    rate_limits: Mapping[str, str]
    log_level: str
    log_format: str

    @classmethod
    def from_env(cls, env: Mapping[str, str], var: Path = ROOT / "var") -> "Config":
        """Read the settings of README's table; whatever is unset is kept in the folder `var`."""
        base_url = _url(env, "BASE_URL", "", ("http", "https")).rstrip("/")
        database_url = env.get("DATABASE_URL") or f"sqlite:///{var / 'diary.db'}"
        return cls(
            database_url=_database(database_url),
            redis_url=_url(env, "REDIS_URL", "" if env.get("REDIS_URL") else _own_redis(var), ("redis", "rediss", "unix")),
            secret_key=env.get("SECRET_KEY") or _kept_secret(var, database_url),
            base_url=base_url,
            host=env.get("HOST") or "127.0.0.1",
            port=_parsed(env, "PORT", 8000, _port),
            secure_cookies=_parsed(env, "SECURE_COOKIES", base_url.startswith("https:"), _flag),
            allow_registration=_parsed(env, "ALLOW_REGISTRATION", False, _flag),
            storage_url=_url(env, "STORAGE_URL", f"file://{var / 'files'}", ("file", "s3")),
            tmdb_api_key=env.get("TMDB_API_KEY", "").strip(),
            tmdb_api_url=_url(env, "TMDB_API_URL", "https://api.themoviedb.org/3", ("http", "https")),
            tmdb_image_url=_url(env, "TMDB_IMAGE_URL", "https://image.tmdb.org/t/p/original", ("http", "https")),
            omdb_api_key=env.get("OMDB_API_KEY", "").strip(),
            omdb_api_url=_url(env, "OMDB_API_URL", "https://www.omdbapi.com/", ("http", "https")),
            allow_private_addresses=_parsed(env, "HTTP_ALLOW_PRIVATE_ADDRESSES", False, _flag),
            trusted_proxies=_parsed(env, "TRUSTED_PROXIES", 0, _count),
            rate_limits={name: _parsed(env, f"RATE_LIMIT_{name}", usual, _limit) for name, usual in RATE_LIMITS.items()},
            log_level=_choice(env, "LOG_LEVEL", "info", ("debug", "info", "warning", "error")),
            log_format=_choice(env, "LOG_FORMAT", "text", ("text", "json")),
        )


def redis_socket(var: Path) -> Path:
    """Where the site's own Redis listens: in the folder, or when that path is too long, in one of the system's for short-lived
    files, which then must be this user's alone."""
    path = var / "redis.sock"
    if len(os.fsencode(path)) <= SOCKET_PATH:
        return path
    name = hashlib.sha256(os.fsencode(var)).hexdigest()[:12]
    folder = Path(tempfile.gettempdir(), f"movie-diary-{os.getuid()}-{name}")
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & 0o077:
        raise ConfigError(f"{folder} belongs to somebody else. Move Movie Diary to a folder with a shorter path.")
    return folder / "redis.sock"


def _own_redis(var: Path) -> str:
    return f"unix://{quote(str(redis_socket(var)))}"


def web_processes(env: Mapping[str, str]) -> int:
    """How many processes of the web server there are to be. Raises ConfigError."""
    return _parsed(env, "WEB_CONCURRENCY", 2, _several)


def _parsed(env: Mapping[str, str], name: str, default: T, parse: Callable[[str], T]) -> T:
    text = env.get(name, "").strip()
    if not text:
        return default
    try:
        return parse(text)
    except ValueError as problem:
        raise ConfigError(f"{name} is {text!r}, but must be {problem}.") from None


def _flag(text: str) -> bool:
    if text.lower() in ("1", "true", "yes", "on"):
        return True
    if text.lower() in ("0", "false", "no", "off"):
        return False
    raise ValueError("true or false")


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > 10:
        raise ValueError("a number from 0 to 10, how many proxies stand in front")
    return int(text)


def _several(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 100:
        raise ValueError("a number from 1 to 100, how many processes answer")
    return int(text)


def _limit(text: str) -> str:
    if not _LIMIT.fullmatch(text):
        raise ValueError('a limit such as "10 per minute" or "10 per 3 minutes"')
    return text


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 65535:
        raise ValueError("a port from 1 to 65535")
    return int(text)


def _choice(env: Mapping[str, str], name: str, default: str, choices: tuple[str, ...]) -> str:
    value = (env.get(name) or default).lower()
    if value not in choices:
        raise ConfigError(f"{name} is {value!r}, but must be one of {', '.join(choices)}.")
    return value


def _url(env: Mapping[str, str], name: str, default: str, schemes: tuple[str, ...]) -> str:
    value = (env.get(name) or default).strip()
    if value:
        parts = urlsplit(value)
        if parts.scheme not in schemes or not (parts.netloc or parts.path):
            raise ConfigError(f"{name} must be an address that starts with {' or '.join(s + '://' for s in schemes)}.")
    return value


def _database(url: str) -> str:
    if not url.startswith(("sqlite:///", "postgres://", "postgresql://")):
        raise ConfigError("DATABASE_URL must start with sqlite:/// or postgresql://.")
    return url


def _kept_secret(var: Path, database_url: str) -> str:
    """A secret made at the first start. Sites with a database elsewhere run on hosts that forget files, so they set it."""
    if not database_url.startswith("sqlite:"):
        raise ConfigError("Set SECRET_KEY to a long random text, the same for every process.")
    path, draft = var / "secret_key", var / f"secret_key.{secrets.token_hex(4)}"
    try:
        var.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
                file.write(secrets.token_urlsafe(48) + "\n")
            # Of several processes that start at once, one gives the name; none ever reads half a secret.
            with suppress(FileExistsError):
                os.link(draft, path)
            draft.unlink()
        return path.read_text().strip()
    except OSError as problem:
        raise ConfigError(f"Cannot write to the folder {var}: {problem.strerror}. Make it writable.") from None
