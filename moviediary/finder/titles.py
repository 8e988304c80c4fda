"""The diary's own movies by the words of their titles: the statements that find them.

SQLite has the words in FTS5, Postgres in a tsvector; both follow `movie_name` by themselves (migration 0005). What a title begins
with is found in an ordinary index, with all of its words written together: "spiderman" and "Spider-Man" meet there.
"""

import json

from moviediary.database import is_sqlite, selected
from moviediary.finder.rules import BEGINS, HOLDS, IDEOGRAPHS, KINDS, NEARLY, SAME, Reading
from moviediary.text import LAST
from moviediary.titles.words import variants

# No more names than these are looked at for what begins with a letter, or has a word that does.
MOST = 2_000
# Typing errors are looked for in as many words.
WORDS = 6
BEGINNING = """SELECT movie_id, CASE WHEN squeezed = ? THEN {same} ELSE {begins} END AS kind FROM movie_name
 WHERE squeezed >= ? AND squeezed < ?{of_year} LIMIT {most}"""
HOLDING = {
    True: "SELECT movie_id, {kind} AS kind FROM movie_name WHERE id IN (SELECT rowid FROM movie_title WHERE movie_title MATCH ?"
    " LIMIT {most}){of_year}",
    False: "SELECT movie_id, {kind} AS kind FROM movie_name WHERE vector @@ CAST(? AS tsquery){of_year} LIMIT {most}",
}
Found = tuple[str, list[object]]


def statement(ways: list[Reading]) -> Found:
    """A select of movie_id and how well it fits, and its values; a movie may be there several times."""
    parts: list[Found] = []
    for number, reading in enumerate(ways):
        parts.append(_beginning(reading, number * KINDS))
        # One letter begins a word of nearly every title: it only counts at the beginning of all. An ideograph is a word.
        if reading.words[0] != reading.words[-1] or len(reading.words[0]) > 1 or reading.words[0] >= IDEOGRAPHS:
            parts.append(_holding(_all(reading.words), number * KINDS + HOLDS, reading.year))
    return _union(parts)


def forgiving(ways: list[Reading]) -> Found | None:
    """The same with one typing error in one of the words; None where no known word is that near."""
    parts: list[Found] = []
    for number, reading in enumerate(ways):
        for place, word in enumerate(reading.words[:WORDS]):
            near = _known(variants(word), beginnings=place == len(reading.words) - 1)
            if near:
                others = [_exactly(other) for at, other in enumerate(reading.words) if at != place]
                parts.append(_holding(_and([*others, _or(near)]), number * KINDS + NEARLY, reading.year))
    return _union(parts) if parts else None


def _beginning(reading: Reading, base: int) -> Found:
    typed = "".join(reading.words)
    text = BEGINNING.format(same=base + SAME, begins=base + BEGINS, of_year=_of_year(reading.year), most=MOST)
    return text, [typed, typed, typed + LAST, *([reading.year] if reading.year else [])]


def _holding(sought: str, kind: int, year: int | None) -> Found:
    text = HOLDING[is_sqlite()].format(kind=kind, of_year=_of_year(year), most=MOST)
    return text, [sought, *([year] if year else [])]


def _of_year(year: int | None) -> str:
    return " AND year = ?" if year else ""


def _union(parts: list[Found]) -> Found:
    text = " UNION ALL ".join(f"SELECT * FROM ({part}) AS part{number}" for number, (part, _) in enumerate(parts))  # noqa: S608
    return text, [value for _, values in parts for value in values]


def _known(near: set[str], beginnings: bool) -> list[str]:
    """Which of these words a title has; with `beginnings`, as the beginning of one."""
    if not near:
        return []
    word, given = ("value", "json_each(?)") if is_sqlite() else ("word", "unnest(CAST(? AS text[])) AS word")
    same = f"term >= {word} AND term < {word} || '{LAST}'" if beginnings else f"term = {word}"
    text = f"SELECT {word} FROM {given} WHERE EXISTS (SELECT 1 FROM movie_term WHERE {same})"  # noqa: S608
    value = json.dumps(sorted(near)) if is_sqlite() else sorted(near)
    return [f"{_exactly(found)}{_any_end() if beginnings else ''}" for (found,) in selected(text, (value,))]


def _all(words: tuple[str, ...]) -> str:
    """All words, of which the last may go on."""
    return _and([*map(_exactly, words[:-1]), f"{_exactly(words[-1])}{_any_end()}"])


def _exactly(word: str) -> str:
    if is_sqlite():
        return '"{}"'.format(word.replace('"', '""'))
    return "'{}'".format(word.replace("\\", "\\\\").replace("'", "''"))


def _any_end() -> str:
    return "*" if is_sqlite() else ":*"


def _and(parts: list[str]) -> str:
    return (" AND " if is_sqlite() else " & ").join(parts)


def _or(parts: list[str]) -> str:
    return "({})".format((" OR " if is_sqlite() else " | ").join(parts))
