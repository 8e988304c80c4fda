"""Mentions, `@name`, in what members write."""

import re

_PASSED_OVER = re.compile(r"```.*?(?:```|\Z)|`[^`]*`|\S+://\S+", re.DOTALL)
_FOUND = re.compile(r"(?<![\w@./+-])@([a-z0-9_-]{2,30})(?![\w@-]|\.\w)", re.IGNORECASE)


def mentioned(text: str) -> tuple[str, ...]:
    """The usernames a text mentions, lower case, each once, in their order; not those in code or in addresses."""
    if "@" not in text:
        return ()
    return tuple(dict.fromkeys(found[1].lower() for found in _FOUND.finditer(_PASSED_OVER.sub(" ", text))))
