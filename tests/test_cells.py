"""Cells that spreadsheets cannot run, and that come back as they were."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moviediary import cells

TRICKY = st.text(alphabet=st.sampled_from("'=+-@\t\r\n\0ab,\"; é\U0001f3ac"), max_size=8)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-30-", "@SUM", "\t=1", "\rx", "\0=1"])
def test_a_formula_becomes_a_text(text):
    assert cells.harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Heat", "'71", "7 Days", "a=b", "’tis", "''"])
def test_what_is_no_formula_stays_as_it_is(text):
    assert cells.harmless(text) == text


@given(TRICKY | st.text())
def test_every_cell_comes_back_as_it_was_and_none_is_dangerous(text):
    cell = cells.harmless(text)
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\0"))
    assert cells.meant(cell) == text


@given(st.lists(TRICKY, min_size=2))
def test_a_row_is_read_by_any_reader_of_csv(texts):
    rows = list(csv.reader(io.StringIO(cells.row(texts), newline="")))
    assert [[cells.meant(cell) for cell in row] for row in rows] == [texts]


names = st.text(alphabet=st.sampled_from("ab,\"' é"), min_size=1).map(str.strip).filter(bool)


@given(st.lists(names).map(tuple))
def test_names_in_one_cell_come_back_as_they_were(listed):
    assert cells.names_in(cells.listed(listed)) == listed


def test_names_are_written_as_people_write_them():
    assert cells.listed(["35mm", "with ada"]) == "35mm, with ada"
    assert cells.listed(["Bo, the elder"]) == '"Bo, the elder"'
