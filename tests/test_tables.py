"""The two statements of which the text is kept: they do what Peewee's do, on both databases."""

from datetime import UTC, datetime
from uuid import UUID

import peewee
import pytest

from moviediary.tables import ListField, Row, UtcField, add, find, get

NOON = datetime(2026, 2, 28, 12, 0, tzinfo=UTC)
ONE, TWO = UUID(int=1), UUID(int=2)


class Ticket(Row):
    id = peewee.UUIDField(primary_key=True)
    seat = peewee.TextField(unique=True)
    at = UtcField(null=True)
    words = ListField(default=("paid",))
    used = peewee.BooleanField(default=False)


class Stub(Row):
    number = peewee.BigAutoField()
    ticket = peewee.ForeignKeyField(Ticket, lazy_load=False, backref=None)


@pytest.fixture(autouse=True)
def tickets(database):
    database.create_tables([Ticket, Stub])
    yield
    database.drop_tables([Stub, Ticket])


def test_what_is_added_is_found_as_it_was():
    add(Ticket, id=ONE, seat="A1", at=NOON, words=("a", '"'), used=True)
    found = find(Ticket, "seat", "A1")
    assert (found.id, found.seat, found.at, found.words, found.used) == (ONE, "A1", NOON, ("a", '"'), True)
    assert found == get(Ticket, ONE) == Ticket.get_by_id(ONE)


def test_what_is_not_said_has_its_default():
    add(Ticket, id=ONE, seat="A1")
    found = get(Ticket, ONE)
    assert (found.at, found.words, found.used) == (None, ("paid",), False)


def test_a_row_that_is_not_there_is_not_found():
    add(Ticket, id=ONE, seat="A1")
    assert find(Ticket, "seat", "B2") is None
    with pytest.raises(Ticket.DoesNotExist):
        get(Ticket, TWO)


def test_adding_answers_with_the_key():
    assert add(Ticket, id=ONE, seat="A1") == ONE
    first, second = add(Stub, ticket=ONE), add(Stub, ticket=ONE)
    assert second == first + 1
    assert get(Stub, second).ticket_id == ONE


def test_a_value_that_is_taken_is_refused():
    add(Ticket, id=ONE, seat="A1")
    with pytest.raises(peewee.IntegrityError):
        add(Ticket, id=TWO, seat="A1")
