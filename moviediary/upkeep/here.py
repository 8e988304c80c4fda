"""What the doctor looks at on this machine, without a network and without the database: it is done at each start."""

import os
import re
import stat
import tempfile
from collections.abc import Callable, Iterator
from importlib import metadata
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import cysqlite

from moviediary import clock
from moviediary.config import ROOT, Config
from moviediary.disks import nearest, room
from moviediary.upkeep.findings import Finding, bad, ok, warn
from moviediary.words import byte_size

# Below these, libraries have known holes; the versions this site is tested with are newer.
FLOORS = {
    "flask": "3.1.3",
    "werkzeug": "3.1.6",
    "jinja2": "3.1.6",
    "flask-login": "0.6.3",
    "urllib3": "2.6.3",
    "pillow": "12.3",
    "gunicorn": "23",
    "redis": "4.5.4",
    "rq": "2.12",
}
# The first SQLite that cannot destroy a database whose log is reset by two at once; 3.52.0 was withdrawn.
SQLITE, WITHDRAWN = (3, 51, 3), (3, 52, 0)
LOCAL = ("", "localhost", "127.0.0.1", "::1")
# A secret that can be guessed signs for everybody.
SHORT = 32
# No clock that is right says less: this was written later.
WRITTEN = 2026
SECONDS_APART = 120
Check = Callable[[Config], Iterator[Finding]]


def sqlite_file(config: Config) -> Path | None:
    is_file = config.database_url.startswith("sqlite:")
    return Path(config.database_url.removeprefix("sqlite:///")) if is_file else None


def stored_in(config: Config) -> Path | None:
    """The folder of the files, None where they are in a bucket."""
    parts = urlsplit(config.storage_url)
    return Path(unquote(parts.path)) if parts.scheme == "file" else None


def settings(config: Config) -> Iterator[Finding]:
    if len(config.secret_key) < SHORT:
        todo = "Set it to 32 random characters or more, as `openssl rand -base64 48` prints them; everybody has to sign in again."
        yield warn("secret key", f"SECRET_KEY has {len(config.secret_key)} characters and may be guessed", todo)
    else:
        yield ok("secret key", "long enough")
    if not config.base_url and config.host in LOCAL:
        yield ok("address", "only this machine is to ask")
    elif not config.base_url:
        yield warn("address", "BASE_URL is not set, so any host name is believed", "Set it to where visitors find the site.")
    elif config.base_url.startswith("https:") and not config.trusted_proxies:
        todo = "Set it to how many proxies stand in front, so that visitors can be told apart."
        yield warn("address", "BASE_URL begins with https:, but TRUSTED_PROXIES is 0", todo)
    elif config.base_url.startswith("https:") and not config.secure_cookies:
        yield bad("address", "SECURE_COOKIES is off on a site with https", "Leave SECURE_COOKIES out.")
    else:
        yield ok("address", config.base_url)


def versions(config: Config) -> Iterator[Finding]:
    if sqlite_file(config) is not None:
        sqlite = cysqlite.sqlite_version_info
        told = f"SQLite {'.'.join(str(part) for part in sqlite)}"
        if sqlite < SQLITE or sqlite == WITHDRAWN:
            yield bad("SQLite", f"{told} can destroy a database", "Install the libraries of requirements.txt anew.")
        else:
            yield ok("SQLite", told)
    low = [f"{name} {found}, below {floor}" for name, floor in FLOORS.items() if _below(found := _installed(name), floor)]
    if low:
        yield bad("libraries", f"with known holes: {'; '.join(low)}", "Install the libraries of requirements.txt anew.")
    else:
        yield ok("libraries", "none below the version it has to have")


def _installed(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "missing"


def _below(found: str, floor: str) -> bool:
    return _parts(found) < _parts(floor)


def _parts(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", text)[:3]) or (0,)


def permissions(config: Config) -> Iterator[Finding]:
    """Whether others on this machine can read the database and the secret, where a folder above does not keep them out."""
    open_to_others = [path for path in _private(config) if path.exists() and _others_read(path)]
    for path in open_to_others:
        yield warn("permissions", f"others on this machine can read {path}", f"chmod go-rwx {path.parent}")
    for wanted in (sqlite_file(config), stored_in(config)):
        if wanted is not None and not os.access(place := nearest(wanted), os.W_OK):
            yield bad("permissions", f"{place} cannot be written", "Make it belong to the user the site runs as.")
    if not open_to_others:
        yield ok("permissions", "database and secret are for this user only")


def _private(config: Config) -> list[Path]:
    database = sqlite_file(config)
    return [ROOT / "var" / "secret_key", *([database] if database is not None else [])]


def _others_read(path: Path) -> bool:
    """Whether somebody else can read a file: it lets them, and so do all folders on the way."""
    if not path.stat().st_mode & (stat.S_IROTH | stat.S_IRGRP):
        return False
    return all(folder.stat().st_mode & (stat.S_IXOTH | stat.S_IXGRP) for folder in path.resolve().parents)


def redis_address(config: Config) -> Iterator[Finding]:
    """Whoever reaches Redis can have jobs done by the worker, so strangers must not reach it."""
    parts = urlsplit(config.redis_url)
    if parts.scheme == "unix" or (parts.hostname or "") in LOCAL:
        yield ok("Redis address", "on this machine")
    elif not parts.password and not parse_qs(parts.query).get("password"):
        todo = "Set a password in Redis (requirepass) and in REDIS_URL, as in redis://:password@host:6379."
        yield bad("Redis address", f"{parts.hostname} is asked without a password", todo)
    elif parts.scheme == "redis":
        todo = "Use rediss://, unless the network between is yours alone."
        yield warn("Redis address", f"the password goes to {parts.hostname} in the clear", todo)
    else:
        yield ok("Redis address", "with a password")


def disk(config: Config) -> Iterator[Finding]:
    database, files = sqlite_file(config), stored_in(config)
    backups = Path(config.backup_folder) if config.backup_folder else None
    for what, path in (("database", database and database.parent), ("files", files), ("backups", backups)):
        if path is None:
            continue
        if what == "backups" and not path.is_dir():
            yield bad("disk", f"BACKUP_FOLDER is {path}, which is no folder", "Make it, or mount the disk it is on.")
            continue
        found = room(path)
        told = f"{byte_size(found.free)} are free for the {what}"
        if found.full:
            yield bad("disk", told, "Make room; saving fails when it is full.")
        elif found.tight or (what != "files" and found.free < _size(database)):
            yield warn("disk", told, "Make room; a backup or `events verify` needs as much as the database.")
        else:
            yield ok("disk", told)


def _size(path: Path | None) -> int:
    return path.stat().st_size if path is not None and path.exists() else 0


def clock_and_files(config: Config) -> Iterator[Finding]:
    now = clock.now()
    if now.year < WRITTEN:
        yield bad("clock", f"it says {now:%Y-%m-%d}", "Set the clock, and have it kept right by NTP.")
        return
    with tempfile.NamedTemporaryFile(dir=_writable(config)) as file:
        apart = abs(os.stat(file.name).st_mtime - now.timestamp())
    if apart > SECONDS_APART:
        yield warn("clock", f"it differs from that of the file system by {apart:,.0f} s", "Have both kept right by NTP.")
    else:
        yield ok("clock", f"{now:%Y-%m-%d %H:%M} UTC")


def _writable(config: Config) -> Path | None:
    database = sqlite_file(config)
    return database.parent if database is not None and os.access(database.parent, os.W_OK) else None


CHECKS: tuple[Check, ...] = (settings, versions, permissions, redis_address, disk, clock_and_files)
