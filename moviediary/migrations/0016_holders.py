"""Which process holds a delivery, so that it is free as soon as that one is known to be dead."""

from typing import Any

from moviediary.migrations.dialect import run

UP = "ALTER TABLE delivery ADD COLUMN holder TEXT NOT NULL DEFAULT ''"
DOWN = "ALTER TABLE delivery DROP COLUMN holder"


def up(migrator: Any, db: Any) -> None:
    run(db, UP)


def down(migrator: Any, db: Any) -> None:
    run(db, DOWN)
