"""What pictures cost that nobody means well with, in a process of its own: little memory, little time, and never its life."""

import pytest
from costly import cost
from hostile_pictures import bad, cut, dear, flipped
from tries import in_a_night, numbers

FLIPPED, SEED = numbers(30, 1000), 4711
MOST_MEGABYTES, MOST_SECONDS = 150, 1.0
# Those of each kind that take the most.
DEAR = ("colours with holes", "colours with a hole", "wide", "high with holes", "a jpeg for print in scans", "a webp")


@pytest.fixture
def drawn(tmp_path):
    """Draw pictures one after another in a process; what that cost."""

    def draw(pictures):
        paths = [tmp_path / str(number) for number in range(len(pictures))]
        for path, data in zip(paths, pictures, strict=True):
            path.write_bytes(data)
        return cost("draw", [str(path) for path in paths])

    return draw


def said(figure, what, found):
    refused = found.outcomes.count("refused")
    told = f"{refused} refused, +{found.megabytes:.0f} MB, {found.slowest:.2f} s at most"
    figure(what, told, met=found.slowest <= MOST_SECONDS and found.megabytes <= MOST_MEGABYTES)


def test_what_is_no_picture_is_refused_and_costs_nothing(drawn, figure):
    pictures = {**bad(), **cut()}
    found = drawn(list(pictures.values()))
    said(figure, f"{len(pictures)} bad and broken files", found)
    assert dict(zip(pictures, found.outcomes, strict=False)) == dict.fromkeys(pictures, "refused")
    assert found.megabytes <= 32


@pytest.mark.parametrize("name", sorted(dear()) if in_a_night else DEAR)
def test_the_largest_pictures_that_are_read_cost_what_the_machine_has(drawn, name, figure):
    found = drawn([dear()[name]()])
    said(figure, name, found)
    assert found.outcomes == ["done"]
    assert found.megabytes <= MOST_MEGABYTES, found


def test_pictures_with_bytes_changed_are_drawn_or_refused(drawn, figure):
    found = drawn(flipped(FLIPPED, SEED))
    said(figure, f"{FLIPPED} pictures with bytes changed (seed {SEED})", found)
    assert len(found.outcomes) == FLIPPED
    assert set(found.outcomes) == {"done", "refused"}
    assert found.megabytes <= MOST_MEGABYTES
