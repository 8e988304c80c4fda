"""What happens to text on its way in and out: cleaning, folding for comparison, slugs, Markdown."""

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from html import escape, unescape
from typing import Any
from urllib.parse import urlencode, urljoin

from moviediary import mentions

# Letters that are no base letter with an accent, so decomposition leaves them alone.
_PLAIN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "ı": "i", "&": " and "})
# The same for text without accents: an apostrophe joins, what is neither letter nor digit parts.
_ASCII = str.maketrans({sign: " " for sign in map(chr, range(128)) if not sign.isalnum()} | {"'": "", "&": " and "})
# With signs that turn the direction of what follows, or take no room at all.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_HREF = re.compile(r'(?<=<a )href="([^"]*)"')
# Longer texts are not kept as HTML: some thousands of the longest would fill the memory of a small machine.
LONG = 2_000
# What begins with a text stands between it and it with this behind it.
LAST = "\U0010ffff"
_ALLOWED_TAGS = {"p", "br", "em", "strong", "s", "blockquote", "ul", "ol", "li", "code", "pre", "hr", "a", "h4", "h5", "h6"}


def clean(text: str) -> str:
    """Text without the characters that break an XML feed or a database, with plain line ends, stripped."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def one_line(text: str) -> str:
    """Clean text on one line."""
    return " ".join(clean(text).split())


def shortened(text: str, most: int = 40) -> str:
    """Text for where there is little room, such as a message that has something to say after it."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


# An import asks for the same title some five times.
@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """A title as it is compared: case, accents, punctuation and white space make no difference."""
    if text.isascii():
        # Most titles are, and need no look at each character.
        return " ".join(text.lower().translate(_ASCII).split()) or text.strip().casefold()
    folded = " ".join("".join(map(_compared, text.casefold().translate(_PLAIN))).split())
    # A title of nothing but signs, such as "???", is compared as it is.
    return folded or text.strip().casefold()


# One character at a time: to decompose a text of nothing but accents takes as long as its length squared.
@lru_cache(maxsize=4096)
def _compared(character: str) -> str:
    return "".join(map(_folded, unicodedata.normalize("NFKD", character).casefold()))


def _folded(character: str) -> str:
    # Class 8 are the marks that make another kana of one, as in ha and ba: no accents.
    if unicodedata.combining(character) not in (0, 8) or character in "'’":
        return ""
    return character if unicodedata.category(character)[0] in "LNM" else " "


def slug(text: str, nothing: str = "film") -> str:
    """The readable part of an address; letters of any script stay. `nothing` stands for a text without any."""
    kept = "".join(map(_folded, fold(text)))
    return "-".join(kept.split())[:80].strip("-") or nothing


def markdown(text: str) -> str:
    """Safe HTML of what a member wrote in Markdown: no pictures, no raw HTML, no attribute but the address of a link."""
    return (_drawn if len(text) > LONG else _kept)(text)


def _drawn(text: str) -> str:
    import nh3

    return nh3.clean(
        _renderer().render(text),
        tags=_ALLOWED_TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https"},
        link_rel="nofollow ugc noopener",
    ).strip()


_kept = lru_cache(maxsize=1000)(_drawn)


def tokens(text: str) -> list[Any]:
    """What a member wrote in Markdown, taken apart as `markdown` does before it draws it."""
    found: list[Any] = _renderer().parse(text)
    return found


def plain(text: str) -> str:
    """What a member wrote in Markdown as words on one line, without its marks."""
    import nh3

    return " ".join(unescape(nh3.clean(markdown(text), tags=set())).split())


def absolute_links(html: str, base: str) -> str:
    """HTML that `markdown` made, with each link as it leads from the address `base`: elsewhere a relative one leads nowhere."""
    return _HREF.sub(lambda found: f'href="{escape(_joined(base, unescape(found[1])))}"', html)


def _joined(base: str, link: str) -> str:
    try:
        return urljoin(base, link)
    except ValueError:
        # Such as half the address of an IPv6 host: it leads nowhere from here either.
        return base


def xml_safe(text: str) -> str:
    """Text without the characters that no XML document may hold (XML 1.0, 2.2)."""
    return _NOT_XML.sub("", text)


@lru_cache(maxsize=1)
def _renderer():  # type: ignore[no-untyped-def]
    # Loaded when the first text is shown: importing takes a tenth of the start.
    from markdown_it import MarkdownIt

    renderer = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable("strikethrough").disable("image")
    # A review stands under the headings of its page, so its own begin lower.
    renderer.core.ruler.push("lower_headings", _lower_headings)
    renderer.core.ruler.push("mentions", mentions.link)
    return renderer


def _lower_headings(state) -> None:  # type: ignore[no-untyped-def]
    for token in state.tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1]) + 3, 6)}"


def names_in(text: str, *known: tuple[str, ...]) -> tuple[str, ...]:
    """The names a field has between commas. One that says what it was filled with means that: a name may have a comma."""
    return next((names for names in known if ", ".join(names) == text.strip()), tuple(text.split(",")))


def whole_number(text: str | None, digits: int) -> int:
    """The number that a text of at most so many digits is; 0 where it is none, as nothing that is counted has that number."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= digits else 0


def query_of(said: Mapping[str, str]) -> str:
    """What the address of a page asks for, without what says nothing: "q=heat&after=20", or "" where nothing does."""
    return urlencode({name: value for name, value in said.items() if value})
