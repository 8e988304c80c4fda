"""Which addresses are out on the internet, and which lead back inside."""

import ipaddress
import queue
import socket
import threading
from typing import Any

from moviediary.errors import GiveUp, TryAgain

_UNICAST = ipaddress.ip_network("2000::/3")
# 6to4 and Teredo carry an IPv4 address inside; NAT64 does too, but lies outside of what is unicast.
# The others are set aside by IANA, which not every Python knows.
_INSIDE = [
    ipaddress.ip_network(network)
    for network in ("2002::/16", "2001::/32", "2001:20::/28", "2001:db8::/32", "3fff::/20", "192.88.99.0/24", "192.0.0.0/24")
]

Place = tuple[socket.AddressFamily, Any]


def public(text: str) -> bool:
    """Whether an IP address may be asked. Python's `is_global` says yes to several that lead back inside."""
    address = ipaddress.ip_address(text.strip("[]").partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            address = address.ipv4_mapped
        elif address not in _UNICAST:
            return False
    inside = any(address.version == network.version and address in network for network in _INSIDE)
    return address.is_global and not address.is_multicast and not address.is_reserved and not inside


def household(text: str) -> str:
    """What is counted as one visitor: an IPv4 address; of IPv6 the first 64 bits, as whoever has these has all the others."""
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return text
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    return str(address.ipv4_mapped or ipaddress.ip_network((address, 64), strict=False))


def resolve(host: str, port: int, seconds: float, allow_private: bool) -> list[Place]:
    """Where to connect to, each place checked: as a name may lead to several, one bad place spoils all.

    Asked in a thread of its own, since nothing else ends a name server's silence. Raises GiveUp and TryAgain.
    """
    # The answer of a thread nobody waits for any more is dropped with its queue.
    answers: queue.SimpleQueue[list[Place] | None] = queue.SimpleQueue()
    threading.Thread(target=lambda: answers.put(_looked_up(host, port)), daemon=True).start()
    try:
        places = answers.get(timeout=seconds)
    except queue.Empty:
        raise TryAgain(f"{host} could not be looked up in time") from None
    if not places:
        raise TryAgain(f"{host} is not known to the name servers")
    if not allow_private and not all(public(place[0]) for _, place in places):
        raise GiveUp(f"{host} leads to an address that is not public")
    return places


def _looked_up(host: str, port: int) -> list[Place] | None:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return None
    return [(family, place) for family, _, _, _, place in found if family in (socket.AF_INET, socket.AF_INET6)]
