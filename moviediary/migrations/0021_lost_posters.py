"""A picture that is gone is looked up by its name, which anybody may ask for: by an index, not by a look at every film."""

from typing import Any

from moviediary.migrations.dialect import run

UP = """
CREATE INDEX movie_details_poster_small ON movie_details (poster_small) WHERE poster_small <> '';
CREATE INDEX movie_details_poster_large ON movie_details (poster_large) WHERE poster_large <> ''
"""
DOWN = """
DROP INDEX movie_details_poster_small;
DROP INDEX movie_details_poster_large
"""


def up(migrator: Any, db: Any) -> None:
    run(db, UP)


def down(migrator: Any, db: Any) -> None:
    run(db, DOWN)
