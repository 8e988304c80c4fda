"""The WebSub hub that is told of changes, so that readers need not ask (W3C WebSub, sections 4 and 7)."""

from collections.abc import Sequence

from moviediary import http
from moviediary.errors import GiveUp

_address, _site = "", ""


def configure(address: str, site: str) -> None:
    """Choose the hub, an empty address for none, and the address that the feeds of this site begin with."""
    global _address, _site
    _address, _site = address, site


def address() -> str:
    return _address


def publish(paths: Sequence[str]) -> None:
    """Tell the hub that feeds changed. Raises TryAgain, or GiveUp where the hub will not hear of them."""
    topics = [("hub.url", f"{_site}{path}") for path in paths]
    status = http.post(_address, [("hub.mode", "publish"), *topics])
    if status >= 300:
        raise GiveUp(f"the hub answered {status}")
