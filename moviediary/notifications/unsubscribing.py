"""The addresses in letters at which a single click ends such letters (RFC 8058): signed, as whoever clicks is not signed in."""

from dataclasses import dataclass
from uuid import UUID

from itsdangerous import BadData, URLSafeSerializer

from moviediary.errors import Refused
from moviediary.notifications.rules import KINDS

_secret, _site = "", ""


@dataclass(frozen=True)
class Wish:
    """That no more letters of a kind go to a member; "digest" is one of the kinds here."""

    member_id: UUID
    kind: str

    @property
    def name(self) -> str:
        return "the digest" if self.kind == "digest" else f"“{KINDS[self.kind].label}”"


def configure(secret: str, site: str) -> None:
    """What the addresses are signed with, and the address that those of this site begin with."""
    global _secret, _site
    _secret, _site = secret, site


def site() -> str:
    return _site


def address(member_id: UUID, kind: str) -> str:
    return f"{_site}/unsubscribe/{_signer().dumps([member_id.hex, kind])}"


def opened(signed: str) -> Wish:
    """What an address asks for. Raises Refused where it is not one of ours."""
    try:
        member_id, kind = _signer().loads(signed)
    except BadData:
        raise Refused("This link is not whole, or not from this site. Copy all of it out of the letter.") from None
    if kind != "digest" and kind not in KINDS:
        raise Refused("There are no such letters any more. Sign in to choose what you are told of.")
    return Wish(UUID(member_id), str(kind))


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(_secret, salt="unsubscribe")
