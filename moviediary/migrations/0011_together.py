"""Following, blocking and muting; likes, boosts and comments of reviews."""

from typing import Any

from moviediary.migrations.dialect import run

UP = """
ALTER TABLE member ADD COLUMN locked BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE member ADD COLUMN follows_audience TEXT NOT NULL DEFAULT 'everyone';
CREATE TABLE follow (
    follower UUID NOT NULL,
    followed UUID NOT NULL,
    state TEXT NOT NULL,
    id UUID NOT NULL,
    PRIMARY KEY (follower, followed)
) KEYED;
CREATE INDEX follow_followed ON follow (followed, state, id);
CREATE INDEX follow_follower ON follow (follower, state, id);
CREATE TABLE block (
    blocker UUID NOT NULL,
    blocked UUID NOT NULL,
    id UUID NOT NULL,
    PRIMARY KEY (blocker, blocked)
) KEYED;
CREATE INDEX block_blocked ON block (blocked);
CREATE TABLE mute (
    member_id UUID NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    muted UUID NOT NULL,
    at TIMESTAMP NOT NULL,
    PRIMARY KEY (member_id, muted)
) KEYED;
CREATE INDEX mute_muted ON mute (muted);
ALTER TABLE review ADD COLUMN likes INTEGER NOT NULL DEFAULT 0;
ALTER TABLE review ADD COLUMN boosts INTEGER NOT NULL DEFAULT 0;
ALTER TABLE review ADD COLUMN comments INTEGER NOT NULL DEFAULT 0;
ALTER TABLE review ADD COLUMN comments_closed BOOLEAN NOT NULL DEFAULT FALSE;
CREATE TABLE review_like (
    review_id UUID NOT NULL,
    member_id UUID NOT NULL,
    id UUID NOT NULL,
    PRIMARY KEY (review_id, member_id)
) KEYED;
CREATE INDEX review_like_member ON review_like (member_id, id);
CREATE TABLE review_boost (
    review_id UUID NOT NULL,
    member_id UUID NOT NULL,
    id UUID NOT NULL,
    PRIMARY KEY (review_id, member_id)
) KEYED;
CREATE INDEX review_boost_member ON review_boost (member_id, id);
CREATE TABLE review_comment (
    id UUID NOT NULL PRIMARY KEY,
    review_id UUID NOT NULL,
    member_id UUID NOT NULL,
    parent_id UUID,
    key UUID NOT NULL,
    text TEXT NOT NULL,
    revision INTEGER NOT NULL DEFAULT 1,
    made_at TIMESTAMP NOT NULL,
    edited_at TIMESTAMP,
    deleted_at TIMESTAMP
);
CREATE INDEX review_comment_review ON review_comment (review_id, id);
CREATE UNIQUE INDEX review_comment_key ON review_comment (member_id, key)
"""

DOWN = """
DROP TABLE review_comment;
DROP TABLE review_boost;
DROP TABLE review_like;
ALTER TABLE review DROP COLUMN comments_closed;
ALTER TABLE review DROP COLUMN comments;
ALTER TABLE review DROP COLUMN boosts;
ALTER TABLE review DROP COLUMN likes;
DROP TABLE mute;
DROP TABLE block;
DROP TABLE follow;
ALTER TABLE member DROP COLUMN follows_audience;
ALTER TABLE member DROP COLUMN locked
"""


def up(migrator: Any, db: Any) -> None:
    run(db, UP)


def down(migrator: Any, db: Any) -> None:
    run(db, DOWN)
