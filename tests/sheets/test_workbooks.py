"""Spreadsheets, and what spreadsheets can do to those who open them."""

import base64
import zlib

import pytest
from brought import Day, brought, ods, xlsx, zipped

from moviediary.sheets.contents import Unreadable

# A workbook of 1997 with one film, as `xlwt` writes it.
OLD = zlib.decompress(
    base64.b85decode(
        "c-rk)O=uHA6#izjX?|#aO@&sdp<vb69>j~6c3Y|GDW!@~D}qg%1w+$RVlH~IT5}WxPl}g9J$Q+F@dp+3=0T|FK@fyQPvS{X@z7>{^RlaHRcJs9mHC$W"
        "=FOXVJ8x&^&Ft=rrATGrPDd4M&<_`CmJclrIzh?j6vCi-%aWp#dns88n+iTJO=OE34+GCVat`HuSE1py{*)MaN9j0DVPrOM#y1cL*oU-`KJ*a_TqjKs"
        "?d(;Qd5U=p^DS=qh<SiDmzevgZABczk};ClZ?EE`S{K&^A@6&SZQihEFWT@-uHti-MZK*XgN1B5x5+9x^;Rr`CUn@$n*~`8;RgJ`IH5O{>Kz)YAV!nD"
        "h%Z(g`0PaWlep4vtX_ch-&X5Af6#kr64&alXgV+lYl4HMgaD$ttZ^fm&CQ%%Mgp>|vkFJD#hgj<xS1}{@)%1Or%sv~3i`pB54o)AmpeS~2;o&bLVzQs"
        "l{kYC%Mp&3FuAmR^V7@J<fw6iHFJCl)X$0?(luB(FD=M8$Tb?Xi&BE+J<J#QuG?7dV2+W$ly{G|*+O!j+g#+@Zt7<r<CU?qLEc4j>EogMou&82Zj#Hx"
        ")w8kkYhwXjbarLPUS9L)5k2DCRfz|NlM8!adCT1X%O2y^!nW_0eISOgBBP2BVXl|t=!hRB%^oXhEq-Gy*jkRqW9nb9b#lAh<Gz+Pvh3HQxXXh!&~O&}"
        "p`f6kprD|jprFt^g#AYD`uUB(Z~Pwnzs?G!n)*%h-{LT4=_=Ak<w4{rFW^j5>t`$6!nv1Nr;YQ!P-2XFFJKyz?8kJ|>zBURMC0?U+c5n1La5pPYt8ui"
        "kNf`)W>M4H"
    )
)
# 14 May 2020, as spreadsheets count days.
MAY = Day(43965)
CELL = '<table:table-cell {} office:value-type="string"><text:p>{}</text:p></table:table-cell>'
FAR = '<row r="{0}"><c r="{1}{0}"><v>1</v></c></row>'


def records(data, name="films.xlsx", member="Films", begins=()):
    found = brought(data, name).table(member, begins).records()
    return [(record.number, dict(record.cells)) for record in found]


def test_cells_are_what_they_would_be_in_a_text():
    rows = [["Title", "Year", "Rating", "Day"], ["1917", 2019, 3.5, MAY], [], ["=SUM(A1)", 2001.0, 4, ""]]
    assert records(xlsx({"Films": rows})) == [
        (2, {"Title": "1917", "Year": "2019", "Rating": "3.5", "Day": "2020-05-14"}),
        (4, {"Title": "=SUM(A1)", "Year": "2001", "Rating": "4", "Day": ""}),
    ]


def test_each_sheet_is_a_member_and_a_title_above_the_table_is_no_header():
    contents = brought(
        xlsx({"Films": [["Title"], ["A"]], "Mine & yours": [["My films"], [], ["Title", "Year"], ["B", 1]]}), "f.xlsx"
    )
    assert contents.members == ("Films", "Mine & yours")
    table = contents.table("Mine & yours")
    assert (table.header, table.line) == (("Title", "Year"), 3)
    assert [(record.number, record.cells["Title"]) for record in table.records()] == [(4, "B")]


def test_no_nul_comes_out_however_it_is_written():
    data = xlsx({"Fil\0ms": [["Title", "Ye_x0000_ar"], ["Stal\0ker", "19_x0000_79"]]})
    assert records(data) == [(2, {"Title": "Stalker", "Year": "1979"})]


def test_a_header_is_found_by_its_names():
    data = xlsx({"Films": [["a", "b"], ["Position", "Name"], ["1", "Stalker"]]})
    assert records(data, begins=("position", "name")) == [(3, {"Position": "1", "Name": "Stalker"})]
    with pytest.raises(Unreadable, match="The sheet Films has no line that begins with Nobody"):
        records(data, begins=("Nobody",))


def test_other_spreadsheet_programs():
    assert records(OLD, "films.xls") == [(2, {"Title": "Amélie", "Year": "2001", "Watched": "2020-05-14"})]


@pytest.mark.parametrize(("row", "column"), [(1_048_576, "XFD"), (80_000, "ALL")])
def test_a_cell_that_is_too_far_out_ends_nothing_but_the_reading(row, column):
    with pytest.raises(Unreadable, match="too large to be read"):
        brought(xlsx({"Films": [["Title"]]}, cells=FAR.format(row, column)), "films.xlsx")


@pytest.mark.parametrize("rows", [1_048_576, 30_000])
def test_rows_that_are_repeated_a_million_times_end_nothing_but_the_reading(rows):
    far = 'table:number-columns-repeated="16384"'
    with pytest.raises(Unreadable, match="This spreadsheet"):
        brought(
            ods(f'<table:table-row table:number-rows-repeated="{rows}">{CELL.format(far, "x")}</table:table-row>'), "films.ods"
        )


def test_empty_rows_up_to_the_end_of_the_sheet_are_as_programs_write_them():
    empty = '<table:table-cell table:number-columns-repeated="16384"/>'
    rest = f'<table:table-row table:number-rows-repeated="1048574">{empty}</table:table-row>'
    rows = "".join(f"<table:table-row>{CELL.format('', text)}</table:table-row>" for text in ("Title", "Amélie"))
    assert records(ods(rows + rest), "films.ods") == [(2, {"Title": "Amélie"})]


def test_a_sheet_that_unpacks_to_many_times_its_size_is_refused_before_it_is_opened():
    with pytest.raises(Unreadable, match="unpacks to many times"):
        brought(xlsx({"Films": [["Title"]]}, cells=" " * 5_000_000), "films.xlsx")


@pytest.mark.parametrize(
    "data",
    [
        zipped({"xl/workbook.xml": "<workbook"}),
        zipped({"xl/workbook.bin": "x"}),
        zipped({"content.xml": "x"}),
        OLD[:1000],
        OLD[:600] + bytes(2000) + OLD[2600:],
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    ],
)
def test_what_is_no_workbook_inside_cannot_be_read(data):
    with pytest.raises(Unreadable):
        brought(data, "films.xlsx").table("Films")


def test_a_spreadsheet_holds_no_json_and_only_its_own_sheets():
    contents = brought(xlsx({"Films": [["Title"], ["A"]]}), "films.xlsx")
    for reading in (contents.document, contents.items):
        with pytest.raises(Unreadable, match="This file is a spreadsheet"):
            reading("Films")
    with pytest.raises(Unreadable, match="There is no sheet Other"):
        contents.table("Other")
    assert contents.text("Films") == "Title\nA"
    assert contents.head("Films", 3) == b"Tit"


def test_a_workbook_without_anything_in_it():
    table = brought(xlsx({"Films": []}), "films.xlsx").table("Films")
    assert (table.header, list(table.records())) == ((), [])
