"""Runs of text, marked and linked, as Markdown."""

import re
from typing import NamedTuple

from moviediary.sources.escaping import BLANK, begins, inline

# What may stand around a mark, where the text within begins and ends with letters, and where it does not.
_BEFORE = {True: re.compile(r"[\s(]?"), False: re.compile(r"\s?")}
_AFTER = {True: re.compile(r"[\s,.;:!?)]?"), False: re.compile(r"\s?")}
_ITEM = re.compile(r"(\d+\.|-) $")


class Run(NamedTuple):
    """Text that is marked and linked in one way."""

    text: str
    marks: tuple[str, ...]
    link: str


def unmistakable(runs: list[Run]) -> bool:
    """Whether Markdown can take the marks only for what they are, with white space or the signs of a sentence around them."""
    text, place = "".join(run.text for run in runs), 0
    for run in runs:
        inner = run.text.strip()
        start = place + run.text.find(inner)
        place += len(run.text)
        if not run.marks or not inner:
            continue
        before, after = text[max(start - 1, 0) : start], text[start + len(inner) :][:1]
        bare = inner[0].isalnum() and inner[-1].isalnum()
        if not ((bare or not run.link) and _BEFORE[bare].fullmatch(before) and _AFTER[bare].fullmatch(after)):
            return False
    return True


def paragraphs(runs: list[Run]) -> list[list[Run]]:
    """Runs as they are parted by blank lines."""
    found: list[list[Run]] = [[]]
    for run in runs:
        first, *others = BLANK.split(run.text)
        found[-1].append(run._replace(text=first))
        found.extend([run._replace(text=other)] for other in others)
    return [paragraph for paragraph in found if any(run.text.strip() for run in paragraph)]


def joined(blocks: list[tuple[str, list[Run]]], marked: bool) -> str:
    """Paragraphs, each with what stands before its lines, with their marks or without."""
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
