"""What finds films of imports of which nobody has said yet what they are, by the movie that stands for them meanwhile."""

from typing import Any

from moviediary.migrations.dialect import run

UP = "CREATE INDEX import_film_unsure ON import_film (movie_id) WHERE found = 'several' AND answer = ''"
DOWN = "DROP INDEX import_film_unsure"


def up(migrator: Any, db: Any) -> None:
    run(db, UP)


def down(migrator: Any, db: Any) -> None:
    run(db, DOWN)
