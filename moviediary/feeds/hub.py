"""The WebSub hub that is told of changes, so that readers need not ask (W3C WebSub, section 7)."""

from moviediary import http

_address = ""


def configure(address: str) -> None:
    """Choose the hub; an empty address is none."""
    global _address
    _address = address


def address() -> str:
    return _address


def publish(topics: list[str]) -> None:
    """Tell the hub that feeds changed. Raises TryAgain and GiveUp."""
    if _address:
        http.post(_address, [("hub.mode", "publish"), *(("hub.url", topic) for topic in topics)])
