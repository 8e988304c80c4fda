"""Accents that can be read: a color somebody likes, made as much lighter or darker as each theme needs."""

import colorsys
from dataclasses import dataclass

# What an embed is painted on, as in tokens.css: --bg and --raise.
PAPER = ("faf6ef", "ffffff")
EVENING = ("12100e", "1b1815")
# WCAG 2.2, 1.4.3 and 1.4.11: how much words, and shapes that mean something, must stand out.
WORDS, SHAPES = 4.5, 3.0
# How finely the lightness is tried.
STEPS = 256


@dataclass(frozen=True)
class Accent:
    """An accent in both themes, as six hex digits each: for shapes such as stars and bars, and for words."""

    light_shapes: str
    light_words: str
    dark_shapes: str
    dark_words: str


def accent(color: str) -> Accent:
    """The shades of a color, given as six hex digits, that can be read. One that can be read already stays as it is."""
    return Accent(
        light_shapes=_readable(color, PAPER, SHAPES, towards=0),
        light_words=_readable(color, PAPER, WORDS, towards=0),
        dark_shapes=_readable(color, EVENING, SHAPES, towards=1),
        dark_words=_readable(color, EVENING, WORDS, towards=1),
    )


def contrast(one: str, other: str) -> float:
    """The contrast of two colors of six hex digits, from 1 to 21 (WCAG 2.2)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _readable(color: str, grounds: tuple[str, ...], least: float, towards: float) -> str:
    """The color, or the first shade of it on the way to black (0) or white (1) with at least that contrast on each ground."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*_channels(color))
    for step in range(STEPS):
        shade = color
        if step:
            mixed = lightness + (towards - lightness) * step / (STEPS - 1)
            shade = _hex(colorsys.hls_to_rgb(hue, mixed, saturation))
        if all(contrast(shade, ground) >= least for ground in grounds):
            break
    # The last step is black or white, which can be read on either.
    return shade


def _luminance(color: str) -> float:
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in _channels(color))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _channels(color: str) -> tuple[float, float, float]:
    red, green, blue = bytes.fromhex(color)
    return red / 255, green / 255, blue / 255


def _hex(channels: tuple[float, float, float]) -> str:
    return bytes(round(part * 255) for part in channels).hex()
