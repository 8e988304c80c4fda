"""The first schema: accounts, the log and its deliveries, the catalogue, the diary and its counts."""

from typing import Any

from moviediary.migrations.dialect import run

TABLES = """
CREATE TABLE member (
    id UUID NOT NULL PRIMARY KEY,
    username TEXT NOT NULL UNIQUE,
    display_name TEXT NOT NULL,
    email TEXT NOT NULL UNIQUE,
    password TEXT NOT NULL,
    about TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    audience TEXT NOT NULL,
    is_admin BOOLEAN NOT NULL,
    created_at TIMESTAMP NOT NULL
);
CREATE TABLE session (
    id UUID NOT NULL PRIMARY KEY,
    token_hash TEXT NOT NULL UNIQUE,
    member_id UUID NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    device TEXT NOT NULL,
    started_at TIMESTAMP NOT NULL,
    seen_at TIMESTAMP NOT NULL
);
CREATE INDEX session_member_id ON session (member_id);

CREATE TABLE log (
    seq SERIAL_KEY,
    id UUID NOT NULL UNIQUE,
    subject TEXT NOT NULL,
    version SMALLINT NOT NULL,
    at TIMESTAMP NOT NULL,
    actor UUID,
    batch UUID,
    data TEXT NOT NULL,
    erased BOOLEAN NOT NULL
);
CREATE INDEX log_actor ON log (actor);
CREATE TABLE delivery (
    id SERIAL_KEY,
    seq BIGINT NOT NULL REFERENCES log (seq),
    handler TEXT NOT NULL,
    attempts SMALLINT NOT NULL,
    next_at TIMESTAMP NOT NULL,
    claimed_until TIMESTAMP,
    done_at TIMESTAMP,
    failed_at TIMESTAMP,
    error TEXT NOT NULL
);
CREATE UNIQUE INDEX delivery_seq_handler ON delivery (seq, handler);
CREATE INDEX delivery_waiting ON delivery (next_at) WHERE done_at IS NULL AND failed_at IS NULL;
CREATE INDEX delivery_failed ON delivery (failed_at) WHERE failed_at IS NOT NULL;
CREATE TABLE schedule (
    name TEXT NOT NULL PRIMARY KEY,
    next_at TIMESTAMP NOT NULL,
    claimed_until TIMESTAMP,
    last_run TIMESTAMP,
    error TEXT NOT NULL
);

CREATE TABLE movie (
    id UUID NOT NULL PRIMARY KEY,
    title TEXT NOT NULL,
    original_title TEXT NOT NULL,
    year SMALLINT NOT NULL,
    directors TEXT NOT NULL,
    imdb_id TEXT UNIQUE,
    tmdb_id INTEGER UNIQUE,
    wikidata_id TEXT UNIQUE,
    discovered_by UUID,
    discovered_at TIMESTAMP NOT NULL,
    merged_into UUID
);
CREATE INDEX movie_merged_into ON movie (merged_into) WHERE merged_into IS NOT NULL;
CREATE TABLE movie_name (
    movie_id UUID NOT NULL REFERENCES movie (id),
    name TEXT BY_BYTES NOT NULL,
    year SMALLINT NOT NULL,
    PRIMARY KEY (movie_id, name)
);
CREATE INDEX movie_name_name_year ON movie_name (name, year);
CREATE TABLE movie_details (
    movie_id UUID NOT NULL PRIMARY KEY,
    runtime SMALLINT,
    languages TEXT NOT NULL,
    genres TEXT NOT NULL,
    overview TEXT NOT NULL,
    overview_source TEXT NOT NULL,
    poster_state TEXT NOT NULL,
    poster_note TEXT NOT NULL,
    poster_small TEXT NOT NULL,
    poster_large TEXT NOT NULL,
    poster_color TEXT NOT NULL,
    poster_source TEXT NOT NULL
);

CREATE TABLE review (
    id UUID NOT NULL PRIMARY KEY,
    member_id UUID NOT NULL REFERENCES member (id),
    movie_id UUID NOT NULL REFERENCES movie (id),
    key UUID NOT NULL,
    watched TEXT BY_BYTES NOT NULL,
    time TEXT NOT NULL,
    position TEXT BY_BYTES NOT NULL,
    rating SMALLINT CHECK (rating BETWEEN 1 AND 10),
    heart BOOLEAN NOT NULL,
    medium TEXT NOT NULL,
    tags TEXT NOT NULL,
    text TEXT NOT NULL,
    spoiler BOOLEAN NOT NULL,
    finished BOOLEAN NOT NULL,
    seen_before BOOLEAN NOT NULL,
    audience TEXT NOT NULL,
    revision INTEGER NOT NULL,
    deleted_at TIMESTAMP
);
CREATE UNIQUE INDEX review_member_id_key ON review (member_id, key);
CREATE INDEX review_member_id_position ON review (member_id, position);
CREATE INDEX review_member_id_movie_id_position ON review (member_id, movie_id, position);
CREATE INDEX review_movie_id_id ON review (movie_id, id);
CREATE INDEX review_deleted ON review (deleted_at) WHERE deleted_at IS NOT NULL;
CREATE TABLE review_change (
    seq BIGINT NOT NULL PRIMARY KEY,
    review UUID NOT NULL
);
CREATE INDEX review_change_review ON review_change (review);

CREATE TABLE day_count (
    member UUID NOT NULL,
    watched TEXT BY_BYTES NOT NULL,
    audience TEXT NOT NULL,
    count INTEGER NOT NULL CHECK (count >= 0),
    PRIMARY KEY (member, watched, audience)
) KEYED;
CREATE TABLE rating_count (
    member UUID NOT NULL,
    rating SMALLINT NOT NULL,
    audience TEXT NOT NULL,
    count INTEGER NOT NULL CHECK (count >= 0),
    PRIMARY KEY (member, rating, audience)
) KEYED;
CREATE TABLE movie_rating_count (
    movie UUID NOT NULL,
    rating SMALLINT NOT NULL,
    audience TEXT NOT NULL,
    count INTEGER NOT NULL CHECK (count >= 0),
    PRIMARY KEY (movie, rating, audience)
) KEYED;
CREATE TABLE director_count (
    member UUID NOT NULL,
    director TEXT NOT NULL,
    audience TEXT NOT NULL,
    count INTEGER NOT NULL CHECK (count >= 0),
    PRIMARY KEY (member, director, audience)
) KEYED;
"""


def up(migrator: Any, db: Any) -> None:
    run(db, TABLES)


def down(migrator: Any, db: Any) -> None:
    tables = [line.split()[2] for line in TABLES.splitlines() if line.startswith("CREATE TABLE")]
    run(db, "".join(f"DROP TABLE {table};" for table in reversed(tables)))
