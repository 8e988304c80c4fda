"""Passwords are kept as argon2id hashes: 19 MiB, 2 passes, 1 lane (OWASP's smallest), about 25 ms each."""

import unicodedata
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from moviediary.accounts.rules import PASSWORD_LENGTHS

# A character is composed of up to four, so nothing longer is any password there is. To compose a text of nothing but
# accents takes as long as its length squared, and no other thread of the process does anything meanwhile.
LONGEST = 4 * PASSWORD_LENGTHS[-1]
USUAL = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_hasher = USUAL


def configure(hasher: PasswordHasher) -> None:
    """Let passwords be hashed from now on at another cost. Those that are kept open as before: a hash says what it cost."""
    global _hasher
    _hasher = hasher
    _nobody.cache_clear()


def hashed(password: str) -> str:
    return _hasher.hash(_composed(password))


def matches(stored: str | None, password: str) -> bool:
    """Whether a password is the right one. Takes the same time where there is no account to compare with."""
    # What is too long stays so, and is not the right one with something behind it.
    password = password[: LONGEST + 1]
    composed = _composed(password)
    # Hashes were first made of what was typed, as it was.
    return _verified(stored, composed) or (password != composed and _verified(stored, password))


def _composed(password: str) -> str:
    """One form for letters that keyboards compose differently: ü is one character or two (NIST SP 800-63B)."""
    return unicodedata.normalize("NFC", password)


def _verified(stored: str | None, password: str) -> bool:
    try:
        return _hasher.verify(stored or _nobody(), password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


@lru_cache(maxsize=1)
def _nobody() -> str:
    return _hasher.hash("nobody has this password")
