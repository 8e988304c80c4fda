"""Tables as text, whoever wrote them and however they were saved."""

import pytest
from brought import brought

from moviediary.sheets import limits
from moviediary.sheets.contents import Unreadable
from moviediary.sheets.separated import NEVER_CLOSED, TOO_LONG

FILMS = 'Title;Year\r\n"Amélie; or not";2001\r\nStalker;1979\r\n'


def table(data, begins=(), name="films.csv"):
    return brought(data, name).table(name, begins)


def cells(data, begins=()):
    return [dict(record.cells) for record in table(data, begins).records()]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_table_is_the_same_however_it_was_saved(encoding, separator, end):
    text = end.join(("Title;Year", "Amélie;2001", "Stalker;1979", "")).replace(";", separator)
    assert cells(text.encode(encoding)) == [{"Title": "Amélie", "Year": "2001"}, {"Title": "Stalker", "Year": "1979"}]


def test_letters_of_windows_in_the_west():
    assert cells("Title,Year\nÇa «va» – œuvre,1953\n".encode("cp1252")) == [{"Title": "Ça «va» – œuvre", "Year": "1953"}]


def test_an_encoding_that_nobody_told_is_guessed():
    films = ["東京物語が好きです", "七人の侍", "羅生門を毎日見ます", "映画の中の東京"]
    written = "Title,Year\n" + "".join(f"{film},1953\n" for film in films)
    assert [record["Title"] for record in cells(written.encode("shift_jis"))] == films


def test_one_broken_letter_does_not_break_all_others():
    data = b"Title,Year\n" + "Amélie Été Ça Œuvre,2001\n".encode() + b"Caf\xe9,1999\n"
    assert cells(data) == [
        {"Title": "Amélie Été Ça Œuvre", "Year": "2001"},
        {"Title": "Caf\ufffd", "Year": "1999"},
    ]


def test_quoted_cells_hold_separators_quotation_marks_and_lines():
    records = list(table('Title,Review\r\n"a, ""b""","one\r\n\r\ntwo"\r\nlast,x\r\n').records())
    assert [(record.number, dict(record.cells)) for record in records] == [
        (2, {"Title": 'a, "b"', "Review": "one\r\n\r\ntwo"}),
        (5, {"Title": "last", "Review": "x"}),
    ]


def test_blank_and_padded_lines_are_no_records():
    found = table("Title,Year,,\n,,,\n\n   ,,,\nStalker,1979,,\n")
    assert found.header == ("Title", "Year")
    assert [(record.number, dict(record.cells)) for record in found.records()] == [(5, {"Title": "Stalker", "Year": "1979"})]


def test_missing_cells_are_empty_and_surplus_ones_are_kept():
    assert cells("Title,Year\nStalker\nMirror,1975,seen twice,,x\n") == [
        {"Title": "Stalker", "Year": ""},
        {"Title": "Mirror", "Year": "1975", "column 3": "seen twice", "column 5": "x"},
    ]


def test_columns_of_the_same_name_or_of_none_have_names_of_their_own():
    assert table("Name,,Name,Name,\na,b,c,d\n").header == ("Name", "column 2", "Name (2)", "Name (3)")


def test_bytes_of_nothing_are_left_out():
    assert cells("Title,Year\nStal\0ker,19\x0079\n") == [{"Title": "Stalker", "Year": "1979"}]


def test_a_decimal_comma_does_not_separate():
    assert cells("Titel;Note\nA;3,5\nB;4,5\n") == [{"Titel": "A", "Note": "3,5"}, {"Titel": "B", "Note": "4,5"}]


def test_signs_in_a_cell_do_not_separate_where_they_part_no_header():
    assert cells("Title,Year\na\tb\tc\td,1\n") == [{"Title": "a\tb\tc\td", "Year": "1"}]


def test_a_title_above_the_table_is_no_header():
    found = table("My films of 2020\n\nTitle,Year\nStalker,1979\nMirror,1975\n")
    assert (found.header, found.line) == (("Title", "Year"), 3)


def test_a_table_of_one_column():
    assert cells("Title\nStalker\nMirror, Mirror\n") == [{"Title": "Stalker"}, {"Title": "Mirror", "column 2": " Mirror"}]


def test_a_header_is_found_by_its_names_below_other_lines():
    text = 'List v7\nDate,Name\n2020-01-01,"a\nb"\n\nposition, Name,Year\n1,Stalker,1979\n'
    found = table(text, ("Position", "Name"))
    assert (found.header, found.line) == (("position", "Name", "Year"), 6)
    assert [dict(record.cells) for record in found.records()] == [{"position": "1", "Name": "Stalker", "Year": "1979"}]
    with pytest.raises(Unreadable, match=r"films.csv has no line that begins with Nobody and Knows\."):
        table(text, ("Nobody", "Knows"))


def test_a_quotation_mark_that_is_never_closed_costs_one_line():
    text = 'Title,Year\nA,1\n"B,2\nC,3\nD,4\n'
    records = list(table(text).records())
    assert [(record.number, record.cells["Title"], record.problem) for record in records] == [
        (2, "A", ""),
        (3, '"B,2', NEVER_CLOSED),
        (4, "C", ""),
        (5, "D", ""),
    ]


def test_a_file_of_nothing_but_open_quotation_marks_is_refused_and_not_read_again_and_again():
    # Each line opens a cell, and goes on with the cell of the line before it.
    with pytest.raises(Unreadable, match=r"Line \d+ of this file opens a quotation mark that is never closed\."):
        list(table("Title,Year\n" + 'a","\n' * 5_000).records())


@pytest.mark.parametrize("huge", ['"' + "x" * (limits.LONGEST_FIELD + 1) + '"', "x" * (3 * limits.LONGEST_FIELD)])
def test_a_huge_cell_is_the_problem_of_its_line(huge):
    records = list(table(f"Title,Year\nA,1\n{huge},2\nB,3\n").records())
    assert [(record.number, record.problem) for record in records] == [(2, ""), (3, TOO_LONG), (4, "")]


@pytest.mark.parametrize("text", ["", " \n \n", ",,,\n"])
def test_a_table_without_anything_has_no_header(text):
    found = table(f"\ufeff{text}".encode())
    assert (found.header, list(found.records())) == ((), [])


def test_records_are_counted_once_however_often_they_are_read():
    found = table("Title\n" + "x\n" * 60_000)
    assert sum(1 for _ in found.records()) == sum(1 for _ in found.records()) == 60_000


def test_more_than_a_hundred_thousand_records_are_refused():
    with pytest.raises(Unreadable, match="more than 100,000 lines"):
        list(table("Title\n" + "x\n" * 100_001).records())


@pytest.mark.parametrize(
    ("head", "told"),
    [
        (b"%PDF-1.4", "is a PDF"),
        (b"\x89PNG\r\n", "is a picture"),
        (b"\x1f\x8b\x08", "gzip"),
        (b"SQLite format 3\0", "is a database"),
        (b"<!DOCTYPE html>", "is a web page"),
    ],
)
def test_what_is_no_table_is_called_by_its_name(head, told):
    with pytest.raises(Unreadable, match=told):
        table(head + b"\n1,2\n")


def test_an_empty_file_and_one_that_is_too_large():
    with pytest.raises(Unreadable, match="This file is empty"):
        brought(b"")
    with pytest.raises(Unreadable, match="larger than 64 MB"):
        brought(bytes(limits.LARGEST_FILE + 1))
