"""The key in the address of a private feed: the id of its row, signed by the site, so that no secret is kept anywhere."""

import hmac
from uuid import UUID

from moviediary import ids
from moviediary.security import keyed

PURPOSE = "feed key"


def key_for(key_id: UUID) -> str:
    """The key that a member is shown."""
    name = ids.short(key_id)
    return f"{name}-{keyed(PURPOSE, name)}"


def id_in(key: str) -> UUID | None:
    """The id that a key was made for, or None where the site did not make it."""
    name, _, signature = key.partition("-")
    return ids.from_short(name) if hmac.compare_digest(signature.encode(), keyed(PURPOSE, name).encode()) else None
