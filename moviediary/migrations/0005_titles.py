"""Finding movies by the words of their titles: names in words, and an index of them that follows by triggers."""

from typing import Any

import peewee

from moviediary.migrations.dialect import run
from moviediary.titles.names import names

TABLE = """
ALTER TABLE movie_name RENAME TO movie_name_before;
DROP INDEX movie_name_name_year;
CREATE TABLE movie_name (
    id SERIAL_KEY,
    movie_id UUID NOT NULL REFERENCES movie (id),
    name TEXT BY_BYTES NOT NULL,
    year SMALLINT NOT NULL,
    words TEXT NOT NULL,
    squeezed TEXT BY_BYTES NOT NULL,
    UNIQUE (movie_id, name)
);
CREATE TABLE movie_term (term TEXT BY_BYTES NOT NULL PRIMARY KEY) KEYED
"""
INDEXES = """
DROP TABLE movie_name_before;
CREATE INDEX movie_name_name_year ON movie_name (name, year);
CREATE INDEX movie_name_squeezed ON movie_name (squeezed, movie_id)
"""
# The words are cleaned already, so whatever stands between two spaces is one. Short beginnings have an index of their own.
SQLITE = (
    """CREATE VIRTUAL TABLE movie_title USING fts5(words, content='', contentless_delete=1, prefix='1 2 3',
    tokenize="unicode61 remove_diacritics 0 categories 'L* M* N* P* S* Co'")""",
    """CREATE TRIGGER movie_name_added AFTER INSERT ON movie_name BEGIN
    INSERT INTO movie_title (rowid, words) VALUES (new.id, new.words);
    INSERT OR IGNORE INTO movie_term SELECT value FROM json_each('["' || replace(new.words, ' ', '","') || '"]');
    END""",
    """CREATE TRIGGER movie_name_removed AFTER DELETE ON movie_name BEGIN
    DELETE FROM movie_title WHERE rowid = old.id; END""",
)
POSTGRES = (
    "ALTER TABLE movie_name ADD COLUMN vector tsvector"
    " GENERATED ALWAYS AS (array_to_tsvector(array_remove(string_to_array(words, ' '), ''))) STORED",
    "CREATE INDEX movie_name_vector ON movie_name USING gin (vector)",
    """CREATE FUNCTION movie_name_terms() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO movie_term SELECT DISTINCT unnest(string_to_array(new.words, ' ')) ON CONFLICT DO NOTHING; RETURN NULL; END $$""",
    "CREATE TRIGGER movie_name_added AFTER INSERT ON movie_name FOR EACH ROW EXECUTE FUNCTION movie_name_terms()",
)


def up(migrator: Any, db: Any) -> None:
    run(db, TABLE)
    for statement in SQLITE if isinstance(db, peewee.SqliteDatabase) else POSTGRES:
        db.execute_sql(statement)
    _fill(db)
    run(db, INDEXES)


def _fill(db: Any) -> None:
    titles = {row[0]: row[1:] for row in db.execute_sql("SELECT id, title, original_title FROM movie").fetchall()}
    insert = "INSERT INTO movie_name (movie_id, name, year, words, squeezed) VALUES (?, ?, ?, ?, ?)".replace("?", db.param)
    for movie_id, name, year in db.execute_sql("SELECT movie_id, name, year FROM movie_name_before").fetchall():
        # A name that came from a movie merged into this one is taken from what is left of it.
        found = names(*titles[movie_id]).get(name) or names(name, "")[name]
        db.execute_sql(insert, (movie_id, name, year, found.words, found.squeezed))


def down(migrator: Any, db: Any) -> None:
    is_sqlite = isinstance(db, peewee.SqliteDatabase)
    for trigger in ("movie_name_added", "movie_name_removed") if is_sqlite else ("movie_name_added",):
        db.execute_sql(f"DROP TRIGGER {trigger}" + ("" if is_sqlite else " ON movie_name"))
    db.execute_sql("DROP TABLE movie_title" if is_sqlite else "DROP FUNCTION movie_name_terms")
    run(db, BACK)


BACK = """
ALTER TABLE movie_name RENAME TO movie_name_after;
DROP INDEX movie_name_name_year;
CREATE TABLE movie_name (
    movie_id UUID NOT NULL REFERENCES movie (id),
    name TEXT BY_BYTES NOT NULL,
    year SMALLINT NOT NULL,
    PRIMARY KEY (movie_id, name)
);
INSERT INTO movie_name (movie_id, name, year) SELECT movie_id, name, year FROM movie_name_after;
DROP TABLE movie_name_after;
DROP TABLE movie_term;
CREATE INDEX movie_name_name_year ON movie_name (name, year)
"""
