"""What the year at a glance needs: ratings counted by month, countries of films, the day a member's week begins with."""

from typing import Any

from moviediary.migrations.dialect import run

UP = """
ALTER TABLE member ADD COLUMN week_start SMALLINT NOT NULL DEFAULT 0;
ALTER TABLE movie_details ADD COLUMN countries TEXT NOT NULL DEFAULT '[]';
CREATE TABLE month_rating_count (
    member UUID NOT NULL,
    month TEXT BY_BYTES NOT NULL,
    rating SMALLINT NOT NULL,
    audience TEXT NOT NULL,
    count INTEGER NOT NULL CHECK (count >= 0),
    PRIMARY KEY (member, month, rating, audience)
) KEYED;
CREATE INDEX review_unfinished ON review (member_id) WHERE NOT finished;
INSERT INTO month_rating_count (member, month, rating, audience, count)
SELECT member_id, SUBSTR(watched, 1, 7), COALESCE(rating, 0), audience, COUNT(*)
FROM review WHERE finished AND deleted_at IS NULL GROUP BY 1, 2, 3, 4;
"""

DOWN = """
DROP INDEX review_unfinished;
DROP TABLE month_rating_count;
ALTER TABLE movie_details DROP COLUMN countries;
ALTER TABLE member DROP COLUMN week_start;
"""


def up(migrator: Any, db: Any) -> None:
    run(db, UP)


def down(migrator: Any, db: Any) -> None:
    run(db, DOWN)
