"""Words in the site's own fonts: which of them can be drawn, how long they are, how they break into lines."""

import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from PIL import ImageDraw, ImageFont

from moviediary.text import one_line

FONTS = Path(__file__).resolve().parent.parent.parent / "static" / "fonts"
# As Fontsource parts them (@fontsource-variable 5.3, the files with optical sizes), which Pillow reads as they are.
PARTS = {
    "fraunces": ("latin", "latin-ext", "vietnamese"),
    "inter": ("latin", "latin-ext", "vietnamese", "cyrillic", "greek"),
}
# What the fonts have no letter for is drawn as this one is, which nothing has.
NOTHING = "\ue000"
ELLIPSIS = "…"


class Face(NamedTuple):
    """A family and its weight."""

    family: str
    weight: int

    @property
    def files(self) -> tuple[str, ...]:
        """Where its letters are looked for; what the serif lacks, the other one may have."""
        return tuple(f"{family}-{part}" for family in dict.fromkeys((self.family, "inter")) for part in PARTS[family])


SERIF, SANS, BOLD = Face("fraunces", 600), Face("inter", 400), Face("inter", 600)


class Block(NamedTuple):
    """Lines of one size."""

    lines: list[str]
    face: Face
    size: int


def drawable(text: str) -> str:
    """The text as it can be drawn: without emoji and other signs that the fonts lack, or nothing where they lack a letter.

    A word with holes is another word, and boxes are no words at all: what cannot be written is better left out.
    """
    kept = []
    for character in unicodedata.normalize("NFC", one_line(text)):
        if _is_unseen(character):
            continue
        if _file(SERIF.files, character):
            kept.append(character)
        elif _is_letter(character):
            return ""
    return one_line("".join(kept))


def first_drawable(texts: Sequence[str]) -> str:
    return next((drawn for text in texts if (drawn := drawable(text))), "")


def length(text: str, face: Face, size: int) -> float:
    """How many pixels wide a text is."""
    return sum(font.getlength(run) for font, run in _runs(text, face, size))


def write(draw: ImageDraw.ImageDraw, at: tuple[float, float], text: str, face: Face, size: int, color: str) -> float:
    """Write a text from a point on its baseline, and answer where it ends."""
    x, y = at
    for font, run in _runs(text, face, size):
        draw.text((x, y), run, fill=color, font=font, anchor="ls")
        x += font.getlength(run)
    return x


def fitted(text: str, face: Face, sizes: Mapping[int, int], width: float) -> Block:
    """The text in the first of the sizes in which it has no more lines than that allows; in the last one it is cut off."""
    for size, most in sizes.items():
        lines = wrapped(text, face, size, width)
        # A word that has no room in a line is better set smaller than broken.
        if len(lines) <= most and not any(length(word, face, size) > width for word in text.split()):
            return Block(lines, face, size)
    size, most = list(sizes.items())[-1]
    return Block(cut(wrapped(text, face, size, width), most, face, size, width), face, size)


def wrapped(text: str, face: Face, size: int, width: float) -> list[str]:
    """The text as lines of at most that width; a word that is longer is broken."""
    lines: list[str] = []
    for word in text.split():
        first, *rest = _pieces(word, face, size, width)
        if lines and length(f"{lines[-1]} {first}", face, size) <= width:
            lines[-1] += f" {first}"
        else:
            lines.append(first)
        lines += rest
    return lines


def cut(lines: list[str], most: int, face: Face, size: int, width: float) -> list[str]:
    """The first lines, with an ellipsis where some are left out."""
    return lines if len(lines) <= most else [*lines[: most - 1], shorter(lines[most - 1], face, size, width)]


def shorter(text: str, face: Face, size: int, width: float) -> str:
    """As much of a text as has room in that width with an ellipsis after it."""
    end = _fitting(text, face, size, width - length(ELLIPSIS, face, size))
    return text[:end].rstrip(" ,.;:–-") + ELLIPSIS


def _pieces(word: str, face: Face, size: int, width: float) -> Iterator[str]:
    while end := _fitting(word, face, size, width):
        yield word[:end]
        word = word[end:]


def _fitting(text: str, face: Face, size: int, width: float) -> int:
    """How many of its characters have room in that width; one always has, where there is one."""
    # Halving, as measuring takes long: of a word of 255 letters each beginning would be measured, for each of its pieces.
    end = bisect_right(range(len(text) + 1), width, key=lambda end: length(text[:end], face, size)) - 1
    return max(end, min(len(text), 1))


def _runs(text: str, face: Face, size: int) -> Iterator[tuple[ImageFont.FreeTypeFont, str]]:
    """The text as runs of letters that are in the same file."""
    for file, run in groupby(text, lambda character: _file(face.files, character) or face.files[0]):
        yield _font(file, size, face.weight), "".join(run)


def _is_unseen(character: str) -> bool:
    """Whether it only says how others look, such as what joins two emoji. White space is no such thing."""
    return "\ufe00" <= character <= "\ufe0f" or (unicodedata.category(character)[0] == "C" and not character.isspace())


def _is_letter(character: str) -> bool:
    """Whether a word is another one without it. A frame around a letter is none."""
    return unicodedata.category(character)[0] in "LMN" and unicodedata.category(character) != "Me"


@lru_cache(maxsize=4096)
def _file(files: tuple[str, ...], character: str) -> str | None:
    """The first of the files that has a letter."""
    return next((file for file in files if _mask(file, character) != _mask(file, NOTHING)), None)


@lru_cache(maxsize=4096)
def _mask(file: str, character: str) -> bytes:
    return bytes(_font(file, 40, 400).getmask(character))


@lru_cache(maxsize=64)
def _font(file: str, size: int, weight: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(FONTS / f"{file}.woff2", size)
    # The letters for large sizes are finer, as in browsers.
    optical = font.get_variation_axes()[0]
    font.set_variation_by_axes([min(max(size, optical["minimum"] or 0), optical["maximum"] or size), weight])
    return font
