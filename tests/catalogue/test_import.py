"""Importing IMDb's files: what is taken, what is told, and what happens when it goes wrong."""

import gzip
import shutil
import signal
import subprocess
from itertools import product
from resource import RLIMIT_FSIZE, setrlimit

import pytest
from servers import until
from tries import numbers

from bench.titles import write
from moviediary import catalogue

HEAD = ("tconst", "titleType", "primaryTitle", "originalTitle", "isAdult", "startYear", "endYear", "runtimeMinutes", "genres")
CREW = ("tconst", "directors", "writers")
RATINGS = ("tconst", "averageRating", "numVotes")
NAMES = ("nconst", "primaryName", "birthYear", "deathYear", "primaryProfession", "knownForTitles")


def film(number, title, kind="movie", original=None, adult="0", year="1979", minutes="162", genres="Drama,Sci-Fi"):
    return (f"tt{number:07}", kind, title, original or title, adult, year, "\\N", minutes, genres)


def first(text):
    return catalogue.search(text)[0]


def titles(text="film"):
    return [entry.title for entry in catalogue.search(text, limit=100)]


def test_films_come_with_their_votes_and_directors(place, run, make):
    basics = make(
        "a", HEAD, film(79944, "Stalker", original="Сталкер"), film(1234, "Stalker", year="\\N", minutes="\\N", genres="\\N")
    )
    crew = make("b", CREW, ("tt0079944", "nm0001789,nm0000002,nm0000009", "nm0000003"), ("tt0001234", "\\N", "\\N"))
    ratings = make("c", RATINGS, ("tt0079944", "8.1", "150000"))
    names = make(
        "d",
        NAMES,
        ("nm0000002", "Sammy, Jr.", "\\N", "\\N", "", "\\N"),
        ("nm0001789", "Andrei Tarkovsky", "1932", "1986", "", "\\N"),
    )
    assert "The catalogue has 2 films." in run(place, "import", names, ratings, crew, basics)
    catalogue.configure(place)
    known, unknown = catalogue.search("stalker")
    assert (
        known
        == catalogue.film("tt0079944")
        == catalogue.Entry(
            "tt0079944", "Stalker", "Сталкер", 1979, 162, ("Drama", "Sci-Fi"), ("Andrei Tarkovsky", "Sammy, Jr."), 150_000, 1
        )
    )
    assert unknown == catalogue.Entry("tt0001234", "Stalker", "", None, None, (), (), 0, 2)
    assert catalogue.film("tt0000042") is None
    assert catalogue.film("Q42") is None


def test_films_for_tv_are_taken_but_neither_series_nor_what_only_adults_may_see(place, run, make):
    kinds = ["movie", "tvMovie", "tvSeries", "tvEpisode", "short", "tvShort", "video", "videoGame"]
    rows = [film(number, f"Film {kind}", kind) for number, kind in enumerate(kinds, start=1)]
    basics = make("basics", HEAD, *rows, film(99, "Film adult", adult="1"))
    run(place, "import", basics)
    catalogue.configure(place)
    assert sorted(titles()) == ["Film movie", "Film tvMovie"]
    run(place, "import", basics, "--shorts")
    assert sorted(titles()) == ["Film movie", "Film short", "Film tvMovie", "Film tvShort"]


def test_a_quotation_mark_is_an_ordinary_character(place, run, make):
    run(place, "import", make("basics", HEAD, film(1, '"Film'), film(2, 'Film "two\\n\\t'), film(3, "Film's {end}; %s")))
    catalogue.configure(place)
    assert titles() == ['"Film', 'Film "two\\n\\t', "Film's {end}; %s"]


def test_lines_that_make_no_sense_are_counted_and_told(place, run, make):
    broken = [
        ("tt1",),
        film(3, ""),
        ("x3", *film(3, "x")[1:]),
        film(4, "Film", year="MCM"),
        film(5, "Film \udcff"),
        film(1 << 30, "Film"),
        film(6, "F" * 70_000),
    ]
    told = run(place, "import", make("basics", HEAD, film(1, "Film one"), *broken, film(7, "Film two")))
    catalogue.configure(place)
    assert titles() == ["Film one", "Film two"]
    # The line that was too long came in two pieces.
    assert "basics: 8 lines were not understood and left out, the first is line 3." in told
    assert "The catalogue has 2 films." in told


@pytest.mark.parametrize("zipped", [True, False])
def test_files_are_told_apart_by_their_first_line_not_their_name(place, run, tmp_path, zipped):
    paths = write(tmp_path, 100, zipped=zipped)
    renamed = [path.rename(tmp_path / f"{number}.bin") for number, path in enumerate(reversed(paths))]
    assert "The catalogue has 100 films." in run(place, "import", *renamed)
    catalogue.configure(place)
    assert first("the thing").directors


def test_a_catalogue_without_votes_is_in_the_order_of_the_file(place, run, make):
    run(place, "import", make("basics", HEAD, film(2, "Film two"), film(1, "Film one")))
    catalogue.configure(place)
    assert titles() == ["Film one", "Film two"]


@pytest.fixture
def kept(imported):
    """A catalogue that must stay as it is, whatever an import runs into."""
    before = catalogue.search("the", limit=50)
    assert len(before) == 50
    yield imported
    assert catalogue.search("the", limit=50) == before


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([("tconst", "title")], "is none of IMDb's files: its first line is another one"),
        ([()], "is none of IMDb's files"),
        ([NAMES], "title.basics.tsv.gz is missing, which holds the titles"),
        ([HEAD], "There is no film in wrong. The old catalogue stays."),
    ],
)
def test_a_wrong_file_is_told_and_the_old_catalogue_stays(kept, run, make, rows, sentence):
    told = run(kept, "import", make("wrong", *rows), code=1)
    assert sentence in told
    assert "Traceback" not in told


def test_missing_and_doubled_files_are_told(kept, run, files, tmp_path):
    assert "cannot be read: No such file" in run(kept, "import", tmp_path / "no", code=1)
    assert "cannot be read: Is a directory" in run(kept, "import", tmp_path, code=1)
    assert "are both title.basics.tsv.gz" in run(kept, "import", files[0], shutil.copy(files[0], tmp_path / "again"), code=1)


@pytest.mark.parametrize("share", [0.02, 0.5, 0.999])
def test_a_download_that_was_cut_off_is_told_and_the_old_catalogue_stays(kept, run, files, tmp_path, share):
    cut = tmp_path / "cut.gz"
    whole = files[0].read_bytes()
    cut.write_bytes(whole[: int(len(whole) * share)])
    assert "cut.gz is cut off or damaged. Download it again" in run(kept, "import", cut, code=1)
    damaged = bytearray(whole)
    damaged[len(whole) // 2 :] = b"\xff" * (len(whole) - len(whole) // 2)
    cut.write_bytes(damaged)
    assert "is cut off or damaged" in run(kept, "import", cut, code=1)


def test_a_full_disk_is_told_and_the_old_catalogue_stays(kept, run, files):
    told = run(kept, "import", *files, code=1, prepare=lambda: setrlimit(RLIMIT_FSIZE, (20_000, 20_000)))
    assert "The catalogue cannot be written" in told
    assert "The old one, if there was one, is as it was." in told
    assert "Traceback" not in told


def test_status_says_what_there_is_and_remove_removes_it(place, run, files):
    assert "There is no offline catalogue." in run(place, "status")
    run(place, "import", *files)
    assert "400 films, imported on 20" in run(place, "status")
    catalogue.configure(place)
    assert catalogue.present()
    run(place, "remove")
    assert not catalogue.present()
    assert "There is no offline catalogue." in run(place, "status")
    assert "not any more" not in run(place, "remove")


def test_an_import_that_was_killed_goes_on_where_it_was(sqlite_url, run, start, tmp_path):
    paths = write(tmp_path, 20_000)
    killed_while_it_writes(lambda: start(sqlite_url, *paths), tmp_path)
    assert (tmp_path / "catalogue.db.staging").exists()
    told = run(sqlite_url, "import", *paths)
    assert "Reading" not in told
    assert "The catalogue has 20,000 films." in told
    catalogue.configure(sqlite_url)
    assert first("casablnaca").title == "Casablanca"
    assert [path.name for path in sorted(tmp_path.glob("catalogue.db*"))] == ["catalogue.db", "catalogue.db.staging.lock"]


def killed_while_it_writes(start, folder):
    """Begin an import and kill it at its last step. A busy machine may be done with that before anybody looks: then once more."""
    for _ in range(10):
        started = start()
        # The names come last; then the catalogue is written, which takes longest.
        until(
            lambda of=started: of.poll() is not None or (folder / "catalogue.db.draft-wal").exists(), "the catalogue is written"
        )
        started.kill()
        started.wait()
        if not (folder / "catalogue.db").exists():
            return
        for left in folder.glob("catalogue.db*"):
            left.unlink()
    pytest.fail("an import is always done before it can be killed")


# By day one moment for each database; each start of the import takes a second.
KILLED = [("sqlite", 0.7), ("postgres", 0.3)]


@pytest.mark.parametrize(("place", "delay"), numbers(KILLED, [*product(("sqlite", "postgres"), (0.3, 0.7))]), indirect=["place"])
def test_killed_again_and_again_it_comes_to_the_same_catalogue(place, run, start, tmp_path, delay):
    paths = write(tmp_path, 6_000)
    for _ in range(3):
        started = start(place, *paths)
        try:
            started.wait(delay)
        except subprocess.TimeoutExpired:
            started.kill()
            started.wait()
    assert "The catalogue has 6,000 films." in run(place, "import", *paths)
    catalogue.configure(place)
    assert first("the thing 1982").imdb_id == "tt0084787"
    assert len({entry.imdb_id for entry in catalogue.search("the", limit=6_000)}) > 1_000


def test_of_files_that_changed_only_those_are_read_again(sqlite_url, run, tmp_path):
    own = write(tmp_path, 8_000)
    whole = own[3].read_bytes()
    own[3].write_bytes(whole[:-20])
    assert "name.basics.tsv.gz is cut off" in run(sqlite_url, "import", *own, code=1)
    own[3].write_bytes(whole)
    told = run(sqlite_url, "import", *own)
    assert "Reading name.basics.tsv.gz" in told
    assert "Reading title" not in told


def test_two_imports_at_once_do_not_mix(sqlite_url, run, start, tmp_path, files):
    paths = write(tmp_path, 20_000)
    started = start(sqlite_url, *paths)
    until(lambda: (tmp_path / "catalogue.db.staging").exists(), "the first is at work")
    # And is not done before the second asks.
    started.send_signal(signal.SIGSTOP)
    assert "Another import is at work." in run(sqlite_url, "import", *files, code=1)
    started.send_signal(signal.SIGKILL)
    started.wait()
    assert "The catalogue has 400 films." in run(sqlite_url, "import", *files)


def test_a_packed_file_of_a_single_endless_line_takes_no_memory(sqlite_url, run, make, tmp_path):
    bomb = tmp_path / "bomb.gz"
    with gzip.open(bomb, "wb", 1) as file:
        file.write("\t".join(HEAD).encode() + b"\n")
        for _ in range(200):
            file.write(b"x" * 1_000_000)
    told = run(sqlite_url, "import", bomb, code=1)
    assert "There is no film in bomb.gz" in told
