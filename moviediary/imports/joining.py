"""Which lines tell of the same viewing: each gets the first of them as its leader, and is known by a name at its source.

So many lines in a transaction, since a hundred thousand must not keep other writers waiting. It may be done twice.
"""

from collections.abc import Iterator

from moviediary.database import db, selected, writing
from moviediary.imports.films import TWIN
from moviediary.imports.models import Import, ImportFilm, ImportLine

AT_A_TIME = 2_000
# Without statistics SQLite may take the index of outcomes, which nearly all lines have in common: || keeps it from that.
#
# A viewing leads those that share its unit; where the file has none, the first of its lines does.
OF_UNIT = """SELECT COALESCE(MIN(CASE WHEN l.kind = 'viewing' THEN l.id END), MIN(l.id)) FROM import_line l
 WHERE l.batch_id = import_line.batch_id AND l.unit = import_line.unit AND l.unit <> '' AND l.kind <> 'film'
 AND l.outcome || '' = ''"""
# What is said of a film goes to its latest viewing, else to the first line that says something of it. Of two films with one
# name nobody knows which was viewed.
OF_VIEWED = """SELECT v.leader_id FROM import_line v WHERE v.batch_id = import_line.batch_id AND v.film_id = import_line.film_id
 AND v.kind = 'viewing' AND v.outcome || '' = '' AND NOT (SELECT twice FROM import_film f WHERE f.id = v.film_id)
 ORDER BY v.day DESC, v.id DESC LIMIT 1"""
OF_FILM = """SELECT MIN(l.id) FROM import_line l WHERE l.batch_id = import_line.batch_id AND l.film_id = import_line.film_id
 AND l.kind = 'film' AND l.outcome || '' = ''
 AND (l.source_id = import_line.source_id OR NOT (SELECT twice FROM import_film f WHERE f.id = l.film_id))"""
# What has no name at its source is known by its film and day, and by which of several such it is.
NAME = """(SELECT f.key FROM import_film f WHERE f.id = import_line.film_id) || '|' || day || '|' || kind || '|' || (
 SELECT COUNT(*) FROM import_line l WHERE l.batch_id = import_line.batch_id AND l.film_id = import_line.film_id
 AND l.day = import_line.day AND l.kind = import_line.kind AND l.leader_id = l.id AND l.id <= import_line.id)"""
CHANGES = (
    f"leader_id = ({OF_UNIT}) WHERE unit <> '' AND kind <> 'film'",
    "leader_id = id WHERE unit = '' AND kind <> 'film'",
    f"leader_id = COALESCE(({OF_VIEWED}), ({OF_FILM}), id) WHERE kind = 'film'",
    f"source_id = {NAME} WHERE source_id = '' AND leader_id = id AND film_id IS NOT NULL",
)
SOME = "AND outcome = '' AND batch_id = ? AND id > ? AND id <= ?"


def join(batch: Import) -> Iterator[None]:
    """Find the leaders of all lines, each kind of line after those it depends on: one step, as half of it would be of no use."""
    bounds = selected("SELECT MIN(id), MAX(id) FROM import_line WHERE batch_id = ?", (batch.id.hex,))[0]
    for change in CHANGES if bounds[0] else ():
        statement = f"UPDATE import_line SET {change} {SOME}".replace("?", db.param)  # noqa: S608
        for start in range(bounds[0] - 1, bounds[1], AT_A_TIME):
            with writing():
                db.execute_sql(statement, (batch.id.hex, start, start + AT_A_TIME))
    for film in list(ImportFilm.select().where(ImportFilm.batch == batch.id, ImportFilm.twice)):
        _part(film)
    yield


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
