"""Frames for other sites' pages: where they lead, how big they are, the code that makes one."""

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from markupsafe import Markup

from moviediary.embedding.looks import USUAL, Look, query

# The heights of the parts of an embed in pixels, as embed.css has them.
HEAD = {"small": 12, "medium": 48, "large": 52}
FOOT = 46
ROW = {"small": 44, "medium": 84, "large": 124}
YEAR = {"small": 90, "medium": 112, "large": 132}
STATS = {"small": 176, "medium": 212, "large": 324}
REVIEW = {"small": 160, "medium": 240, "large": 360}
# How wide they look best; a page with less room may make them narrower.
WIDTHS = {
    "latest": {"small": 360, "medium": 420, "large": 540},
    "heatmap": {"small": 520, "medium": 680, "large": 840},
    "stats": {"small": 320, "medium": 400, "large": 520},
    "review": {"small": 420, "medium": 520, "large": 620},
}


@dataclass(frozen=True)
class Frame:
    """A frame; `path` is on this site, with what it is asked for."""

    path: str
    title: str
    width: int
    height: int

    def cut(self, width: int, height: int) -> "Frame":
        """The same frame, no wider and no higher than there is room for."""
        return replace(self, width=min(self.width, width), height=min(self.height, height))

    def code(self, address: str) -> str:
        """The HTML that makes the frame, given its full address."""
        return str(
            Markup(
                '<iframe src="{}" title="{}" width="{}" height="{}" loading="lazy" '
                'style="border:0;border-radius:14px;max-width:100%"></iframe>'
            ).format(address, self.title, self.width, self.height)
        )


def of_member(username: str, title: str, look: Look) -> Frame:
    """The frame of a member's embed."""
    bodies = {"latest": look.count * ROW[look.size], "heatmap": YEAR[look.size], "stats": STATS[look.size]}
    height = HEAD[look.size] + bodies[look.show] + FOOT
    return Frame(_address(f"/embed/members/{username}", look), title, WIDTHS[look.show][look.size], height)


def of_review(review_id: str, title: str, look: Look) -> Frame:
    """The frame of one review."""
    plain = replace(look, show=USUAL.show, count=USUAL.count)
    size = look.size
    return Frame(_address(f"/embed/reviews/{review_id}", plain), title, WIDTHS["review"][size], REVIEW[size])


def within(look: Look, height: int) -> Look:
    """The look with as many of the latest films as fit into a height in pixels, one at least."""
    fitting = (height - HEAD[look.size] - FOOT) // ROW[look.size]
    return replace(look, count=max(1, min(look.count, fitting)))


def fitting(look: Look, height: int) -> Look:
    """The look in the size in which a review fits into a height in pixels, no larger than it was asked for."""
    return look if REVIEW[look.size] <= height else replace(look, size="small")


def _address(path: str, look: Look) -> str:
    asked = query(look)
    return f"{path}?{urlencode(asked)}" if asked else path
