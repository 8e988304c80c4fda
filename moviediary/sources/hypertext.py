"""HTML that members of other sites wrote, as Markdown that says the same.

Written by hand: the libraries for this bring a parser along, and escape too little or too much, for a dozen tags. The parser of
the standard library takes minutes for what nobody wrote in good faith.
"""

import re
from html import unescape
from urllib.parse import quote, urljoin

from moviediary.sources.marking import Run, joined, paragraphs, unmistakable
from moviediary.text import clean, plain

MARKS = {"b": "**", "strong": "**", "i": "*", "em": "*", "cite": "*", "s": "~~", "strike": "~~", "del": "~~"}
BLOCKS = {"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "pre", "table", "tr", "blockquote", "li"}
SILENT = {"script", "style", "head", "title", "template"}
PLAIN = {
    *("a", "br", "hr", "img", "span", "u", "small", "big", "sub", "sup"),
    *("code", "font", "html", "body", "q", "abbr", "td", "th", "tbody"),
}
KNOWN = BLOCKS | SILENT | PLAIN | MARKS.keys()
# Twice what a text of the diary may have, with its tags. A longer one is refused there, so nothing need be made of it here.
LONGEST = 50_000
# None of these looks at a sign more than a few times, whatever is written.
_TAG = re.compile(r"<(?P<end>/?)(?P<name>[a-zA-Z][a-zA-Z0-9]{0,20})(?P<attributes>\s[^<>]{0,2000}?)?/?>|<!--[^<>]{0,2000}-->")
_HREF = re.compile(r"\bhref\s{0,9}=\s{0,9}(\"[^\"]*\"|'[^']*'|[^\s\"'>]+)", re.IGNORECASE)


def markdown_of(html: str, base: str = "") -> str:
    """The text as Markdown. Line ends outside of tags count, as people who wrote into a box meant them.

    `base` is the address where the text stood, for links that begin at it. Links that lead nowhere on the web become text.
    """
    html = clean(html)
    if not html or len(html) > LONGEST:
        return html
    reader = _Reader(base)
    reader.read(html)
    marked = joined(reader.blocks, True)
    if all(unmistakable(runs) for _, runs in reader.blocks) or _same(marked, reader.words):
        return marked
    # Such as bold in the midst of a word before a quotation mark, which Markdown has no signs for.
    return joined(reader.blocks, False)


def _same(marked: str, words: list[str]) -> bool:
    return "".join(plain(marked).split()) == "".join("".join(words).split())


class _Reader:
    """Reads tags, and what is between them."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.blocks: list[tuple[str, list[Run]]] = []
        self.words: list[str] = []
        self._runs: list[Run] = []
        self._marks = dict.fromkeys(MARKS.values(), 0)
        self._links: list[str] = []
        self._quotes = self._silent = 0
        self._lists: list[int | None] = []
        self._item = ""

    def read(self, html: str) -> None:
        place = 0
        while found := _TAG.search(html, place):
            self._data(unescape(html[place : found.start()]))
            place = found.end()
            name, attributes = (found["name"] or "").lower(), found["attributes"] or ""
            if found[0].startswith("<!--"):
                continue
            if name not in KNOWN or (name in MARKS and attributes.strip() and "=" not in attributes):
                # No tag at all, such as in "a<b and c>d".
                self._data(found[0])
            elif found["end"]:
                self._end(name)
            else:
                self._start(name, attributes)
        self._data(unescape(html[place:]))
        self._end_block()

    def _start(self, tag: str, attributes: str) -> None:
        if tag in SILENT:
            self._silent += 1
        elif tag in MARKS:
            self._marks[MARKS[tag]] += 1
        elif tag == "a":
            link = _HREF.search(attributes)
            self._links.append(_address(unescape(link[1].strip("\"'")), self.base) if link else "")
        elif tag == "br":
            self._runs.append(Run("\n", (), ""))
        elif tag in BLOCKS:
            self._end_block()
            self._begin(tag)

    def _begin(self, tag: str) -> None:
        if tag == "blockquote":
            self._quotes += 1
        elif tag in ("ul", "ol"):
            self._lists.append(0 if tag == "ol" else None)
        elif tag == "li":
            number = self._lists[-1] if self._lists else None
            self._item = "- " if number is None else f"{number + 1}. "
            if number is not None:
                self._lists[-1] = number + 1

    def _end(self, tag: str) -> None:
        if tag in SILENT:
            self._silent = max(self._silent - 1, 0)
        elif tag in MARKS:
            self._marks[MARKS[tag]] = max(self._marks[MARKS[tag]] - 1, 0)
        elif tag == "a" and self._links:
            self._links.pop()
        elif tag in BLOCKS:
            self._end_block()
            if tag == "blockquote":
                self._quotes = max(self._quotes - 1, 0)
            elif tag in ("ul", "ol") and self._lists:
                self._lists.pop()

    def _data(self, text: str) -> None:
        if text and not self._silent:
            self.words.append(text)
            marks = tuple(mark for mark, count in self._marks.items() if count)
            self._runs.append(Run(text, marks, self._links[-1] if self._links else ""))

    def _end_block(self) -> None:
        """What was read so far is a paragraph, or several with blank lines between them."""
        for paragraph in paragraphs(self._runs):
            self.blocks.append(("> " * min(self._quotes, 5) + self._item, paragraph))
            self._item = ""
        self._runs = []


def _address(written: str, base: str) -> str:
    if not written.strip():
        return ""
    try:
        address = urljoin(base, written.strip())
    except ValueError:
        return ""
    if not re.match(r"https?://[^/\s]", address):
        return ""
    # What is quoted already stays.
    return quote(address, safe="!#$%&'*+,/:;=?@~-._")
