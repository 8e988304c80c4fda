"""What Letterboxd takes in: files below its limit by bytes, days that are days, HTML it allows."""

import csv
import io
from uuid import uuid4

import pytest
from taking import files_of, fill

from moviediary import clock, ids, wiring
from moviediary.accounts.actions import register
from moviediary.accounts.commands import Account
from moviediary.diary import actions
from moviediary.diary.commands import Viewing
from moviediary.exports import letterboxd, making
from moviediary.exports.making import Progress
from moviediary.exports.pieces import Asked
from moviediary.movies.commands import DiscoverMovie, Identity

HEAT = DiscoverMovie(Identity("Heat", 1995, directors=("Michael Mann",), imdb_id="tt0113277", tmdb_id=949))


@pytest.fixture
def ada(database):
    wiring.connect()
    return register(Account("ada", "ada@example.org", "correct horse"))


def export(member):
    stream = making.stream("letterboxd", Asked(member, False, clock.now()), Progress())
    return files_of(b"".join(data for data, _ in stream))


def rows(data):
    return list(csv.DictReader(io.StringIO(data.decode(), newline="")))


def log_heat(member, watched, **said):
    return actions.log_review(member, uuid4(), HEAT, Viewing(watched, **said))


def test_a_viewing_is_told_in_the_words_of_letterboxd(ada):
    log_heat(ada, "2026-05-14", rating=7, tags=("35mm", "with bo"), text="*Rain.*\n\nAnd **thunder**.")
    (row,) = rows(export(ada)["diary-1.csv"])
    assert row == {
        "tmdbID": "949",
        "imdbID": "tt0113277",
        "Title": "Heat",
        "Year": "1995",
        "Directors": "Michael Mann",
        "Rating10": "7",
        "WatchedDate": "2026-05-14",
        "Rewatch": "false",
        "Tags": "35mm, with bo",
        "Review": "<em>Rain.</em>\n\nAnd <strong>thunder</strong>.",
    }


def test_a_second_viewing_is_a_rewatch_and_so_is_one_said_to_be(ada):
    for day in ("2026-05-13", "2026-05-14"):
        log_heat(ada, day)
    log_heat(ada, "2026-05-12", seen_before=True)
    assert [row["Rewatch"] for row in rows(export(ada)["diary-1.csv"])] == ["true", "true", "true"]


def test_a_viewing_without_an_exact_day_has_a_file_of_its_own_and_no_day(ada):
    for watched in ("", "2019", "2019-05"):
        log_heat(ada, watched, rating=9, tags=("tape",))
    files = export(ada)
    assert "diary-1.csv" not in files
    undated = rows(files["undated-1.csv"])
    assert [(row["Title"], row["Rating10"], row["WatchedDate"], row["Tags"]) for row in undated] == [("Heat", "9", "", "")] * 3
    assert "tags and rewatches of 3 viewings" in files["README.txt"].decode()


def test_what_was_not_finished_does_not_stand_among_what_was_watched(ada):
    log_heat(ada, "2026-05-14", finished=False)
    files = export(ada)
    assert list(files) == ["not-finished-1.csv", "README.txt"]


def test_what_letterboxd_has_no_place_for_is_listed(ada):
    log_heat(ada, "2026-05-14", time="20:15", heart=True, medium="cinema", audience="me", text="He dies.", spoiler=True)
    told = export(ada)["README.txt"].decode()
    for words in (
        "time of day of 1 viewing",
        "where you watched it",
        "hearts of 1 viewing",
        "tells what happens",
        "not everyone",
    ):
        assert words in told


def test_what_was_deleted_is_not_there(ada):
    review = log_heat(ada, "2026-05-14")
    actions.delete_review(ada, ids.short(review))
    assert list(export(ada)) == ["README.txt"]


def test_files_are_below_one_megabyte_by_bytes_each_with_the_header(ada):
    text = "七人の侍 & 🎬 " * 700
    fill(300, text)
    files = {name: data for name, data in export(ada).items() if name.endswith(".csv")}
    assert len(files) > 3
    assert all(len(data) < 1_000_000 for data in files.values())
    # Filled as far as they go: none could take the first row of the next one.
    assert all(len(data) > 950_000 for data in list(files.values())[:-1])
    assert list(files) == [f"diary-{number}.csv" for number in range(1, len(files) + 1)]
    found = [row["Review"].split()[0] for data in files.values() for row in rows(data)]
    assert sorted(map(int, found)) == list(range(300))


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("One\n\nTwo", "One\n\nTwo"),
        ("One\nTwo", "One\nTwo"),
        ("# Big", "<strong>Big</strong>"),
        ("- a\n- b", "• a\n• b"),
        ("> so\n\nthat", "<blockquote>so</blockquote>\n\nthat"),
        ("[x](https://a.example)", '<a href="https://a.example">x</a>'),
        ("a < b & c", "a &lt; b &amp; c"),
        ("~~no~~ `code`", "no code"),
        ("a\n\n---\n\nb", "a\n\n* * *\n\nb"),
        ("<script>x</script>", "&lt;script&gt;x&lt;/script&gt;"),
        ("With @ada.", "With @ada."),
        ("", ""),
    ],
)
def test_markdown_becomes_html_that_letterboxd_allows(markdown, html):
    assert letterboxd.html(markdown) == html
