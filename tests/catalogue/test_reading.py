"""Reading the catalogue: by many threads, while it is replaced, and where there is none, or half of one."""

import logging
import multiprocessing
import threading
from contextlib import closing

import cysqlite
import pytest

from bench.titles import write
from moviediary import catalogue
from moviediary.catalogue.places import place_for
from moviediary.catalogue.postgres import Session


@pytest.fixture
def without(place):
    catalogue.configure(place)
    return place


def test_without_a_catalogue_nothing_is_found_and_nothing_is_said(without, caplog):
    assert not catalogue.present()
    assert catalogue.search("the thing") == []
    assert catalogue.film("tt0084787") is None
    assert not caplog.records


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("amelie", "Amélie"),
        ("spider-man", "Spider-Man"),
        ("schindlers list", "Schindler's List"),
        ("8 1/2", "8½"),
        ("WALL·E", "WALL·E"),
        ("seven", "Se7en"),
        ("2001", "2001: A Space Odyssey"),
        ("七人", "Seven Samurai"),
        ("сталкер", "Stalker"),
        ("casablnaca", "Casablanca"),
        ("shawshnak redemption", "The Shawshank Redemption"),
    ],
)
def test_films_are_found_by_what_people_type(imported, query, title):
    assert catalogue.search(query)[0].title == title


def test_pages_show_every_film_once_in_the_same_order(imported):
    whole = [entry.imdb_id for entry in catalogue.search("the", limit=400)]
    paged, after = [], None
    while len(paged) <= len(whole) and (page := catalogue.search("the", limit=30, after=after)):
        paged += [entry.imdb_id for entry in page]
        after = page[-1].rank
    assert paged == whole
    assert len(set(whole)) == len(whole) > 60


def test_a_year_puts_its_films_first(imported):
    assert [entry.year for entry in catalogue.search("the thing 2011")][:2] == [2011, 1982]
    assert [entry.year for entry in catalogue.search("the thing", year=1982)][:2] == [1982, 2011]


def test_readers_notice_a_new_catalogue_and_never_see_a_half_one(imported, run, tmp_path):
    (tmp_path / "new").mkdir()
    larger = write(tmp_path / "new", 900)
    over, seen, problems = threading.Event(), set(), []

    def read():
        while not over.is_set():
            found = catalogue.search("casablanca")
            seen.add(len(found))
            if not found or found[0].title != "Casablanca":
                problems.append(found)

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    run(imported, "import", *larger)
    over.set()
    for reader in readers:
        reader.join()
    assert not problems
    assert seen
    assert "900" in run(imported, "status").partition(" films")[0]
    assert len(catalogue.search("the", limit=900)) > 250


@pytest.mark.parametrize("keep", [0, 100, 5_000, -4_096])
def test_a_file_that_was_copied_by_half_is_as_good_as_none(sqlite_url, run, files, tmp_path, caplog, keep):
    run(sqlite_url, "import", *files)
    path = tmp_path / "catalogue.db"
    path.write_bytes(path.read_bytes()[: keep or None] if keep else b"")
    catalogue.configure(sqlite_url)
    with caplog.at_level(logging.WARNING, "moviediary"):
        assert not catalogue.present()
        assert catalogue.search("the thing") == []
    assert [record.message.partition(",")[0] for record in caplog.records] == ["The offline catalogue cannot be read"]
    run(sqlite_url, "import", *files)
    assert catalogue.search("the thing")


def test_a_file_that_is_damaged_inside_gives_no_error(sqlite_url, run, files, tmp_path, caplog):
    run(sqlite_url, "import", *files)
    path = tmp_path / "catalogue.db"
    content = bytearray(path.read_bytes())
    for page in range(4096, len(content), 4096):
        content[page : page + 40] = b"\xff" * 40
    path.write_bytes(content)
    catalogue.configure(sqlite_url)
    assert catalogue.search("the thing") == []
    assert catalogue.film("tt0084787") is None
    assert not catalogue.present()


def test_a_database_that_is_away_is_told_of_once_however_much_is_typed(tmp_path, caplog):
    catalogue.configure(f"postgresql://postgres@/diary?host={tmp_path}")
    with caplog.at_level(logging.WARNING, "moviediary"):
        for typed in ("t", "th", "the"):
            assert catalogue.search(typed) == []
    (told,) = caplog.records
    assert "The offline catalogue cannot be read" in told.message
    assert "Import it again" not in told.message


def test_something_else_under_the_name_is_no_catalogue(sqlite_url, tmp_path):
    (tmp_path / "catalogue.db").write_bytes((tmp_path / "diary.db").read_bytes())
    catalogue.configure(sqlite_url)
    assert not catalogue.present()


def test_a_catalogue_of_another_version_is_as_good_as_none_until_it_is_imported_again(place, run, files, caplog):
    run(place, "import", *files)
    change = "UPDATE {}about SET value = '0' WHERE name = 'layout'"
    if place.startswith("sqlite:"):
        with closing(cysqlite.connect(str(place_for(place).path))) as connection:
            connection.execute(change.format(""))
    else:
        with closing(Session(place)) as session:
            session.execute(change.format("catalogue."))
    catalogue.configure(place)
    with caplog.at_level(logging.WARNING, "moviediary"):
        assert catalogue.film("tt0084787") is None
        assert catalogue.search("the thing") == []
        assert not catalogue.present()
    assert "it was made by another version of Movie Diary" in caplog.records[0].message
    run(place, "import", *files)
    catalogue.configure(place)
    assert catalogue.search("the thing")


def test_a_process_that_was_forked_opens_its_own(imported):
    assert catalogue.search("stalker")
    context = multiprocessing.get_context("fork")
    with context.Pool(2) as pool:
        found = pool.map(_found, ["stalker", "casablanca"] * 20)
    assert found == ["Stalker", "Casablanca"] * 20
    assert catalogue.search("stalker")


def test_a_diary_that_is_called_like_a_catalogue_is_left_alone(tmp_path, run, files):
    url = f"sqlite:///{tmp_path / 'catalogue.db'}"
    (tmp_path / "catalogue.db").write_bytes(b"the diary")
    run(url, "import", *files)
    run(url, "remove")
    assert (tmp_path / "catalogue.db").read_bytes() == b"the diary"


def test_somebody_elses_schema_is_left_alone(postgres_template, run, files):
    import psycopg2

    connection = psycopg2.connect(postgres_template)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA catalogue")
        try:
            told = run(postgres_template, "import", *files, code=1)
            assert "has a schema catalogue that is not Movie Diary's" in told
            assert "is not Movie Diary's" in run(postgres_template, "remove", code=1)
        finally:
            cursor.execute("DROP SCHEMA catalogue")
    connection.close()


def _found(text):
    return catalogue.search(text)[0].title
