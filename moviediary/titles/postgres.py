"""An index of titles in Postgres: a table of tsvectors, and one of the words that it knows."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from moviediary.titles.matches import Either, Match, Spelling, Without, Word, spelled
from moviediary.titles.sqlite import Connection
from moviediary.titles.words import NAME, YEAR, tokens

# GIN collects all rows of all words with a beginning before it meets them with those of another word, while of one word it reads
# only what may be met. So the first letters of each word are words of their own, with a sign behind that no word has.
BEGINNINGS = 5
LISTED = "*"


def _begun(text: str) -> str:
    return f"'{text}{LISTED}'" if len(text.removeprefix(NAME)) <= BEGINNINGS else f"'{text}':*"


TSQUERY = Spelling("'{}'".format, _begun, " & ", " | ", " & !")
TITLES = "CREATE TABLE {0} (number INTEGER NOT NULL PRIMARY KEY, words TSVECTOR NOT NULL)"
WORDS = 'CREATE TABLE {0}_word (word TEXT COLLATE "C" NOT NULL PRIMARY KEY)'
# A list of what is new would have to be read along with every query.
INDEX = "CREATE INDEX ON {0} USING gin (words) WITH (fastupdate = off)"
ADD = "INSERT INTO {0} (number, words) VALUES (%s, array_to_tsvector(%s))"
REMOVE = "DELETE FROM {0} WHERE number = %s"
ADD_WORDS = "INSERT INTO {0}_word SELECT unnest(%s::text[]) ON CONFLICT DO NOTHING"
LEARN = """INSERT INTO {0}_word SELECT word FROM ts_stat('SELECT words FROM {0}')
WHERE left(word, 1) NOT IN (%s, %s) AND right(word, 1) <> %s ON CONFLICT DO NOTHING"""
# What matches often is found among the first few, which are read in order; what does not, among those that bear a sign of their
# own in the index; and what is rare, by the index alone. What it finds is sorted, so it should be little.
FIRST = 1500
EARLY, AMONG_EARLY = 30_000, f"#{LISTED}"
# Words and whole titles of so many letters are rare; the mark of a title counts as one of them.
RARE = 6
AMONG_FIRST = "SELECT number FROM {0} WHERE number > %s AND number <= %s AND words @@ %s::tsquery ORDER BY number LIMIT %s"
# Materialized, or the planner might go through a million rows in order for the sake of the limit.
BY_INDEX = """WITH hits AS MATERIALIZED (SELECT number FROM {0} WHERE words @@ %s::tsquery)
SELECT number FROM hits WHERE number > %s ORDER BY number LIMIT %s"""
HOLDS = "SELECT 1 FROM {0} WHERE number = %s AND words @@ %s::tsquery"
KNOWN = "SELECT word FROM {0}_word WHERE word = ANY(%s)"
# Of more beginnings than this, those that begin with so many letters as no word does are left out first.
MANY, START = 50, 3
BEGUN = """SELECT asked FROM unnest(%s::text[]) AS asked WHERE EXISTS
(SELECT 1 FROM {0}_word WHERE word >= asked AND word < (asked || '\U0010ffff') COLLATE "C")"""


def indexed(number: int, titles: tuple[str, ...], year: int | None) -> set[str]:
    """What stands in the index for a number: the tokens it is found by, their first letters, and whether it is an early one."""
    found = tokens(titles, year)
    begun = {token[:end] + LISTED for token in found if token[0] != YEAR for end in _ends(token)}
    return found | begun | ({AMONG_EARLY} if number <= EARLY else set())


def _ends(token: str) -> range:
    mark = token[0] == NAME
    return range(mark + 1, min(len(token), mark + BEGINNINGS) + 1)


class Titles:
    """An index under a name, on a connection: `name` and `name_word` are its tables. A schema may stand before the name."""

    def __init__(self, connection: Connection, name: str):
        self._connection, self._name = connection, name

    def create(self) -> None:
        self.create_tables()
        self._run(INDEX)

    def create_tables(self) -> None:
        """Without the index, for many rows at once: `learn` makes it afterwards."""
        self._run(TITLES)
        self._run(WORDS)

    def add(self, number: int, titles: tuple[str, ...], year: int | None) -> None:
        """Let a number that is not there be found by titles. Their words become known with `add_words`, or with `learn`."""
        self._run(ADD, (number, sorted(indexed(number, titles, year))))

    def remove(self, number: int) -> None:
        """Forget a number, if it is there. Its words stay known, which costs a fruitless try at most."""
        self._run(REMOVE, (number,))

    def add_words(self, titles: tuple[str, ...]) -> None:
        """Know the words of titles, for the sake of those who mistype them."""
        found = sorted(token for token in tokens(titles, None) if token[0] not in (NAME, YEAR))
        self._run(ADD_WORDS, (found,))

    def learn(self) -> None:
        """Know the words of all titles at once, and make the index."""
        self._run(INDEX)
        self._run(LEARN, (NAME, YEAR, LISTED))
        self._run("ANALYZE {0}")
        self._run("ANALYZE {0}_word")

    def numbers(self, match: Match, after: int, limit: int) -> list[int]:
        asked, border = spelled(match, TSQUERY), after + FIRST
        if _is_rare(match):
            return self._numbers(BY_INDEX, asked, after, limit)
        found = self._numbers(AMONG_FIRST, after, border, asked, limit)
        if len(found) < limit and border < EARLY:
            found += self._numbers(BY_INDEX, f"{asked} & '{AMONG_EARLY}'", border, limit - len(found))
            border = EARLY
        if len(found) < limit:
            found += self._numbers(BY_INDEX, asked, border, limit - len(found))
        return found

    def holds(self, match: Match, number: int) -> bool:
        return bool(list(self._run(HOLDS, (number, spelled(match, TSQUERY)))))

    def known(self, words: Collection[str]) -> set[str]:
        return self._of(KNOWN, words)

    def begun(self, beginnings: Collection[str]) -> set[str]:
        if len(beginnings) <= MANY:
            return self._of(BEGUN, beginnings)
        # What typing errors make begins mostly as no word does.
        there = self._of(BEGUN, {one[:START] for one in beginnings})
        return self._of(BEGUN, [one for one in beginnings if one[:START] in there])

    def _numbers(self, sql: str, *params: Any) -> list[int]:
        return [row[0] for row in self._run(sql, params)]

    def _of(self, sql: str, words: Collection[str]) -> set[str]:
        return {row[0] for row in self._run(sql, (list(words),))} if words else set()

    def _run(self, sql: str, params: Sequence[Any] = ()) -> Iterable[Sequence[Any]]:
        return self._connection.execute(sql.format(self._name), params)


def _is_rare(match: Match) -> bool:
    if isinstance(match, Word):
        return len(match.text) > RARE
    if isinstance(match, Without):
        return _is_rare(match.wanted)
    return (all if isinstance(match, Either) else any)(_is_rare(part) for part in match.parts)
