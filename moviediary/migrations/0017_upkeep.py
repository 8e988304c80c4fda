"""When what keeps the site, such as backups, was done last, and how it ended."""

from typing import Any

from moviediary.migrations.dialect import run

UP = """
CREATE TABLE upkeep (
    name TEXT NOT NULL PRIMARY KEY,
    tried_at TIMESTAMP NOT NULL,
    done_at TIMESTAMP,
    problem TEXT NOT NULL DEFAULT '',
    size BIGINT NOT NULL DEFAULT 0,
    milliseconds INTEGER NOT NULL DEFAULT 0
)
"""

DOWN = "DROP TABLE upkeep"


def up(migrator: Any, db: Any) -> None:
    run(db, UP)


def down(migrator: Any, db: Any) -> None:
    run(db, DOWN)
