"""Long work, imports, and which review stands for which line of another system."""

from typing import Any

from moviediary.migrations.dialect import run

UP = """
CREATE TABLE work (
    id UUID NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    next_at TIMESTAMP NOT NULL,
    claimed_until TIMESTAMP,
    holder TEXT NOT NULL DEFAULT '',
    attempts SMALLINT NOT NULL DEFAULT 0,
    error TEXT NOT NULL DEFAULT ''
);
CREATE INDEX log_batch ON log (batch, seq) WHERE batch IS NOT NULL;
CREATE TABLE review_source (
    member_id UUID NOT NULL,
    key UUID NOT NULL,
    review_id UUID NOT NULL,
    source TEXT NOT NULL,
    source_id TEXT NOT NULL,
    batch_id UUID,
    PRIMARY KEY (member_id, key)
) KEYED;
CREATE INDEX review_source_review ON review_source (review_id);
CREATE TABLE import_batch (
    id UUID NOT NULL PRIMARY KEY,
    member_id UUID NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    file_name TEXT NOT NULL,
    file TEXT NOT NULL,
    size BIGINT NOT NULL,
    source TEXT NOT NULL DEFAULT '',
    state TEXT NOT NULL,
    how TEXT NOT NULL DEFAULT '{}',
    take TEXT NOT NULL DEFAULT '{}',
    doing TEXT NOT NULL DEFAULT '',
    done INTEGER NOT NULL DEFAULT 0,
    total INTEGER NOT NULL DEFAULT 0,
    place BIGINT NOT NULL DEFAULT 0,
    problem TEXT NOT NULL DEFAULT '',
    made_at TIMESTAMP NOT NULL,
    begun_at TIMESTAMP,
    ended_at TIMESTAMP
);
CREATE INDEX import_batch_member ON import_batch (member_id, id);
CREATE TABLE import_film (
    id SERIAL_KEY,
    batch_id UUID NOT NULL REFERENCES import_batch (id) ON DELETE CASCADE,
    key TEXT BY_BYTES NOT NULL,
    title TEXT NOT NULL,
    year INTEGER,
    said TEXT NOT NULL,
    uri TEXT NOT NULL DEFAULT '',
    twice BOOLEAN NOT NULL DEFAULT false,
    found TEXT NOT NULL DEFAULT '',
    movie_id UUID,
    choices TEXT NOT NULL DEFAULT '[]',
    asked BOOLEAN NOT NULL DEFAULT false,
    answer TEXT NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX import_film_key ON import_film (batch_id, key);
CREATE INDEX import_film_found ON import_film (batch_id, found, id);
CREATE TABLE import_line (
    id SERIAL_KEY,
    batch_id UUID NOT NULL REFERENCES import_batch (id) ON DELETE CASCADE,
    file TEXT NOT NULL,
    number INTEGER NOT NULL,
    kind TEXT NOT NULL,
    film_id BIGINT,
    day TEXT BY_BYTES NOT NULL DEFAULT '',
    unit TEXT BY_BYTES NOT NULL DEFAULT '',
    source_id TEXT NOT NULL DEFAULT '',
    said TEXT NOT NULL DEFAULT '{}',
    original TEXT NOT NULL DEFAULT '{}',
    more TEXT NOT NULL DEFAULT '{}',
    problem TEXT NOT NULL DEFAULT '',
    note TEXT NOT NULL DEFAULT '',
    value TEXT NOT NULL DEFAULT '',
    leader_id BIGINT,
    outcome TEXT NOT NULL DEFAULT '',
    reason TEXT NOT NULL DEFAULT '',
    review_id UUID
);
CREATE INDEX import_line_place ON import_line (batch_id, id);
CREATE INDEX import_line_unit ON import_line (batch_id, unit) WHERE unit <> '';
CREATE INDEX import_line_film ON import_line (film_id, day) WHERE film_id IS NOT NULL;
CREATE INDEX import_line_leader ON import_line (batch_id, leader_id) WHERE leader_id IS NOT NULL;
CREATE INDEX import_line_source ON import_line (batch_id, source_id) WHERE source_id <> '';
CREATE INDEX import_line_outcome ON import_line (batch_id, outcome, id);
CREATE TABLE film_answer (
    member_id UUID NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    key TEXT BY_BYTES NOT NULL,
    movie_id UUID NOT NULL,
    PRIMARY KEY (member_id, key)
) KEYED;
CREATE TABLE reading_profile (
    id UUID NOT NULL PRIMARY KEY,
    member_id UUID NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    said TEXT NOT NULL
);
CREATE UNIQUE INDEX reading_profile_name ON reading_profile (member_id, name);
"""

DOWN = """
DROP TABLE reading_profile;
DROP TABLE film_answer;
DROP TABLE import_line;
DROP TABLE import_film;
DROP TABLE import_batch;
DROP TABLE review_source;
DROP INDEX log_batch;
DROP TABLE work;
"""


def up(migrator: Any, db: Any) -> None:
    run(db, UP)


def down(migrator: Any, db: Any) -> None:
    run(db, DOWN)
