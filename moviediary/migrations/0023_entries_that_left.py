"""What left a diary is found by an index: an import of an own export read the whole log for it, each time anew."""

from typing import Any

from moviediary.migrations.dialect import run

UP = """
CREATE INDEX log_left ON log (actor, seq) WHERE subject IN ('reviews.deleted', 'reviews.withdrawn')
"""
DOWN = """
DROP INDEX log_left
"""


def up(migrator: Any, db: Any) -> None:
    run(db, UP)


def down(migrator: Any, db: Any) -> None:
    run(db, DOWN)
