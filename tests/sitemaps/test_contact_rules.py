"""security.txt as text."""

from datetime import date, datetime, timedelta

import pytest

from moviediary.sitemaps import contact_rules


@pytest.mark.parametrize(
    ("contact", "address"),
    [
        ("ada@example.org", "mailto:ada@example.org"),
        ("https://diary.example/imprint", "https://diary.example/imprint"),
        ("mailto:ada@example.org", "mailto:ada@example.org"),
        ("tel:+49-30-1234", "tel:+49-30-1234"),
        ("http://diary.example/imprint", ""),
        ("Ada Lovelace", ""),
        ("Ada Lovelace, ada@example.org", ""),
        ("", ""),
    ],
)
def test_a_contact_is_an_address_or_nothing(contact, address):
    assert contact_rules.address(contact) == address


def test_it_is_valid_for_less_than_a_year():
    today = date(2026, 5, 14)
    lines = contact_rules.text("mailto:a@b.c", "https://diary.example/.well-known/security.txt", today).splitlines()
    fields = dict(line.split(": ", 1) for line in lines)
    assert set(fields) == {"Contact", "Expires", "Preferred-Languages", "Canonical"}
    expires = datetime.fromisoformat(fields["Expires"]).date()
    assert today + timedelta(days=30) < expires < today + timedelta(days=365)


def test_a_site_that_is_not_reached_by_https_names_no_address_of_its_own():
    assert "Canonical" not in contact_rules.text("mailto:a@b.c", "http://localhost/x", date(2026, 5, 14))
