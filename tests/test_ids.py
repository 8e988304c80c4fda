from uuid import UUID, uuid4

import pytest

from moviediary import ids


def test_ids_sort_in_the_order_they_were_made():
    made = [ids.uuid7() for _ in range(3)]
    assert all(value.version == 7 for value in made)
    assert sorted(value.int >> 76 for value in made) == [value.int >> 76 for value in made]


@pytest.mark.parametrize("value", [UUID(int=0), UUID(int=(1 << 128) - 1), uuid4()])
def test_the_short_form_leads_back_to_the_id(value):
    assert ids.from_short(ids.short(value)) == value


@pytest.mark.parametrize("text", ["", "0", "l", "1" * 23, "z" * 22, "11", "é"])
def test_what_is_not_a_short_form_has_no_id(text):
    assert ids.from_short(text) is None
