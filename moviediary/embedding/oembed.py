"""oEmbed 1.0 (oembed.com): which page an address means, and what is told of it."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit
from xml.etree import ElementTree

from moviediary.text import xml_safe

MEMBER = re.compile(r"/members/([A-Za-z0-9_-]{2,30})/?", re.ASCII)
REVIEW = re.compile(r"/reviews/([1-9A-HJ-NP-Za-km-z]{10,22})/?", re.ASCII)
# Seconds an answer may be kept by others. The frame itself is always asked for anew.
CACHE_AGE = 3600
Told = Mapping[str, str | int]
_PORT = re.compile(r":(80|443)?$")


@dataclass(frozen=True)
class Meant:
    """The page an address means: one of the two is empty."""

    username: str = ""
    review_id: str = ""


def meant(url: str, hosts: Collection[str]) -> Meant | None:
    """The member or review an address on one of our hosts is about, or None for every other address."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or _host(parts.netloc) not in {_host(host) for host in hosts}:
        return None
    if found := MEMBER.fullmatch(parts.path):
        return Meant(username=found[1])
    found = REVIEW.fullmatch(parts.path)
    return Meant(review_id=found[1]) if found else None


def most(text: str) -> int:
    """The most pixels somebody has room for; what is no number sets no limit."""
    sensible = text.isascii() and text.isdigit() and len(text) < 6 and int(text)
    return int(text) if sensible else 100_000


def as_xml(told: Told) -> bytes:
    """An answer as XML, without the characters XML does not know."""
    root = ElementTree.Element("oembed")
    for name, value in told.items():
        ElementTree.SubElement(root, name).text = xml_safe(str(value))
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)


def _host(netloc: str) -> str:
    return _PORT.sub("", netloc.lower())
