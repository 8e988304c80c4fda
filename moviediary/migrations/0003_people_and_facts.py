"""People and what they did for films; facts that say where they are from, and those that were put right by hand."""

from typing import Any

from moviediary.migrations.dialect import run

UP = """
ALTER TABLE movie_details RENAME COLUMN overview_source TO provided_by;
ALTER TABLE movie_details ADD COLUMN provided_at TIMESTAMP;
ALTER TABLE movie_details ADD COLUMN provided TEXT NOT NULL DEFAULT '';
ALTER TABLE movie_details ADD COLUMN by_hand TEXT NOT NULL DEFAULT '[]';
ALTER TABLE movie_details ADD COLUMN tagline TEXT NOT NULL DEFAULT '';
ALTER TABLE movie_details ADD COLUMN collection TEXT NOT NULL DEFAULT '';
ALTER TABLE movie_details ADD COLUMN collection_name TEXT NOT NULL DEFAULT '';
CREATE INDEX movie_details_collection ON movie_details (collection) WHERE collection <> '';
CREATE TABLE movie_fixed_facts (
    movie_id UUID NOT NULL PRIMARY KEY,
    runtime SMALLINT,
    tagline TEXT,
    overview TEXT,
    genres TEXT,
    countries TEXT,
    languages TEXT
);
CREATE TABLE enquiry (
    movie_id UUID NOT NULL PRIMARY KEY,
    numbers TEXT NOT NULL,
    misses SMALLINT NOT NULL,
    next_at TIMESTAMP
);
CREATE INDEX enquiry_next_at ON enquiry (next_at);
CREATE TABLE person (
    id UUID NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    folded TEXT BY_BYTES NOT NULL,
    tmdb_id INTEGER UNIQUE,
    wikidata_id TEXT UNIQUE,
    imdb_id TEXT UNIQUE
);
CREATE INDEX person_folded ON person (folded);
CREATE TABLE credit (
    movie_id UUID NOT NULL REFERENCES movie (id),
    job TEXT NOT NULL,
    position SMALLINT NOT NULL,
    person_id UUID NOT NULL REFERENCES person (id),
    character TEXT NOT NULL,
    PRIMARY KEY (movie_id, job, position)
);
CREATE INDEX credit_person_id_movie_id ON credit (person_id, movie_id);
CREATE TABLE person_start (
    start TEXT BY_BYTES NOT NULL,
    person_id UUID NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    PRIMARY KEY (start, person_id)
) KEYED;
CREATE INDEX person_start_person_id ON person_start (person_id);
"""

DOWN = """
DROP TABLE person_start;
DROP TABLE credit;
DROP TABLE person;
DROP TABLE enquiry;
DROP TABLE movie_fixed_facts;
DROP INDEX movie_details_collection;
ALTER TABLE movie_details DROP COLUMN collection_name;
ALTER TABLE movie_details DROP COLUMN collection;
ALTER TABLE movie_details DROP COLUMN tagline;
ALTER TABLE movie_details DROP COLUMN by_hand;
ALTER TABLE movie_details DROP COLUMN provided;
ALTER TABLE movie_details DROP COLUMN provided_at;
ALTER TABLE movie_details RENAME COLUMN provided_by TO overview_source;
"""


def up(migrator: Any, db: Any) -> None:
    run(db, UP)


def down(migrator: Any, db: Any) -> None:
    run(db, DOWN)
