"""The catalogue as a schema beside the diary's: written and put in the place of the old one in one transaction."""

import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import psycopg2

from moviediary.catalogue.entries import BETWEEN, COLUMNS, Entry, check_layout, entry
from moviediary.catalogue.sources import Unusable
from moviediary.catalogue.staging import Film
from moviediary.database import open_database
from moviediary.titles.finding import find
from moviediary.titles.postgres import Titles, indexed

# Another number for another layout of the tables: one of before is then as good as none.
LAYOUT = "2"
SCHEMA, DRAFT = "catalogue", "catalogue_draft"
FILM = f"""CREATE TABLE {DRAFT}.film (rank INTEGER PRIMARY KEY, imdb INTEGER NOT NULL, title TEXT NOT NULL,
original TEXT NOT NULL, year SMALLINT, runtime SMALLINT, genres TEXT NOT NULL, directors TEXT NOT NULL, votes INTEGER NOT NULL)"""
ABOUT = f"CREATE TABLE {DRAFT}.about (name TEXT PRIMARY KEY, value TEXT NOT NULL)"
ADD_ABOUT = f"INSERT INTO {DRAFT}.about VALUES (%s, %s)"  # noqa: S608 -- the name of the schema
FILMS = f"SELECT {COLUMNS} FROM catalogue.film WHERE rank = ANY(%s)"  # noqa: S608 -- names of columns
BY_NUMBER = f"SELECT {COLUMNS} FROM catalogue.film WHERE imdb = %s"  # noqa: S608 -- names of columns
OTHERS = "SELECT to_regnamespace(%s) IS NOT NULL AND to_regclass(%s) IS NULL"


class Session:
    """A connection of its own, on which each statement is a transaction unless it is told otherwise."""

    def __init__(self, url: str, settings: str = ""):
        parameters = open_database(url)
        options = f"{parameters.connect_params.get('options', '')} {settings}"
        self._connection = psycopg2.connect(dbname=parameters.database, **{**parameters.connect_params, "options": options})
        self._connection.autocommit = True

    def execute(self, sql: str, params: Sequence[Any] = (), /) -> Iterable[Sequence[Any]]:
        with self._connection.cursor() as cursor:
            cursor.execute(sql, params or None)
            return list(cursor.fetchall()) if cursor.description else []

    def copy(self, table: str, rows: Iterable[str]) -> None:
        with self._connection.cursor() as cursor:
            cursor.copy_expert(f"COPY {table} FROM STDIN", io.StringIO("".join(rows)))

    def close(self) -> None:
        self._connection.close()


class Shelf:
    """The catalogue, open for one thread to read. Raises Damaged, and psycopg2's errors, also where there is no catalogue."""

    def __init__(self, url: str):
        self._session = Session(url, "-c default_transaction_read_only=on -c application_name=catalogue")
        self._titles = Titles(self._session, f"{SCHEMA}.title")
        self._checked = False

    def close(self) -> None:
        self._session.close()

    def about(self) -> dict[str, str]:
        about = {row[0]: row[1] for row in self._session.execute("SELECT name, value FROM catalogue.about")}
        check_layout(about, LAYOUT)
        return about

    def search(self, text: str, year: int | None, limit: int, after: int | None) -> list[Entry]:
        self._check()
        ranks = [hit.number for hit in find(self._titles, text, year, limit, after)]
        found = {row[0]: entry(row) for row in self._session.execute(FILMS, (ranks,))} if ranks else {}
        # Between two statements another catalogue may have taken the place of this one.
        return [found[rank] for rank in ranks if rank in found]

    def film(self, number: int) -> Entry | None:
        self._check()
        return next((entry(row) for row in self._session.execute(BY_NUMBER, (number,))), None)

    def _check(self) -> None:
        # Not when it is opened: where there is no catalogue, each letter typed would open a connection.
        if not self._checked:
            self.about()
            self._checked = True


class Draft:
    """A new catalogue, which nobody sees before it is published. Where it is left, nothing stays of it."""

    def __init__(self, url: str):
        self._session = Session(url, "-c statement_timeout=0 -c lock_timeout=60000")
        _refuse_others(self._session)
        self._count = 0
        self._session.execute("BEGIN")
        self._session.execute(f"CREATE SCHEMA {DRAFT}")
        self._session.execute(FILM)
        self._session.execute(ABOUT)
        self._titles = Titles(self._session, f"{DRAFT}.title")
        self._titles.create_tables()

    def count(self) -> int:
        """How many films are in it."""
        return self._count

    def add(self, films: Sequence[Film]) -> None:
        numbered = list(enumerate(films, start=self._count + 1))
        self._session.copy(f"{DRAFT}.film", (_line(rank, film) for rank, film in numbered))
        self._session.copy(f"{DRAFT}.title", (_words(rank, film) for rank, film in numbered))
        self._count += len(numbered)

    def publish(self, about: Mapping[str, str]) -> None:
        """Let everybody read it instead of the old one."""
        self._titles.learn()
        self._session.execute(f"CREATE INDEX ON {DRAFT}.film (imdb)")
        self._session.execute(f"ANALYZE {DRAFT}.film")
        for name, value in {**about, "layout": LAYOUT}.items():
            self._session.execute(ADD_ABOUT, (name, value))
        self._session.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")
        self._session.execute(f"ALTER SCHEMA {DRAFT} RENAME TO {SCHEMA}")
        self._session.execute("COMMIT")
        self._session.close()

    def close(self) -> None:
        self._session.close()


def remove(url: str) -> None:
    session = Session(url)
    try:
        _refuse_others(session)
        session.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")
    finally:
        session.close()


def _refuse_others(session: Session) -> None:
    """Somebody else's schema of the same name must not be dropped."""
    if next(iter(session.execute(OTHERS, (SCHEMA, f"{SCHEMA}.about"))))[0]:
        raise Unusable(f"The database has a schema {SCHEMA} that is not Movie Diary's. Rename it, or use another database.")


def _line(rank: int, film: Film) -> str:
    told = (film.title, film.original, film.year, film.runtime, film.genres, BETWEEN.join(film.directors), film.votes)
    return "\t".join("\\N" if value is None else _escaped(str(value)) for value in (rank, film.number, *told)) + "\n"


def _words(rank: int, film: Film) -> str:
    # Tokens hold neither quotes nor backslashes.
    quoted = [f"'{token}'" for token in sorted(indexed(rank, (film.title, film.original), film.year))]
    return f"{rank}\t{' '.join(quoted)}\n"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
