"""What webhooks need to know of the site: its secret, of which theirs are made, and whether it is one of a home network."""

import base64
import hashlib
import hmac
from uuid import UUID

_secret_key, _allow_private = "", False


def configure(secret_key: str, allow_private: bool) -> None:
    """Take over the settings. With private addresses, a webhook may also have one without encryption."""
    global _secret_key, _allow_private
    _secret_key, _allow_private = secret_key, allow_private


def allows_private() -> bool:
    return _allow_private


def secret(webhook_id: UUID, salt: str) -> bytes:
    """The 32 bytes that a webhook is signed with. They follow from the site's secret, so no copy of the database tells them."""
    key = hashlib.sha256(f"webhook:{_secret_key}".encode()).digest()
    return hmac.digest(key, f"{webhook_id}:{salt}".encode(), "sha256")


def shown(webhook_id: UUID, salt: str) -> str:
    """The same secret as its member gets it, in the form that libraries for Standard Webhooks take."""
    return f"whsec_{base64.b64encode(secret(webhook_id, salt)).decode()}"
