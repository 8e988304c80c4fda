"""Who made an export of ours that is brought, as it was read: no page has to open the file for it."""

from typing import Any

from moviediary.migrations.dialect import run

UP = """
CREATE TABLE import_owner (
    batch_id UUID NOT NULL PRIMARY KEY REFERENCES import_batch (id) ON DELETE CASCADE,
    said TEXT NOT NULL
)
"""
DOWN = """
DROP TABLE import_owner
"""


def up(migrator: Any, db: Any) -> None:
    run(db, UP)


def down(migrator: Any, db: Any) -> None:
    run(db, DOWN)
