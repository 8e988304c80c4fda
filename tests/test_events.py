"""Events: what was written can be read again exactly, and what does not fit is refused by name."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import ClassVar
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tally import CATALOGUE, Everything, Voted

from moviediary.events import Catalogue, Event, Recorded, Undecodable, UnknownEvent, encode, wire

ID = UUID("0193a1b2-0000-7000-8000-000000000001")
FULL = {"id": str(ID), "text": "x", "day": "2026-02-28", "rating": 7, "share": 0.5, "liked": True, "note": None, "tags": ["a"]}

text = st.text(st.characters(exclude_categories=["Cs"]))
everything = st.builds(
    Everything,
    id=st.uuids(),
    text=text,
    day=st.dates(),
    rating=st.integers(-(2**60), 2**60),
    share=st.floats(allow_nan=False, allow_infinity=False),
    liked=st.booleans(),
    note=st.none() | text,
    tags=st.lists(text).map(tuple),
)


@given(everything)
def test_what_was_written_is_read_again(event):
    assert CATALOGUE.decode(event.subject, event.version, encode(event)) == event


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.text(), lambda inner: st.dictionaries(st.text(), inner)))
def test_data_of_any_other_shape_is_refused_in_words(value):
    with pytest.raises(Undecodable, match=r"tests\.voted"):
        CATALOGUE.decode("tests.voted", 1, json.dumps({"name": value, "surplus": 1}))


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"id": "not an id"}, "id is 'not an id'"),
        ({"rating": "7"}, "rating is '7'"),
        ({"rating": 7.5}, "rating is 7.5"),
        ({"liked": 1}, "liked is 1"),
        ({"day": "2026-02-30"}, "day is '2026-02-30'"),
        ({"text": None}, "text is None"),
        ({"tags": ["a", 1]}, r"tags is \['a', 1\]"),
        ({"surplus": "y"}, "surplus is not a field of it .value 'y'."),
    ],
)
def test_a_bad_value_is_named_with_its_field(change, complaint):
    with pytest.raises(Undecodable, match=f"^tests.everything: {complaint}"):
        CATALOGUE.decode("tests.everything", 3, json.dumps({**FULL, **change}))


@pytest.mark.parametrize("data", ["", "[]", "null", "{", '{"name": "x"} x', '"name"'])
def test_what_is_no_json_object_is_refused(data):
    with pytest.raises(Undecodable, match=r"^tests\.voted"):
        CATALOGUE.decode("tests.voted", 1, data)


def test_a_missing_field_is_refused_unless_it_has_a_default():
    assert CATALOGUE.decode("tests.voted", 1, '{"name": "x"}') == Voted("x", 1)
    with pytest.raises(Undecodable, match="name"):
        CATALOGUE.decode("tests.voted", 1, "{}")


def test_old_versions_are_lifted_one_by_one():
    old = {**FULL, "rating": 3}
    old["tag_list"] = old.pop("tags")
    assert CATALOGUE.decode("tests.everything", 1, json.dumps(old)).rating == 6
    assert CATALOGUE.decode("tests.everything", 2, json.dumps({**FULL, "rating": 3})).tags == ("a",)


def test_old_data_that_cannot_be_lifted_is_refused_in_words():
    with pytest.raises(Undecodable, match=r"^tests\.everything: version 1"):
        CATALOGUE.decode("tests.everything", 1, "{}")


@pytest.mark.parametrize(("subject", "version"), [("tests.unheard_of", 1), ("tests.voted", 2), ("tests.voted", 0)])
def test_unknown_subjects_and_versions_are_told_apart_from_bad_data(subject, version):
    with pytest.raises(UnknownEvent, match=f"{subject} version {version} is not known to this release"):
        CATALOGUE.decode(subject, version, '{"name": "x"}')


def test_two_events_cannot_share_a_subject():
    @dataclass(frozen=True)
    class Also(Event):
        subject: ClassVar[str] = "tests.voted"

    with pytest.raises(ValueError, match=r"two events are called tests\.voted"):
        Catalogue([Voted, Also])


def test_the_wire_form_is_plain_json():
    actor = uuid4()
    event = Everything(ID, "x", date(2026, 2, 28), 7, 0.5, True, tags=("a",))
    at = datetime(2026, 2, 28, 12, 0, 0, 5000, tzinfo=UTC)
    assert json.loads(json.dumps(wire(Recorded(1, ID, at, actor, None, event)))) == {
        "id": str(ID),
        "subject": "tests.everything",
        "version": 3,
        "at": "2026-02-28T12:00:00.005000Z",
        "actor": str(actor),
        "data": FULL,
    }
