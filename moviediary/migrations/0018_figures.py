"""What takes a while to measure of a site, such as its size, kept for those who look."""

from typing import Any

from moviediary.migrations.dialect import run

UP = """
CREATE TABLE figure (
    name TEXT NOT NULL PRIMARY KEY,
    value BIGINT NOT NULL,
    measured_at TIMESTAMP NOT NULL
)
"""

DOWN = "DROP TABLE figure"


def up(migrator: Any, db: Any) -> None:
    run(db, UP)


def down(migrator: Any, db: Any) -> None:
    run(db, DOWN)
