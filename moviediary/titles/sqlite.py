"""An index of titles in SQLite: one FTS5 table, and one of the words that it knows.

FTS5 hands out rows by number as fast as they are asked for, as long as nothing has to be sorted; so numbers are the order.
"""

import json
from collections.abc import Collection, Iterable, Sequence
from typing import Any, Protocol

from moviediary.titles.matches import Match, Spelling, spelled
from moviediary.titles.words import NAME, YEAR, tokens

FTS5 = Spelling('"{}"'.format, '"{}"*'.format, " AND ", " OR ", " NOT ")
# Tokens come folded, and the tokenizer for ASCII leaves everything else as it is. Beginnings that are longer than those listed
# are read word by word, which few titles share.
TITLES = """CREATE VIRTUAL TABLE {0} USING fts5
(words, content='', contentless_delete=1, detail=none, prefix='1 2 3 4 5 6 7 8', tokenize='ascii')"""
WORDS = "CREATE TABLE {0}_word (word TEXT NOT NULL PRIMARY KEY) WITHOUT ROWID"
ADD = "INSERT INTO {0} (rowid, words) VALUES (?, ?)"
REMOVE = "DELETE FROM {0} WHERE rowid = ?"
ADD_WORDS = "INSERT OR IGNORE INTO {0}_word SELECT value FROM json_each(?)"
PACK = "INSERT INTO {0} ({0}) VALUES ('optimize')"
TERMS = "CREATE VIRTUAL TABLE temp.{0}_terms USING fts5vocab(main, {0}, row)"
LEARN = "INSERT OR IGNORE INTO {0}_word SELECT term FROM temp.{0}_terms WHERE substr(term, 1, 1) NOT IN (?, ?)"
NUMBERS = "SELECT rowid FROM {0} WHERE {0} MATCH ? AND rowid > ? ORDER BY rowid LIMIT ?"
HOLDS = "SELECT 1 FROM {0} WHERE {0} MATCH ? AND rowid = ?"
KNOWN = "SELECT word FROM {0}_word WHERE word IN (SELECT value FROM json_each(?))"
BEGUN = """SELECT value FROM json_each(?) WHERE EXISTS
(SELECT 1 FROM {0}_word WHERE word >= value AND word < value || '\U0010ffff')"""


class Connection(Protocol):
    def execute(self, sql: str, params: Sequence[Any] = (), /) -> Iterable[Sequence[Any]]: ...


class Titles:
    """An index under a name, on a connection: `name` and `name_word` are its tables."""

    def __init__(self, connection: Connection, name: str):
        self._connection, self._name = connection, name

    def create(self) -> None:
        self._run(TITLES)
        self._run(WORDS)

    def add(self, number: int, titles: tuple[str, ...], year: int | None) -> None:
        """Let a number that is not there be found by titles. Their words become known with `add_words`, or with `learn`."""
        self._run(ADD, (number, " ".join(sorted(tokens(titles, year)))))

    def remove(self, number: int) -> None:
        """Forget a number, if it is there. Its words stay known, which costs a fruitless try at most."""
        self._run(REMOVE, (number,))

    def add_words(self, titles: tuple[str, ...]) -> None:
        """Know the words of titles, for the sake of those who mistype them."""
        found = sorted(token for token in tokens(titles, None) if token[0] not in (NAME, YEAR))
        self._run(ADD_WORDS, (json.dumps(found),))

    def learn(self) -> None:
        """Know the words of all titles at once, and pack the index so that it is read fast."""
        self._run(PACK)
        self._run(TERMS)
        self._run(LEARN, (NAME, YEAR))
        self._run("DROP TABLE temp.{0}_terms")

    def numbers(self, match: Match, after: int, limit: int) -> list[int]:
        return [row[0] for row in self._run(NUMBERS, (spelled(match, FTS5), after, limit))]

    def holds(self, match: Match, number: int) -> bool:
        return bool(list(self._run(HOLDS, (spelled(match, FTS5), number))))

    def known(self, words: Collection[str]) -> set[str]:
        return self._of(KNOWN, words)

    def begun(self, beginnings: Collection[str]) -> set[str]:
        return self._of(BEGUN, beginnings)

    def _of(self, sql: str, words: Collection[str]) -> set[str]:
        return {row[0] for row in self._run(sql, (json.dumps(list(words)),))} if words else set()

    def _run(self, sql: str, params: Sequence[Any] = ()) -> Iterable[Sequence[Any]]:
        return self._connection.execute(sql.format(self._name), params)
