"""What a member's embed shows and how it looks, as it stands in its address."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from moviediary.text import whole_number

SHOWS = {"latest": "Latest films", "heatmap": "Past year", "stats": "Numbers"}
SIZES = {"small": "Small", "medium": "Medium", "large": "Large"}
THEMES = {"auto": "Auto", "light": "Light", "dark": "Dark"}
MOST = 20
_COLOR = re.compile(r"#?([0-9a-f]{6})", re.ASCII)


@dataclass(frozen=True)
class Look:
    """`count` is of the latest films; `accent` is a color as six hex digits, or empty for our own."""

    show: str = "latest"
    theme: str = "auto"
    size: str = "medium"
    count: int = 5
    accent: str = ""


USUAL = Look()


def parse(asked: Mapping[str, str]) -> Look:
    """The look an address asks for. What makes no sense asks for the usual."""
    count = whole_number(asked.get("count"), 4)
    return Look(
        show=_one_of(SHOWS, asked.get("show", ""), USUAL.show),
        theme=_one_of(THEMES, asked.get("theme", ""), USUAL.theme),
        size=_one_of(SIZES, asked.get("size", ""), USUAL.size),
        count=count if 1 <= count <= MOST else USUAL.count,
        accent=color(asked.get("accent", "")),
    )


def query(look: Look) -> dict[str, str]:
    """What an address says to ask for a look: only what is not the usual."""
    usual = asdict(USUAL)
    return {name: str(value) for name, value in asdict(look).items() if value != usual[name]}


def color(text: str) -> str:
    """Six hex digits in lower case of a color such as "#B9770E", or nothing."""
    found = _COLOR.fullmatch(text.lower())
    return found[1] if found else ""


def _one_of(known: Mapping[str, str], asked: str, usual: str) -> str:
    return asked if asked in known else usual
