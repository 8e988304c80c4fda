"""The names members show as they are compared: who looks for elodie finds Élodie, and reads no name letter by letter for it."""

from typing import Any

from moviediary.migrations.dialect import run
from moviediary.text import fold

UP = "ALTER TABLE member ADD COLUMN folded TEXT NOT NULL DEFAULT ''"
DOWN = "ALTER TABLE member DROP COLUMN folded"


def up(migrator: Any, db: Any) -> None:
    run(db, UP)
    for member_id, name in db.execute_sql("SELECT id, display_name FROM member").fetchall():
        db.execute_sql(f"UPDATE member SET folded = {db.param} WHERE id = {db.param}", (fold(name), member_id))  # noqa: S608


def down(migrator: Any, db: Any) -> None:
    run(db, DOWN)
