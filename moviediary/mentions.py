"""Mentions, `@name`, in what members write. The text stays as it was written; only when it is shown they are links.

Whether there is such a member makes no difference: a link that is there for members only would tell a stranger who is one,
and somebody who is blocked that there still is whom they look for. And what is drawn of a text can be kept for all readers.
"""

import re
from collections.abc import Iterator
from typing import Any

# What goes on with a letter like those of names is another name. Other scripts put no space between words.
_LETTER = r"\w\u00c0-\u024f\u0300-\u036f"
# An address is read over, whatever stands in it; what it begins with is short, as else a long text would be read from each letter
# on. A name of somebody elsewhere, @name@example.org, is none of ours.
_ADDRESS = r"[a-z][a-z0-9+.-]{0,20}://\S+"
_NAME = rf"(?<![{_LETTER}@./+-])@([a-z0-9_-]{{2,30}})(?![{_LETTER}@-]|\.\w)"
_FOUND = re.compile(f"{_ADDRESS}|{_NAME}", re.IGNORECASE | re.ASCII)


def mentioned(text: str) -> tuple[str, ...]:
    """The usernames a text in Markdown mentions, lower case, each once, in their order; not those in code or in links."""
    from moviediary.text import tokens

    if "@" not in text:
        return ()
    inline = (token for block in tokens(text) for token in block.children or ())
    return tuple(dict.fromkeys(token.meta["mention"] for token in inline if "mention" in token.meta))


def link(state: Any) -> None:
    """A rule of the Markdown renderer: what mentions somebody becomes a link to them."""
    if "@" not in state.src:
        return
    for block in state.tokens:
        if block.type == "inline" and block.children:
            block.children = list(_linked(block.children))


def _linked(tokens: list[Any]) -> Iterator[Any]:
    depth = 0
    for token in tokens:
        depth += {"link_open": 1, "link_close": -1}.get(token.type, 0)
        if token.type == "text" and not depth:
            yield from _parted(token)
        else:
            yield token


def _parted(token: Any) -> Iterator[Any]:
    """A piece of text, as the text between mentions and the links they are."""
    from markdown_it.token import Token

    said, done = token.content, 0
    for found in _FOUND.finditer(said):
        if not found[1]:
            continue
        name = found[1].lower()
        yield Token("text", "", 0, content=said[done : found.start()])
        yield Token("link_open", "a", 1, attrs={"href": f"/members/{name}"}, meta={"mention": name})
        yield Token("text", "", 0, content=found[0])
        yield Token("link_close", "a", -1)
        done = found.end()
    yield Token("text", "", 0, content=said[done:]) if done else token
