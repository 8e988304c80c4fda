"""Plain text as Markdown that shows it as it is."""

import re

from moviediary.text import clean

BLANK = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
# What Markdown would take for marks anywhere in a line, and at its beginning.
_INLINE = re.compile(
    r"([*`\[\]]|~(?=~)|(?<=~)~|(?<![^\W_])_|_(?![^\W_])|<(?=[a-zA-Z/!?])|&(?=#?\w{1,32};)|\\(?=[^\w\s]|_|[^\S\n]*(?:\n|$)))"
)
_BEGINS = re.compile(r"^(#{1,6}(?=\s|$)|>|[-+](?=\s|$)|=+\s*$|-+\s*$)", re.MULTILINE)
_NUMBERED = re.compile(r"^(\d{1,9})([.)])(?=\s|$)", re.MULTILINE)


def escaped(text: str) -> str:
    """A whole text. Line ends and paragraphs stay."""
    return "\n\n".join(begins(inline(part)) for part in BLANK.split(clean(text)) if part.strip())


def inline(text: str) -> str:
    return _INLINE.sub(r"\\\1", text)


def begins(text: str) -> str:
    """Lines without room before them, which Markdown would take for code, and without signs that begin a heading or a list."""
    text = "\n".join(line.strip() for line in text.strip().split("\n"))
    return _NUMBERED.sub(r"\1\\\2", _BEGINS.sub(r"\\\1", text))
