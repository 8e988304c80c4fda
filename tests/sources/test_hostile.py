"""Files that nobody's program wrote: each is lines, one for each of its records, or a sentence; never an error, never a hang."""

import io
import json
import zipfile

import letterboxd
import pytest
from brought import ASKED, brought, xlsx, zipped
from elsewhere import IMDB, NETFLIX, TMDB, WATCHARR, YAMTRACK
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tries import tries

from moviediary import sources
from moviediary.sheets.contents import Unreadable, opened
from moviediary.sources.lines import KINDS, How, Line

few = settings(max_examples=tries(10), deadline=None, suppress_health_check=list(HealthCheck))
EXPORT = letterboxd.export(20)
DIARY = (
    ",".join(letterboxd.DIARY) + '\n2020-01-01,"Ran, ""1""",1985,u,4,Yes,"a, b",2020-01-01\n2020-01-02,M,1931,v,,,,2020-01-02\n'
)
FILES = (*(DIARY, IMDB, TMDB, NETFLIX, YAMTRACK), json.dumps(WATCHARR[:3]))
anything = st.one_of(
    *(st.text(max_size=300), st.text(alphabet='",;\t|\r\n\0a1 ', max_size=300), st.sampled_from(FILES)),
)


def lines(data: bytes, name: str, how: How = ASKED, only: str = "") -> dict[str, list[Line] | str]:
    """What every source makes of a file: lines, or what it says."""
    found: dict[str, list[Line] | str] = {}
    for source in [only] if only else sources.ALL:
        try:
            contents = opened(io.BytesIO(data), name)
            sources.recognise(contents)
            found[source] = list(sources.read(source, contents, how))
        except Unreadable as problem:
            found[source] = str(problem)
    for told in found.values():
        if isinstance(told, str):
            assert told.endswith(".")
            continue
        for line in told:
            assert line.kind in KINDS
            assert line.kind != "left" or line.problem
            # Whatever there is can be stored.
            json.dumps([line.original, line.more], ensure_ascii=False).encode()
    return found


def spoiled(data: bytes, changes: list[tuple[int, int]], cut: int) -> bytes:
    changed = bytearray(data)
    for place, byte in changes:
        changed[place % len(changed)] = byte
    return bytes(changed[: len(changed) - cut % len(changed)])


changes = st.lists(st.tuples(st.integers(0, 1 << 20), st.integers(0, 255)), max_size=8)


@few
@given(
    st.sampled_from(FILES),
    changes,
    st.one_of(st.just(0), st.integers(0, 1 << 20)),
    st.sampled_from(("utf-8", "utf-16", "cp1252")),
)
def test_a_file_with_bytes_changed_is_read_or_refused(text, changes, cut, encoding):
    lines(spoiled(text.encode(encoding, "replace"), changes, cut), "x.csv")


@few
@given(changes, st.one_of(st.just(0), st.integers(0, 1 << 20)))
def test_an_archive_with_bytes_changed_is_read_or_refused(changes, cut):
    lines(spoiled(EXPORT, changes, cut), "x.zip")


@few
@given(
    st.dictionaries(
        st.sampled_from(("diary.csv", "ratings.csv", "lists/a.csv", "x.json", "a/b/c.txt", "..csv")), anything, max_size=3
    )
)
def test_an_archive_of_anything_is_read_or_refused(files):
    lines(zipped({name: text.encode("utf-8", "replace") for name, text in files.items()}), "x.zip")


@few
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data):
    lines(data, "x")


@few
@given(st.lists(st.lists(st.text(alphabet="a1-/.,;:\"'\n★½é€ \t=", max_size=12), min_size=8, max_size=8), max_size=6), st.data())
def test_every_record_gives_one_line_whatever_is_in_its_cells(rows, data):
    header, name, source = data.draw(st.sampled_from(HEADERS))
    text = io.StringIO()
    kept = [row for row in rows if any(cell.strip() for cell in row)]
    letterboxd.csv.writer(text, lineterminator="\n").writerows([header, *([cell[: len(header)] for cell in row] for row in kept)])
    contents = brought(text.getvalue(), name)
    records = sum(1 for _ in contents.table(name).records())
    how = How(misfits=data.draw(st.sampled_from(("ask", "leave", "nearest"))), order=data.draw(st.sampled_from(("", "dmy"))))
    found = lines(text.getvalue().encode(), name, how)[source]
    assert isinstance(found, list)
    assert len(found) == records


HEADERS = (
    (letterboxd.DIARY, "diary.csv", "letterboxd"),
    (letterboxd.REVIEWS, "reviews.csv", "letterboxd"),
    (letterboxd.RATINGS, "ratings.csv", "letterboxd"),
    (("Const", "Your Rating", "Date Rated", "Title", "Title Type", "Year"), "ratings.csv", "imdb"),
    (("title", "year", "tmdbId", "imdbId", "watchedAt", "comment"), "history.csv", "movary"),
    (("media_id", "source", "media_type", "title", "score", "status", "end_date", "notes"), "x.csv", "yamtrack"),
    (("Title", "Date"), "x.csv", "netflix"),
)
KEYS = (
    "status",
    "rating",
    "thoughts",
    "content",
    "type",
    "title",
    "tmdbId",
    "datesWatched",
    "activity",
    "customDate",
    "tags",
    "name",
)
values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=10)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(KEYS), inner, max_size=6)),
    max_leaves=12,
)


@few
@given(st.lists(values, max_size=5))
def test_any_json_is_read_or_refused(items):
    found = lines(json.dumps(items).encode(), "x.json")["watcharr"]
    assert isinstance(found, list)
    assert {line.number for line in found} == set(range(1, len(items) + 1))


@settings(max_examples=tries(6), deadline=None)
@given(st.sampled_from(("xl/workbook.xml", "xl/styles.xml", "xl/worksheets/sheet1.xml")), changes, st.integers(0, 1 << 20))
def test_a_workbook_with_bytes_changed_is_read_or_refused(part, changes, cut):
    workbook = xlsx({"Sheet": [["Const", "Title", "Your Rating"], ["tt0079944", "Stalker", 9]]})
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    files[part] = spoiled(files[part], changes, cut if cut % 2 else 0)
    assert lines(zipped(files), "x.xlsx", only="imdb")


@pytest.mark.parametrize("nothing", ["", "\n", "\ufeff", "\0" * 100, "{}", "[]", "null", '"', "'", ",", "PK", "PK\x03\x04"])
def test_what_holds_nothing_is_read_or_refused(nothing):
    lines(nothing.encode(), "x.csv")
