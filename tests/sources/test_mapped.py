"""Any table, read by the columns that somebody chose: every field, and what is said of what cannot be read."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from sources.files import a_file, a_json, an_archive
from tries import tries

from moviediary import sources
from moviediary.sheets.contents import Unreadable
from moviediary.sources import cells, days, fields, mapped, scales
from moviediary.sources.lines import Film, How, Profile, Said

EVERYTHING = {name: name for name in fields.FIELDS}


def read(contents, columns=None, **how):
    profile = Profile(columns=columns) if columns else None
    return list(sources.read("mapped", contents, How(profile=profile, **how)))


def row(columns=None, **said):
    """The line of one row, whose columns are called as our fields are."""
    said = {"title": "Heat", **said}
    [line] = read(a_json([said]), columns or {name: name for name in said}, scale="10", order="dmy")
    return line


def test_every_field_is_read():
    line = row(
        original_title="Heat!",
        year="1995",
        director="Michael Mann; Ada",
        imdb="https://www.imdb.com/title/tt0113277/",
        tmdb="949",
        wikidata="https://www.wikidata.org/wiki/Q42198",
        uri="https://boxd.it/29yo",
        watched="03.04.2021",
        time="8:15 pm",
        rating="9",
        heart="♥",
        rewatch="x",
        tags="35mm, with ada; rain",
        text="Long.\n\n*Rain.*",
        spoiler="ja",
        medium="Blu-ray",
        finished="no",
        audience="Friends",
        source_id="17",
        kind="Movie",
    )
    assert (line.kind, line.problem, line.note) == ("viewing", "", "")
    assert line.film == Film(
        *("Heat", 1995, "Heat!", ("Michael Mann", "Ada"), "tt0113277", 949, "Q42198", "https://boxd.it/29yo"),
    )
    assert line.said == Said(
        *(
            "2021-04-03",
            "20:15",
            9,
            True,
            "disc",
            ("35mm", "with ada", "rain"),
            "Long.\n\n*Rain.*",
            True,
            False,
            True,
            "followers",
        )
    )
    assert line.source_id == "17:tt0113277"
    assert line.original["tags"] == "35mm, with ada; rain"


@pytest.mark.parametrize("yes", ["yes", "Y", "x", "1", "1.0", "true", "TRUE", "ja", "oui", "sí", "sim", "✓", "✔️", "♥", "❤️", "on"])
def test_yes_in_many_ways(yes):
    assert row(heart=yes).said.heart is True


@pytest.mark.parametrize("no", ["no", "N", "0", "0.0", "false", "nein", "non", "não", "♡", "❌"])
def test_no_in_many_ways(no):
    assert row(heart=no).said.heart is False


@pytest.mark.parametrize(
    ("written", "time"),
    [("20:15", "20:15"), ("20.15", "20:15"), ("20h15", "20:15"), ("8:15 PM", "20:15"), ("12 am", "00:00"), ("20:15:59", "20:15")],
)
def test_times_of_day(written, time):
    assert row(watched="1.2.2020", time=written).said.time == time


@pytest.mark.parametrize("written", ["25:00", "20:61", "13 pm", "0 am", "evening", "7"])
def test_a_time_that_is_none_is_left_out_and_mentioned(written):
    line = row(watched="1.2.2020", time=written)
    assert (line.said.time, line.note, line.value, line.problem) == (None, cells.NO_TIME, written, "")


@pytest.mark.parametrize(
    ("written", "day"),
    [
        *[
            ("2021-04-03", "2021-04-03"),
            ("3/4/21", "2021-04-03"),
            ("3 April 2021", "2021-04-03"),
            ("Samstag, 3. April 2021", "2021-04-03"),
        ],
        *[("3. März 2021", "2021-03-03"), ("1er août 2021", "2021-08-01"), ("3 de mayo de 2021", "2021-05-03"), ("2021", "2021")],
        *[("2021-04", "2021-04"), ("", ""), ("-", ""), ("unknown", ""), ("2021-04-03 00:00:00", "2021-04-03")],
    ],
)
def test_days_as_people_write_them(written, day):
    line = row(watched=written)
    assert (line.said.watched, line.problem) == (day, "")


def test_a_day_that_is_none_is_a_problem_with_what_was_written():
    line = row(watched="31.2.2020")
    assert (line.kind, line.problem, line.value) == ("viewing", days.IMPOSSIBLE, "31.2.2020")


@pytest.mark.parametrize(
    ("written", "rating"),
    [
        *[
            ("9", 9),
            ("9.0", 9),
            ("4,5/5", 9),
            ("★★★★½", 9),
            ("⭐⭐⭐⭐", 8),
            ("4 out of 5", 8),
            ("90 %", 9),
            ("9 points", 9),
            ("", None),
        ],
        *[("-", None), ("n/a", None), ("4/5 stars", 8)],
    ],
)
def test_ratings_as_people_write_them(written, rating):
    line = row(rating=written)
    assert (line.said.rating, line.problem) == (rating, "")


def test_a_rating_between_two_half_stars_is_a_problem_until_it_is_said_what_becomes_of_it():
    contents, columns = a_json([{"title": "Heat", "rating": 7.3}]), {"title": "title", "rating": "rating"}
    [asked], [left], [nearest] = (read(contents, columns, scale="10", misfits=what) for what in ("ask", "leave", "nearest"))
    assert (asked.said.rating, asked.problem, asked.value) == (None, scales.MISFIT, "7.3")
    assert (left.said.rating, left.problem, left.note) == (None, "", scales.LEFT)
    assert (nearest.said.rating, nearest.problem, nearest.note) == (7, "", scales.NEAREST)


@pytest.mark.parametrize(
    ("written", "audience"),
    [
        ("public", "everyone"),
        ("Only me", "me"),
        ("friends only", "me"),
        ("followers", "followers"),
        ("privado", "me"),
        ("", None),
    ],
)
def test_who_may_see_it(written, audience):
    assert row(audience=written).said.audience == audience


@pytest.mark.parametrize("written", ["not public", "everyone but Bob", "yes", "?!"])
def test_what_somebody_may_have_meant_for_few_is_shown_to_nobody_else(written):
    line = row(audience=written)
    assert (line.said.audience, line.note) == ("me", cells.NO_AUDIENCE)


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        *[("movie", "viewing"), ("TV Movie", "viewing"), ("Film", "viewing"), ("TV Series", "left"), ("episode", "left")],
        *[("Plan to watch", "watchlist"), ("watchlist", "watchlist"), ("not watched", "watchlist"), ("completed", "viewing")],
        *[("dropped", "viewing"), ("no idea", "viewing"), ("", "viewing")],
    ],
)
def test_kinds_of_lines(written, kind):
    line = row(watched="", kind=written)
    assert line.kind == kind
    assert bool(line.problem) is (kind == "left")
    assert (line.said.finished is False) is (written == "dropped")


def test_what_is_not_marked_as_seen_is_to_be_watched():
    lines = read(a_file("Film,Seen\nHeat,x\nAlien,\n"))
    assert [(line.film.title, line.kind) for line in lines] == [("Heat", "film"), ("Alien", "watchlist")]


def test_without_days_a_line_speaks_of_the_film():
    assert (row(rating="9").kind, row(rating="9", watched="").kind) == ("film", "viewing")


@pytest.mark.parametrize(
    ("written", "title", "year"),
    [
        ("Heat (1995)", "Heat", 1995),
        ("Blade Runner 2049", "Blade Runner 2049", None),
        ("1917", "1917", None),
        ("2012 (2009)", "2012", 2009),
    ],
)
def test_a_year_behind_a_title(written, title, year):
    assert (row(title=written).film.title, row(title=written).film.year) == (title, year)


@pytest.mark.parametrize("year", ["2019", "2019.0", 2019, 2019.0, "2019-05-01"])
def test_years_as_spreadsheets_write_them(year):
    assert row(year=year).film.year == 2019


@pytest.mark.parametrize("year", ["19", "next year", "1066", "20199", "NaN", True])
def test_a_year_that_is_none_is_mentioned_and_the_film_looked_for_without_it(year):
    line = row(year=year)
    assert (line.film.year, line.note, line.problem) == (None, "" if year == "NaN" else cells.NO_YEAR, "")


def test_a_line_without_a_film_says_so():
    line = row(title="", rating="9")
    assert (line.kind, line.problem) == ("film", cells.NO_FILM)


def test_numbers_of_entries_of_two_files_do_not_meet():
    assert row(source_id="1").source_id != row(title="Alien", source_id="1").source_id


def test_a_line_that_cannot_be_read_is_there_with_its_reason():
    lines = read(a_file('Film,Seen on\nHeat,2020-01-01\n"Alien,2020-01-02\nRonin,2020-01-03\n'))
    assert [(line.number, bool(line.problem)) for line in lines] == [(2, False), (3, True), (4, False)]


def test_all_sheets_and_tables_of_a_file_are_read_and_the_others_named():
    contents = an_archive(
        {"2019.csv": "Film,Day\nHeat,2019-01-01\n", "2020.csv": "Film,Day\nAlien,2020-01-01\n", "notes.txt": "Hello."}
    )
    assert [(line.file, line.kind) for line in read(contents)] == [
        ("2019.csv", "viewing"),
        ("2020.csv", "viewing"),
        ("notes.txt", "left"),
    ]


def test_rows_of_a_table_without_the_columns_are_left_each_with_a_line():
    lines = read(
        an_archive({"a.csv": "Film,Day\nHeat,2019-01-01\n", "b.csv": "Name,Town\nAda,London\nBob,Leeds\n"}), {"title": "Film"}
    )
    assert [(line.file, line.number, line.problem) for line in lines] == [
        ("a.csv", 2, ""),
        ("b.csv", 2, mapped.NO_COLUMNS),
        ("b.csv", 3, mapped.NO_COLUMNS),
    ]


def test_the_scale_and_the_order_are_those_that_fit_the_file():
    lines = read(a_file("Film,Date,Rating\nHeat,3/4/2021,8\nAlien,25/12/2021,10\n"))
    assert [(line.said.watched, line.said.rating) for line in lines] == [("2021-04-03", 8), ("2021-12-25", 10)]


def test_a_profile_says_the_scale_and_the_order_and_a_person_may_say_otherwise():
    contents = a_file("Film,Date,Rating\nHeat,3/4/2021,4\n")
    profile = Profile("", {"title": "Film", "watched": "Date", "rating": "Rating"}, scale="10", order="mdy")
    [told] = sources.read("mapped", contents, How(profile=profile))
    [otherwise] = sources.read("mapped", contents, How(profile=profile, scale="5", order="dmy"))
    assert (told.said.watched, told.said.rating) == ("2021-03-04", 4)
    assert (otherwise.said.watched, otherwise.said.rating) == ("2021-04-03", 8)


@pytest.mark.parametrize("columns", [{"title": "Title"}, {"year": "Film"}])
def test_columns_that_are_not_there_are_named(columns):
    with pytest.raises(Unreadable, match="column"):
        read(a_file("Film,Day\nHeat,2019-01-01\n"), columns)


def test_anything_with_a_table_is_recognised_last():
    assert sources.recognise(a_file("Film,Day\nHeat,2019-01-01\n"))[-1] == ("mapped", 1)
    assert mapped.SOURCE.recognises(a_file("%PDF-1.7", "a.pdf")) == 0


CELLS = some.one_of(
    some.text(max_size=12),
    some.sampled_from(
        ["", "Heat", "03/04/2021", "2021", "4.5", "★★", "yes", "tt0113277", "-1", "1e9", "٣", "２０２１", "1/1/1", "NaN"]
    ),
)
ROWS = some.lists(some.dictionaries(some.sampled_from(list(fields.FIELDS)), CELLS), min_size=1, max_size=4)


@given(ROWS, some.sampled_from(["ask", "leave", "nearest"]))
@settings(max_examples=tries(100), deadline=None)
def test_whatever_is_in_the_cells_each_row_is_one_line(rows, misfits):
    lines = read(a_json([{"title": "", **one} for one in rows]), EVERYTHING, misfits=misfits)
    assert [line.number for line in lines] == list(range(1, len(rows) + 1))
    assert all(line.film for line in lines)


JSON = some.recursive(
    some.none() | some.booleans() | some.floats() | some.integers() | some.text(max_size=5),
    lambda inner: (
        some.lists(inner, max_size=3) | some.dictionaries(some.sampled_from(["title", "movie", "year", "ids", ""]), inner)
    ),
    max_leaves=8,
)


@given(some.lists(JSON, max_size=4))
@settings(max_examples=tries(100), deadline=None)
def test_whatever_json_there_is_each_item_is_one_line(items):
    contents = a_json([{"title": "Heat"}, *items])
    assert len(read(contents, {"title": "title"})) == len(items) + 1
    assert len(read(contents)) == len(items) + 1


@given(some.binary(max_size=200) | some.text(alphabet='ab,;"\n\r\t 1.{}[]:', max_size=60).map(str.encode))
@settings(max_examples=tries(100), deadline=None)
def test_no_bytes_break_reading(data):
    for name in ("a.csv", "a.json", "a"):
        try:
            contents = a_file(data, name)
            told = {source: list(sources.read(source, contents, How())) for source, _ in sources.recognise(contents)}
        except Unreadable as refused:
            told = {"": [str(refused)]}
        assert all(told.values()) or data.strip()


def test_html_in_a_text_becomes_markdown_and_other_texts_are_that_already():
    assert row(text="<p>A <b>long</b> film.</p><p>Rain.</p>").said.text == "A **long** film.\n\nRain."
    assert row(text="*Long*, and 3 < 4.").said.text == "*Long*, and 3 < 4."


def test_a_table_without_names_of_columns_loses_no_row():
    lines = read(a_file("Heat,1995,2021-03-04,5,5\nAlien,1979,2021-03-05,4,\n"))
    assert [(line.number, line.film.title, line.film.year, line.said.watched) for line in lines] == [
        (1, "Heat", 1995, "2021-03-04"),
        (2, "Alien", 1979, "2021-03-05"),
    ]
    assert list(lines[0].original.values()) == ["Heat", "1995", "2021-03-04", "5", "5"]


def test_a_day_on_a_watchlist_need_not_be_one():
    [line] = read(a_file("Film,Date,Status\nHeat,soon,planned\n"))
    assert (line.kind, line.problem) == ("watchlist", "")


def test_names_of_columns_and_nothing_else_are_no_file():
    with pytest.raises(Unreadable, match="nothing below"):
        read(a_file("Film,Day\n"))


def test_a_file_of_signs_that_no_text_has_is_no_table():
    with pytest.raises(Unreadable, match="no text"):
        read(a_file(b"\x01\x02Film,\x03Day\nHeat,2019\n"))


@pytest.mark.parametrize("month", range(1, 13))
@pytest.mark.parametrize(
    "names",
    [
        "January February March April May June July August September October November December",
        "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
        "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
        "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
        "januari februari maart april mei juni juli augustus september oktober november december",
    ],
    ids=["en", "de", "fr", "es", "it", "pt", "nl"],
)
def test_months_by_name_in_seven_languages(names, month):
    name = names.split()[month - 1]
    assert row(watched=f"5 {name} 2021").said.watched == f"2021-{month:02}-05"
    assert row(watched=f"{name} 2021").said.watched == f"2021-{month:02}"
