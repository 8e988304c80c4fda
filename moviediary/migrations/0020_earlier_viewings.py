"""Earlier viewings of a film are counted from the index alone: where each was seen often, a page looked up a thousand rows."""

from typing import Any

from moviediary.migrations.dialect import run

UP = """
CREATE INDEX review_earlier ON review (member_id, movie_id, position, finished, deleted_at, audience);
DROP INDEX review_member_id_movie_id_position
"""
DOWN = """
CREATE INDEX review_member_id_movie_id_position ON review (member_id, movie_id, position);
DROP INDEX review_earlier
"""


def up(migrator: Any, db: Any) -> None:
    run(db, UP)


def down(migrator: Any, db: Any) -> None:
    run(db, DOWN)
