"""Taking a diary along: asked for at the front door, made by the worker's steps, downloaded by its owner only."""

import csv
import io
import json

from taking import asked, files_of, lines_of


def test_everything_holds_every_entry_however_private(alice):
    first = alice.log("Stalker", text="*Rain.*", rating="9", tags="35mm, with ada", heart="y", audience="me")
    alice.log("Heat", "1995", when="unknown")
    answer = asked(alice)
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="movie-diary-alice-')
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert int(answer.headers["Content-Length"]) == len(answer.data)
    files = files_of(answer.data)
    assert list(files) == [
        *("README.txt", "profile.json", "reviews.jsonl", "events.jsonl", "movies.jsonl", "reviews.csv", "kept.jsonl"),
        "manifest.json",
    ]
    reviews = lines_of(files["reviews.jsonl"])
    assert [review["movie"]["title"] for review in reviews] == ["Stalker", "Heat"]
    assert reviews[0]["text"] == "*Rain.*"
    assert reviews[0]["audience"] == "me"
    assert [event["subject"] for event in lines_of(files["events.jsonl"])] == ["reviews.logged"] * 2
    assert {event["actor"] for event in lines_of(files["events.jsonl"])} == {"self"}
    assert json.loads(files["manifest.json"])["counts"]["reviews"] == 2
    assert first


def test_a_table_has_a_row_for_each_viewing(alice):
    alice.log("-30-", "1959", text="=1+1", rating="7")
    rows = list(csv.DictReader(io.StringIO(asked(alice, "csv").get_data(as_text=True))))
    assert [(row["title"], row["review"], row["rating"]) for row in rows] == [("'-30-", "'=1+1", "3.5")]


def test_json_is_one_array(alice):
    alice.log("Stalker")
    assert [review["movie"]["title"] for review in asked(alice, "json").get_json()] == ["Stalker"]


def test_an_empty_diary_can_be_exported_in_every_format(alice):
    for wanted in ("zip", "letterboxd"):
        assert "README.txt" in files_of(asked(alice, wanted).data)
    assert asked(alice, "csv").get_data(as_text=True).count("\r\n") == 1
    assert asked(alice, "json").get_json() == []
