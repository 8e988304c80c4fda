"""What a backup says of itself."""

import hashlib
import secrets

import msgspec

FORMAT = "movie-diary-backup"
VERSION = 1
# Takes a twentieth of a second, so that nobody guesses a short secret from a backup.
_SLOW = {"n": 2**14, "r": 8, "p": 1, "dklen": 16}


class Part(msgspec.Struct, frozen=True):
    """What a member of the archive has to be: its size in bytes and its SHA-256."""

    bytes: int
    sha256: str


class TablePart(msgspec.Struct, frozen=True):
    """A table: a line of JSON for each row, which has the values of these columns."""

    name: str
    columns: tuple[str, ...]
    rows: int
    bytes: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True):
    """`migrations` made the tables. `missing` is how many pictures were not there any more. `fingerprint` tells whether a site
    has the secret that this one had, and not what it is."""

    format: str
    version: int
    made_at: str
    database: str
    migrations: tuple[str, ...]
    tables: tuple[TablePart, ...]
    files: Part
    files_count: int
    files_bytes: int
    missing: int
    settings: Part
    fingerprint: str
    with_secret: bool

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables)


class FilePart(msgspec.Struct, frozen=True):
    """A picture, by its name in the store."""

    name: str
    bytes: int
    sha256: str


def fingerprint(secret: str, salt: str = "") -> str:
    """A secret as a backup may tell of it: hashed slowly, with a salt."""
    salt = salt or secrets.token_hex(8)
    return f"{salt}:{hashlib.scrypt(secret.encode(), salt=salt.encode(), **_SLOW).hex()}"


def is_of(mark: str, secret: str) -> bool:
    """Whether a fingerprint is that of this secret."""
    return secrets.compare_digest(mark, fingerprint(secret, mark.partition(":")[0]))
