"""What is kept of a file for choosing its columns, and a key by which the same file sent twice is one import."""

from typing import Any

from moviediary.migrations.dialect import run

UP = """
CREATE TABLE import_sample (
    batch_id UUID NOT NULL PRIMARY KEY REFERENCES import_batch (id) ON DELETE CASCADE,
    said TEXT NOT NULL
);
ALTER TABLE import_batch ADD COLUMN key UUID;
CREATE UNIQUE INDEX import_batch_key ON import_batch (member_id, key, file) WHERE key IS NOT NULL
"""

DOWN = """
DROP INDEX import_batch_key;
ALTER TABLE import_batch DROP COLUMN key;
DROP TABLE import_sample
"""


def up(migrator: Any, db: Any) -> None:
    run(db, UP)


def down(migrator: Any, db: Any) -> None:
    run(db, DOWN)
