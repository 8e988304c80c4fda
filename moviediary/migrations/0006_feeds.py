"""What feeds need: where each of them stands, the keys of private ones, and indexes by the order of logging."""

from typing import Any

from moviediary.migrations.dialect import run

UP = """
CREATE TABLE feed_mark (
    kind TEXT NOT NULL,
    subject UUID NOT NULL,
    version UUID NOT NULL,
    at TIMESTAMP NOT NULL,
    event UUID,
    PRIMARY KEY (kind, subject)
) KEYED;
CREATE TABLE feed_key (
    member_id UUID NOT NULL PRIMARY KEY REFERENCES member (id) ON DELETE CASCADE,
    id UUID NOT NULL,
    made_at TIMESTAMP NOT NULL,
    used_at TIMESTAMP
);
ALTER TABLE movie_details ADD COLUMN poster_bytes INTEGER NOT NULL DEFAULT 0;
CREATE INDEX review_member_id_id ON review (member_id, id);
CREATE INDEX review_told ON review (member_id, id) WHERE text != '';
"""

DOWN = """
DROP INDEX review_told;
DROP INDEX review_member_id_id;
ALTER TABLE movie_details DROP COLUMN poster_bytes;
DROP TABLE feed_key;
DROP TABLE feed_mark;
"""


def up(migrator: Any, db: Any) -> None:
    run(db, UP)


def down(migrator: Any, db: Any) -> None:
    run(db, DOWN)
