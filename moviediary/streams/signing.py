"""How a call is signed: as Standard Webhooks 1.0.0 says (standardwebhooks.com), for which most languages have a library."""

import base64
import hmac
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID


def headers(message_id: UUID, at: datetime, body: bytes, secrets: Sequence[bytes]) -> dict[str, str]:
    """The headers of a call. While a secret is exchanged for another there are two signatures, of which either will do."""
    timestamp = str(int(at.timestamp()))
    signed = f"{message_id}.{timestamp}.".encode() + body
    return {
        "Content-Type": "application/json",
        "webhook-id": str(message_id),
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(f"v1,{_signature(secret, signed)}" for secret in secrets),
    }


def _signature(secret: bytes, signed: bytes) -> str:
    return base64.b64encode(hmac.digest(secret, signed, "sha256")).decode()
