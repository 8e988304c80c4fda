"""Everything the environment says, read once into one value."""

import hashlib
import os
import secrets
import stat
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from moviediary import mail_settings, provider_settings, settings
from moviediary.mail import Server
from moviediary.settings import ConfigError

ROOT = Path(__file__).resolve().parent.parent
READ_BY_OTHERS = (
    *("WEB_CONCURRENCY", "AWS_REGION", "AWS_ENDPOINT"),
    *("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"),
)
RATE_LIMITS = {
    "SIGN_IN": "10 per 3 minutes",
    "SIGN_IN_ACCOUNT": "100 per hour",
    "SIGN_IN_CLIENT": "60 per 10 minutes",
    "REGISTER": "20 per hour",
    "POSTER": "30 per hour",
    "PICTURE": "300 per minute",
    "CARD": "120 per hour",
    "CARD_ALL": "1000 per hour",
    "IMPORT": "60 per hour",
    "EXPORT": "20 per hour",
    "WRITE": "120 per minute",
    "SEARCH": "120 per minute",
    "REPORT": "20 per hour",
    "WEBHOOK": "30 per hour",
}
# What the path of a Unix socket may measure: 107 bytes on Linux, 103 on macOS.
SOCKET_PATH = 103


@dataclass(frozen=True)
class Config:
    """The application's settings. `base_url` is empty when unset: links then follow the request's own host.

    `metadata_providers` names those to be asked, in their order.
    """

    database_url: str
    redis_url: str
    secret_key: str
    base_url: str
    host: str
    port: int
    secure_cookies: bool
    allow_registration: bool
    contact: str
    websub_hub_url: str
    nats_url: str
    mail_server: Server | None
    storage_url: str
    metadata_providers: tuple[str, ...]
    tmdb_api_key: str
    tmdb_api_url: str
    tmdb_image_url: str
    tmdb_language: str
    omdb_api_key: str
    omdb_api_url: str
    wikidata_api_url: str
    wikidata_files_url: str
    allow_private_addresses: bool
    trusted_proxies: int
    rate_limits: Mapping[str, str]
    log_level: str
    log_format: str
    log_requests: bool
    metrics: bool
    monitor_token: str
    backup_folder: str
    backup_keep: int
    # What gunicorn and the client of S3 read for themselves; here because a backup tells of it.
    read_by_others: Mapping[str, str]

    @classmethod
    def from_env(cls, env: Mapping[str, str], var: Path = ROOT / "var") -> "Config":
        """Read the settings of README's table; whatever is unset is kept in the folder `var`."""
        base_url = settings.site(env)
        database_url = env.get("DATABASE_URL") or f"sqlite:///{var / 'diary.db'}"
        return cls(
            database_url=settings.database(database_url),
            redis_url=_redis(env, var),
            secret_key=env.get("SECRET_KEY") or _kept_secret(var, database_url),
            base_url=base_url,
            host=env.get("HOST") or "127.0.0.1",
            port=settings.parsed(env, "PORT", 8000, settings.port),
            secure_cookies=settings.parsed(env, "SECURE_COOKIES", base_url.startswith("https:"), settings.flag),
            allow_registration=settings.parsed(env, "ALLOW_REGISTRATION", False, settings.flag),
            contact=settings.parsed(env, "CONTACT", base_url, settings.contact),
            websub_hub_url=_hub(env, base_url),
            nats_url=settings.parsed(env, "NATS_URL", "", settings.nats, secret=True),
            mail_server=mail_settings.server(env, base_url),
            storage_url=settings.url(env, "STORAGE_URL", f"file://{var / 'files'}", ("file", "s3")),
            **provider_settings.film_databases(env),
            allow_private_addresses=settings.parsed(env, "HTTP_ALLOW_PRIVATE_ADDRESSES", False, settings.flag),
            trusted_proxies=settings.parsed(env, "TRUSTED_PROXIES", 0, settings.count),
            rate_limits=_rate_limits(env),
            log_level=settings.choice(env, "LOG_LEVEL", "info", ("debug", "info", "warning", "error")),
            log_format=settings.choice(env, "LOG_FORMAT", "text", ("text", "json")),
            log_requests=settings.parsed(env, "LOG_REQUESTS", False, settings.flag),
            metrics=settings.parsed(env, "METRICS", False, settings.flag),
            monitor_token=settings.parsed(env, "MONITOR_TOKEN", "", settings.token, secret=True),
            **_backups(env),
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


def web_processes(env: Mapping[str, str]) -> int:
    """How many processes of the web server there are to be. Raises ConfigError."""
    return settings.parsed(env, "WEB_CONCURRENCY", 2, settings.several)


def _backups(env: Mapping[str, str]) -> dict[str, Any]:
    """The fields that are about backups."""
    return {
        "backup_folder": env.get("BACKUP_FOLDER", "").strip(),
        "backup_keep": settings.parsed(env, "BACKUP_KEEP", 7, settings.kept),
        "read_by_others": {name: said for name in READ_BY_OTHERS if (said := env.get(name))},
    }


def _redis(env: Mapping[str, str], var: Path) -> str:
    own = "" if env.get("REDIS_URL") else f"unix://{quote(str(redis_socket(var)))}"
    return settings.url(env, "REDIS_URL", own, ("redis", "rediss", "unix"))


def _hub(env: Mapping[str, str], base_url: str) -> str:
    """The hub that hears of changes in feeds. Raises ConfigError where it could not be told what they are called."""
    hub = settings.url(env, "WEBSUB_HUB_URL", "", ("http", "https"))
    if hub and not base_url:
        raise ConfigError("WEBSUB_HUB_URL is set, but not BASE_URL: the hub has to be told where the feeds of this site are.")
    return hub


def _rate_limits(env: Mapping[str, str]) -> dict[str, str]:
    return {name: settings.parsed(env, f"RATE_LIMIT_{name}", usual, settings.limit) for name, usual in RATE_LIMITS.items()}


def _kept_secret(var: Path, database_url: str) -> str:
    """A secret made at the first start. Sites with a database elsewhere run on hosts that forget files, so they set it."""
    if not database_url.startswith("sqlite:"):
        raise ConfigError("Set SECRET_KEY to a long random text, the same for every process.")
    path, draft = var / "secret_key", var / f"secret_key.{secrets.token_hex(4)}"
    try:
        # What is in it is nobody else's business on this machine.
        var.mkdir(mode=0o700, parents=True, exist_ok=True)
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
