"""HTML that members of other sites wrote, as Markdown that says the same.

Written by hand: the two libraries for this escape too little (`1.` at the start of a line becomes a list) or too much, and bring
a parser of their own along, where a dozen tags are all there is.
"""

import re
from html.parser import HTMLParser
from typing import NamedTuple
from urllib.parse import quote, urljoin

from moviediary.sources.escaping import BLANK, begins, inline
from moviediary.text import clean, plain

MARKS = {"b": "**", "strong": "**", "i": "*", "em": "*", "cite": "*", "s": "~~", "strike": "~~", "del": "~~"}
BLOCKS = {"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "pre", "table", "tr", "blockquote", "li"}
SILENT = {"script", "style", "head", "title", "template"}
PLAIN = {
    "a",
    "br",
    "hr",
    "img",
    "span",
    "u",
    "small",
    "big",
    "sub",
    "sup",
    "code",
    "font",
    "html",
    "body",
    "q",
    "abbr",
    "td",
    "th",
    "tbody",
}
# Twice what a text of the diary may have, with its tags. A longer one is refused there, so nothing need be made of it here.
LONGEST = 50_000
_ITEM = re.compile(r"(\d+\.|-) $")


class Run(NamedTuple):
    """Text that is marked and linked in one way."""

    text: str
    marks: tuple[str, ...]
    link: str


def markdown_of(html: str, base: str = "") -> str:
    """The text as Markdown. Line ends outside of tags count, as people who wrote into a box meant them.

    `base` is the address where the text stood, for links that begin at it. Links that lead nowhere on the web become text.
    """
    html = clean(html)
    if not html or len(html) > LONGEST:
        return html
    reader = _Reader(base)
    reader.feed(html)
    reader.close()
    reader.end_block()
    marked = _joined(reader.blocks, True)
    if "<" not in html or _same(marked, reader.words):
        return marked
    # Such as bold in the midst of a word before a quotation mark, which Markdown has no signs for.
    return _joined(reader.blocks, False)


def _same(marked: str, words: list[str]) -> bool:
    return "".join(plain(marked).split()) == "".join("".join(words).split())


class _Reader(HTMLParser):
    def __init__(self, base: str) -> None:
        super().__init__(convert_charrefs=True)
        self.base = base
        self.blocks: list[tuple[str, list[Run]]] = []
        self.words: list[str] = []
        self._runs: list[Run] = []
        self._marks: list[str] = []
        self._links: list[str] = []
        self._quotes = self._silent = 0
        self._lists: list[int | None] = []
        self._item = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in SILENT:
            self._silent += 1
        elif tag in MARKS:
            self._marks.append(MARKS[tag])
        elif tag == "a":
            self._links.append(_address(dict(attrs).get("href") or "", self.base))
        elif tag == "br":
            self._runs.append(Run("\n", (), ""))
        elif tag in BLOCKS:
            self.end_block()
            self._begin(tag)
        elif tag not in PLAIN:
            # No tag at all, such as "a<b".
            self.handle_data(self.get_starttag_text() or "")

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

    def handle_endtag(self, tag: str) -> None:
        if tag in SILENT:
            self._silent = max(self._silent - 1, 0)
        elif tag in MARKS and MARKS[tag] in self._marks:
            self._marks.remove(MARKS[tag])
        elif tag == "a" and self._links:
            self._links.pop()
        elif tag in BLOCKS:
            self.end_block()
            if tag == "blockquote":
                self._quotes = max(self._quotes - 1, 0)
            elif tag in ("ul", "ol") and self._lists:
                self._lists.pop()

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.words.append(data)
            self._runs.append(Run(data, tuple(sorted(set(self._marks))), self._links[-1] if self._links else ""))

    def end_block(self) -> None:
        """What was read so far is a paragraph, or several with blank lines between them."""
        for paragraph in _paragraphs(self._runs):
            self.blocks.append(("> " * min(self._quotes, 5) + self._item, paragraph))
            self._item = ""
        self._runs = []


def _address(written: str, base: str) -> str:
    try:
        address = urljoin(base, written.strip())
    except ValueError:
        return ""
    if not re.match(r"https?://[^/\s]", address):
        return ""
    # What is quoted already stays.
    return quote(address, safe="!#$%&'*+,/:;=?@~-._")


def _paragraphs(runs: list[Run]) -> list[list[Run]]:
    found: list[list[Run]] = [[]]
    for run in runs:
        first, *others = BLANK.split(run.text)
        found[-1].append(run._replace(text=first))
        found.extend([run._replace(text=other)] for other in others)
    return [paragraph for paragraph in found if any(run.text.strip() for run in paragraph)]


def _joined(blocks: list[tuple[str, list[Run]]], marked: bool) -> str:
    text, before = "", ""
    for prefix, runs in blocks:
        lines = begins("".join(_run(run, marked) for run in runs)).split("\n")
        rest = _ITEM.sub(lambda item: " " * len(item[0]), prefix)
        block = "\n".join((rest if place else prefix) + line for place, line in enumerate(lines))
        text += (_between(before, prefix) if text else "") + block
        before = prefix
    return text


def _between(before: str, prefix: str) -> str:
    """Items of a list stand close together, and paragraphs of a quotation stay in it."""
    if _ITEM.search(before) and _ITEM.search(prefix):
        return "\n"
    return f"\n{'> ' * min(before.count('> '), prefix.count('> '))}".rstrip(" ") + "\n"


def _run(run: Run, marked: bool) -> str:
    inner = run.text.strip()
    text = inline(inner)
    if not inner or not marked or not (run.marks or run.link):
        return inline(run.text)
    marks = "".join(run.marks)
    text = f"{marks}{text}{marks[::-1]}"
    if run.link:
        text = f"[{text}]({run.link})"
    before, after = run.text[: len(run.text) - len(run.text.lstrip())], run.text[len(run.text.rstrip()) :]
    return f"{before}{text}{after}"
