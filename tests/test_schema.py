"""What pages say of themselves in the words of schema.org."""

import pytest

from moviediary import schema
from moviediary.text import plain


@pytest.mark.parametrize(("minutes", "written"), [(163, "PT2H43M"), (60, "PT1H"), (9, "PT9M"), (None, "")])
def test_a_length_is_written_as_iso_8601_writes_it(minutes, written):
    assert schema.duration(minutes) == written


def test_what_is_not_known_is_not_said():
    assert schema.thing("Movie", name="Heat", genre=[], image="", director=None) == {"@type": "Movie", "name": "Heat"}


def test_the_search_of_the_site_is_told_with_a_place_for_the_words():
    told = schema.site("https://diary.example")
    assert told["potentialAction"]["target"]["urlTemplate"] == "https://diary.example/search?q={search_term_string}"


def test_a_text_without_its_marks_is_its_words():
    text = "*Rain*, **rain** & <b>rain</b>.\n\n- one\n- two\n\n> [Link](https://example.org)\n\n![No picture](x.png)"
    assert plain(text) == "Rain, rain & <b>rain</b>. one two Link !No picture"
