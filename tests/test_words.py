"""Values in the words of the pages."""

import pytest

from moviediary.words import byte_size, ordinal


@pytest.mark.parametrize(
    ("size", "text"),
    [(0, "0 bytes"), (999, "999 bytes"), (1000, "1.0 kB"), (12_345, "12.3 kB"), (123_456, "123 kB"), (8_000_000, "8.0 MB")],
)
def test_sizes_are_told_in_the_unit_people_think_in(size, text):
    assert byte_size(size) == text


def test_viewings_have_numbers_up_to_a_thousand():
    told = [(0, "again"), (1, "1st"), (2, "2nd"), (3, "3rd"), (11, "11th"), (112, "112th"), (123, "123rd"), (1000, "1000th")]
    assert [ordinal(number) for number, _ in told] == [words for _, words in told]
    assert ordinal(1001) == "umpteenth"
