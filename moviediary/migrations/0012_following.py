"""What is newest of each member for their followers, and what finds what followers may see without looking at the rest."""

from typing import Any

from moviediary.migrations.dialect import run

UP = """
CREATE TABLE newest (
    member UUID NOT NULL PRIMARY KEY,
    place UUID NOT NULL
) KEYED;
CREATE INDEX review_followed ON review (member_id, id) WHERE audience <> 'me' AND deleted_at IS NULL;
CREATE INDEX review_for_followers ON review (movie_id, member_id) WHERE audience = 'followers';
CREATE INDEX review_boost_review ON review_boost (review_id, id);
INSERT INTO newest (member, place) SELECT member, place FROM (
    SELECT member.id AS member, (
        SELECT review.id FROM review WHERE review.member_id = member.id AND audience <> 'me' AND deleted_at IS NULL
        ORDER BY review.id DESC LIMIT 1
    ) AS place FROM member
) AS found WHERE place IS NOT NULL
"""

DOWN = """
DROP INDEX review_boost_review;
DROP INDEX review_for_followers;
DROP INDEX review_followed;
DROP TABLE newest
"""


def up(migrator: Any, db: Any) -> None:
    run(db, UP)


def down(migrator: Any, db: Any) -> None:
    run(db, DOWN)
