"""Who is counted as one visitor."""

import pytest

from moviediary.addresses import household


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2001:db8::1", "2001:db8::ffff:1"),
        ("2001:db8:0:0:1::", "2001:db8::"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("fe80::1%eth0", "fe80::2"),
    ],
)
def test_addresses_of_one_line_are_one_visitor(one, other):
    assert household(one) == household(other)


@pytest.mark.parametrize(
    ("one", "other"), [("192.0.2.1", "192.0.2.2"), ("2001:db8::1", "2001:db8:0:1::1"), ("::ffff:192.0.2.1", "::ffff:192.0.2.2")]
)
def test_others_are_not(one, other):
    assert household(one) != household(other)


def test_what_is_no_address_is_counted_as_it_is():
    assert household("unknown") == "unknown"
