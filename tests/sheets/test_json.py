"""JSON of any size, an item at a time."""

import json
import resource

import pytest
from brought import brought

from moviediary.sheets.contents import Broken, Unreadable


def items(data, under=None):
    return list(brought(data, "films.json").items("films.json", under))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("indent", [None, 2])
def test_the_items_of_an_array_are_counted_from_one(encoding, indent):
    data = json.dumps([{"title": "Amélie"}, 7, None, "x"], ensure_ascii=False, indent=indent).encode(encoding)
    assert items(data) == [(1, {"title": "Amélie"}), (2, 7), (3, None), (4, "x")]


def test_an_empty_array_has_no_items():
    assert items(" [ \n] ") == []


def test_a_long_array_on_one_line_takes_no_memory():
    data = json.dumps([{"title": f"Film {number}", "text": "x" * 1000, "number": number} for number in range(10_000)])
    contents = brought(data, "films.json")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert sum(item["number"] for _, item in contents.items("films.json")) == sum(range(10_000))
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 8_000


def test_numbers_at_the_end_of_a_window_are_whole():
    numbers = [10**15 + number for number in range(50_000)]
    assert [item for _, item in items(json.dumps(numbers))] == numbers


def test_the_items_of_an_array_in_an_object():
    data = '{"shows": [{"a": [1]}], "about": {"x": "]"}, "movies": [{"title": "A"}, {"title": "B"}], "z": 1}'
    assert items(data, "movies") == [(1, {"title": "A"}), (2, {"title": "B"})]
    assert items(data, "books") == []
    assert items("[1]", "movies") == []
    assert items(data)[0][1].keys() == {"shows", "about", "movies", "z"}


def test_lines_of_json_and_one_that_is_none():
    assert items('{"a": 1}\n{"a": 2\n\n{"a": \n3}\n') == [
        (1, {"a": 1}),
        (2, Broken("This file is no valid JSON: line 2 cannot be read.", '{"a": 2')),
        (3, {"a": 3}),
    ]


def test_halves_of_letters_and_numbers_that_are_none():
    assert items('["\\ud83d\\ude42 \\ud83d", NaN, -Infinity, {"\\udc00": ["\\ud800"]}]') == [
        (1, "🙂 \ufffd"),
        (2, None),
        (3, None),
        (4, {"\ufffd": ["\ufffd"]}),
    ]
    assert items("[" + "9" * 5000 + "]") == [(1, float("inf"))]


def test_no_nul_comes_out_which_no_database_takes():
    assert items('["a\\u0000b", {"\\u0000": ["\\u0000"]}]') == [(1, "ab"), (2, {"": [""]})]
    ((_, broken),) = items('{"a": \0b}')
    assert broken.value == '{"a": b}'


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ("[1, 2", "ends in the middle"),
        ('[{"a": "b', "no valid JSON"),
        ("[1 2]", "line 1 cannot be read"),
        ("[1,\n\n2,\nx]", "line 4 cannot be read"),
        ("[1] 2", "no valid JSON"),
        ("[" * 1_000_000, "nests its values deeper"),
        ('[{"a":' * 100_000, "nests its values deeper"),
        ("[" * 60 + "]" * 60, "nests its values deeper"),
        ("title", "holds no list"),
        ('["' + "x" * 5_000_000 + '"]', "larger than 4 MB"),
    ],
)
def test_what_cannot_be_read_is_told(data, told):
    with pytest.raises(Unreadable, match=told):
        items(data)


def test_a_document_is_read_whole():
    contents = brought('{"movies": [1, {"a": null}]}', "films.json")
    assert contents.document("films.json") == {"movies": [1, {"a": None}]}
    for wrong in ("{", "[1,]", "[" * 100_000, "", '{"a": 1} x'):
        with pytest.raises(Unreadable):
            brought(wrong or " ", "films.json").document("films.json")
    with pytest.raises(Unreadable, match="too large to be read in one piece"):
        brought('["' + "x" * (32 << 20) + '"]', "films.json").document("films.json")


def test_more_than_a_hundred_thousand_items_are_refused():
    with pytest.raises(Unreadable, match="more than 100,000 lines"):
        items("[" + "1," * 100_001 + "1]")
