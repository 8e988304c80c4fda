"""A catalogue, and files in IMDb's format to make it of."""

import os
import subprocess
import sys

import pytest
from click.testing import CliRunner
from starting import python

from bench.titles import write
from moviediary import catalogue
from moviediary.commandline import commands
from moviediary.config import ROOT

FILMS = 400


@pytest.fixture(scope="session")
def files(tmp_path_factory):
    """IMDb's four files, of some hundred films."""
    return write(tmp_path_factory.mktemp("imdb"), FILMS)


@pytest.fixture
def make(tmp_path):
    """Write a file of lines, given as columns, under a name."""

    def written(name, *rows, last="\n"):
        path = tmp_path / name
        path.write_bytes("\n".join("\t".join(row) for row in rows).encode("utf-8", "surrogateescape") + last.encode())
        return path

    return written


@pytest.fixture(params=["sqlite", "postgres"])
def place(request, tmp_path):
    """The address of a diary's database without a catalogue, on both kinds. What an import keeps is kept here."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'diary.db'}"
        return
    url = request.getfixturevalue("postgres_template")
    yield url
    catalogue.configure(url)
    catalogue.shelves().place.remove()


@pytest.fixture
def run():
    """`python -m moviediary catalogue …` for a database; what it says, after its exit code is what was expected.

    In this process, as each start of another takes a second; in its own where it is to be prepared first.
    """

    def command(url, *arguments, code=0, prepare=None):
        told = _apart(url, arguments, prepare) if prepare else _here(url, arguments)
        assert told[0] == code, told[1]
        return told[1]

    return command


def _here(url, arguments):
    catalogue.configure(url)
    done = CliRunner().invoke(commands, ["catalogue", *map(str, arguments)])
    return done.exit_code, done.output


def _apart(url, arguments, prepare):
    # Python takes no notice where a file it compiled is cut off, and nobody could import it any more.
    done = subprocess.run(
        [sys.executable, *line(*arguments)],
        env={**environment(url), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=120,
        cwd=ROOT,
        preexec_fn=prepare,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def start():
    """Start an import, to be killed."""

    def begun(url, *paths):
        with open(os.devnull, "wb") as nowhere:
            return python(*line("import", *paths), env=environment(url), stdout=nowhere.fileno())

    return begun


@pytest.fixture
def imported(place, run, files):
    """A place with a catalogue of all files, which this process reads."""
    run(place, "import", *files)
    catalogue.configure(place)
    return place


def line(*arguments):
    return ["-m", "moviediary", "catalogue", *map(str, arguments)]


def environment(url):
    own = {"DATABASE_URL": url, "STORAGE_URL": "file:///nowhere", "SECRET_KEY": "x", "LOG_LEVEL": "warning"}
    return {"PATH": os.environ["PATH"], **own}
