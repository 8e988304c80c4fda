"""Whom to tell of a weakness, through the front door."""

from datetime import UTC, datetime

import pytest
import time_machine
from people import Site, config

from moviediary import database

BASE = "https://diary.example"
PATH = "/.well-known/security.txt"


@pytest.fixture
def visitor(sqlite_url, tmp_path):
    def of_a_site_with(contact, **changes):
        client = Site(config(sqlite_url, tmp_path, contact=contact, base_url=BASE, **changes)).browser().client
        return lambda path: client.get(path, base_url=BASE)

    yield of_a_site_with
    database.disconnect()


def test_it_says_whom_to_write_to_and_is_the_same_all_day(visitor):
    get = visitor("ada@example.org")
    said = []
    for hour in (0, 23):
        with time_machine.travel(datetime(2026, 5, 14, hour, 30, tzinfo=UTC), tick=False):
            said.append(get(PATH))
    assert said[0].mimetype == "text/plain"
    assert "Contact: mailto:ada@example.org" in said[0].text.splitlines()
    assert f"Canonical: {BASE}{PATH}" in said[0].text.splitlines()
    assert said[0].text == said[1].text
    assert "Set-Cookie" not in said[0].headers


def test_it_is_found_where_it_was_before_there_was_a_standard(visitor):
    answer = visitor("ada@example.org")("/security.txt")
    assert (answer.status_code, answer.headers["Location"]) == (301, PATH)


@pytest.mark.parametrize("contact", ["", BASE, "Ada Lovelace"])
def test_where_nobody_said_whom_to_write_to_it_is_not_there(visitor, contact):
    assert visitor(contact)(PATH).status_code == 404
