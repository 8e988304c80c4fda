"""Exports, the wish for one every month, and the events of a member in the order in which an export has them."""

from typing import Any

from moviediary.migrations.dialect import run

UP = """
CREATE TABLE export (
    id UUID NOT NULL PRIMARY KEY,
    member_id UUID NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    format TEXT NOT NULL,
    posters BOOLEAN NOT NULL DEFAULT false,
    automatic BOOLEAN NOT NULL DEFAULT false,
    state TEXT NOT NULL,
    doing TEXT NOT NULL DEFAULT '',
    done INTEGER NOT NULL DEFAULT 0,
    total INTEGER NOT NULL DEFAULT 0,
    problem TEXT NOT NULL DEFAULT '',
    size BIGINT NOT NULL DEFAULT 0,
    parts TEXT NOT NULL DEFAULT '[]',
    progress TEXT,
    step INTEGER NOT NULL DEFAULT 0,
    seen BIGINT NOT NULL DEFAULT 0,
    begun SMALLINT NOT NULL DEFAULT 0,
    made_at TIMESTAMP NOT NULL,
    ended_at TIMESTAMP,
    expires_at TIMESTAMP
);
CREATE INDEX export_member ON export (member_id, id);
CREATE INDEX export_expires ON export (expires_at) WHERE expires_at IS NOT NULL;
CREATE TABLE export_plan (
    member_id UUID NOT NULL PRIMARY KEY REFERENCES member (id) ON DELETE CASCADE,
    format TEXT NOT NULL,
    posters BOOLEAN NOT NULL DEFAULT false,
    keep SMALLINT NOT NULL,
    next_at TIMESTAMP NOT NULL
);
CREATE INDEX log_actor_id ON log (actor, id);
DROP INDEX log_actor
"""

DOWN = """
CREATE INDEX log_actor ON log (actor);
DROP INDEX log_actor_id;
DROP TABLE export_plan;
DROP TABLE export
"""


def up(migrator: Any, db: Any) -> None:
    run(db, UP)


def down(migrator: Any, db: Any) -> None:
    run(db, DOWN)
