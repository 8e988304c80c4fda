"""Which lines tell of the same viewing: each gets the first of them as its leader, and is known by a name at its source.

So many lines in a transaction, since a hundred thousand must not keep other writers waiting. It may be done twice.
"""

from collections.abc import Iterator, Sequence

from moviediary.database import db, selected, writing
from moviediary.imports.films import TWIN
from moviediary.imports.models import Import, ImportFilm, ImportLine
from moviediary.tables import change_all

AT_A_TIME = 2_000
# What is said of a film goes to its latest viewing, else to the first line that says something of it. Of two films with one
# name nobody knows which was viewed. || keeps SQLite, which has no statistics, from taking the index of outcomes.
OF_VIEWED = """SELECT v.leader_id FROM import_line v WHERE v.batch_id = import_line.batch_id AND v.film_id = import_line.film_id
 AND v.kind = 'viewing' AND v.outcome || '' = '' AND NOT (SELECT twice FROM import_film f WHERE f.id = v.film_id)
 ORDER BY v.day DESC, v.id DESC LIMIT 1"""
SOME = "AND outcome = '' AND batch_id = ? AND id > ? AND id <= ?"
ALONE = f"UPDATE import_line SET leader_id = id WHERE kind <> 'film' {SOME}"  # noqa: S608
VIEWED = f"UPDATE import_line SET leader_id = ({OF_VIEWED}) WHERE kind = 'film' {SOME}"  # noqa: S608
# What has no name at its source is known by its film and day, and by which of several such it is.
NAMED = f"""UPDATE import_line SET source_id = (SELECT f.key FROM import_film f WHERE f.id = import_line.film_id)
 || '|' || day || '|' || kind || '|1' WHERE source_id = '' AND leader_id = id AND film_id IS NOT NULL {SOME}"""  # noqa: S608
# Lines that are led by another one: by a viewing that shares their unit, else by the first of those that do; by the first that
# speaks of the same film.
LED_BY_UNIT = """SELECT id, leader FROM (SELECT id, COALESCE(
 MIN(CASE WHEN kind = 'viewing' THEN id END) OVER same, MIN(id) OVER same) AS leader
 FROM import_line WHERE batch_id = ? AND unit <> '' AND kind <> 'film' AND outcome = '' WINDOW same AS (PARTITION BY unit)) AS led
 WHERE leader <> id"""
LED_BY_FILM = """SELECT id, leader FROM (SELECT l.id, MIN(l.id) OVER (
 PARTITION BY l.film_id, CASE WHEN f.twice THEN l.source_id END) AS leader
 FROM import_line l JOIN import_film f ON f.id = l.film_id
 WHERE l.batch_id = ? AND l.kind = 'film' AND l.outcome = '' AND l.leader_id IS NULL) AS led"""
# Of lines that are known by film and day: those that are not the first, and which they are.
AGAIN = """SELECT id, name, nth FROM (SELECT id, source_id AS name,
 ROW_NUMBER() OVER (PARTITION BY source_id ORDER BY id) AS nth
 FROM import_line WHERE batch_id = ? AND source_id LIKE ? AND leader_id = id AND outcome = '') AS named WHERE nth > 1"""


def join(batch: Import) -> Iterator[None]:
    """Find the leaders of all lines, each kind of line after those it depends on: one step, as half of it would be of no use."""
    _everywhere(batch, ALONE)
    _set(("id", "leader_id"), selected(LED_BY_UNIT, (batch.id.hex,)))
    _everywhere(batch, VIEWED)
    _set(("id", "leader_id"), selected(LED_BY_FILM, (batch.id.hex,)))
    _everywhere(batch, NAMED)
    again = selected(AGAIN, (batch.id.hex, "%|1"))
    _set(("id", "source_id"), [(line_id, f"{name.removesuffix('1')}{nth}") for line_id, name, nth in again])
    for film in list(ImportFilm.select().where(ImportFilm.batch == batch.id, ImportFilm.twice)):
        _part(film)
    yield


def _everywhere(batch: Import, statement: str) -> None:
    bounds = selected("SELECT MIN(id), MAX(id) FROM import_line WHERE batch_id = ?", (batch.id.hex,))[0]
    for start in range(bounds[0] - 1, bounds[1], AT_A_TIME) if bounds[0] else ():
        with writing():
            db.execute_sql(statement.replace("?", db.param), (batch.id.hex, start, start + AT_A_TIME))


def _set(names: tuple[str, ...], rows: Sequence[tuple[object, ...]]) -> None:
    for start in range(0, len(rows), AT_A_TIME):
        with writing():
            change_all(ImportLine, names, rows[start : start + AT_A_TIME])


def _part(film: ImportFilm) -> None:
    """Let each viewing of one of two films with one name be asked about on its own."""
    own = (ImportLine.batch == film.batch_id) & (ImportLine.film == film.id)
    leaders = ImportLine.select(ImportLine.leader_id).where(own, ImportLine.leader_id.is_null(False)).distinct()
    said = {name: getattr(film, name) for name in ("title", "year", "said", "uri", "twice")}
    # The first of them stays with the row that is there.
    for (leader_id,) in list(leaders.order_by(ImportLine.leader_id).offset(1).tuples()):
        with writing():
            other = ImportFilm.create(batch=film.batch_id, key=f"{film.key}{TWIN}{leader_id}", **said)
            ImportLine.update(film=other.id).where(own, ImportLine.leader_id == leader_id).execute()
