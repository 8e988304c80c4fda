"""An accent can be read in both themes, whichever color it was made of."""

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from moviediary.embedding.colors import EVENING, PAPER, accent, contrast

TOKENS = Path(__file__).parents[2] / "static" / "css" / "tokens.css"
# WCAG 2.2 AA, for words and for shapes that mean something.
WORDS, SHAPES = 4.5, 3.0
colors = st.integers(0, 0xFFFFFF).map("{:06x}".format)
# A busy machine takes its time.
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@unhurried
@given(colors)
@example("ffffff")
@example("000000")
@example("ffff00")
@example("0000ff")
def test_every_accent_can_be_read(color):
    shades = accent(color)
    for shapes, words, grounds in (
        (shades.light_shapes, shades.light_words, PAPER),
        (shades.dark_shapes, shades.dark_words, EVENING),
    ):
        assert re.fullmatch("[0-9a-f]{6}", shapes)
        assert re.fullmatch("[0-9a-f]{6}", words)
        for ground in grounds:
            assert contrast(shapes, ground) >= SHAPES
            assert contrast(words, ground) >= WORDS


@unhurried
@given(colors)
def test_a_color_that_can_be_read_stays_as_it_is(color):
    shades = accent(color)
    if min(contrast(color, ground) for ground in PAPER) >= WORDS:
        assert shades.light_words == shades.light_shapes == color
    if min(contrast(color, ground) for ground in EVENING) >= WORDS:
        assert shades.dark_words == shades.dark_shapes == color


def test_a_color_is_changed_no_more_than_it_must_be():
    shades = accent("ffff00")
    assert (shades.dark_shapes, shades.dark_words) == ("ffff00", "ffff00")
    # Yellow on paper becomes a dark yellow, not a brown or a black.
    red, green, blue = bytes.fromhex(shades.light_words)
    assert red == green > blue == 0
    assert WORDS <= contrast(shades.light_words, PAPER[0]) < WORDS + 0.2


@pytest.mark.parametrize(
    ("one", "other", "wanted"), [("000000", "ffffff", 21), ("777777", "ffffff", 4.48), ("aa0000", "aa0000", 1)]
)
def test_contrast_is_what_wcag_says(one, other, wanted):
    assert contrast(one, other) == pytest.approx(wanted, abs=0.005)
    assert contrast(one, other) == contrast(other, one)


def test_the_grounds_are_those_of_the_pages():
    tokens = TOKENS.read_text()
    for place, name in enumerate(("bg", "raise")):
        assert f"--{name}: light-dark(#{PAPER[place]}, #{EVENING[place]});" in tokens
