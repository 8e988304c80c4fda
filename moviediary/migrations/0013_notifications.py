"""What members are told, what they want to hear of and how, and the letters that bring it by mail."""

from typing import Any

from moviediary.migrations.dialect import run

UP = """
ALTER TABLE member ADD COLUMN unread INTEGER NOT NULL DEFAULT 0;
CREATE TABLE notification (
    id UUID NOT NULL PRIMARY KEY,
    member_id UUID NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    about UUID NOT NULL,
    review_id UUID,
    latest UUID NOT NULL,
    read_at TIMESTAMP
);
CREATE INDEX notification_member ON notification (member_id, latest);
CREATE INDEX notification_review ON notification (review_id) WHERE review_id IS NOT NULL;
CREATE UNIQUE INDEX notification_unread ON notification (member_id, kind, about) WHERE read_at IS NULL;
CREATE TABLE notification_act (
    member_id UUID NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    act UUID NOT NULL,
    notification_id UUID NOT NULL REFERENCES notification (id) ON DELETE CASCADE,
    actor UUID,
    event UUID NOT NULL,
    at TIMESTAMP NOT NULL,
    PRIMARY KEY (member_id, act)
) KEYED;
CREATE INDEX notification_act_act ON notification_act (act);
CREATE INDEX notification_act_actor ON notification_act (actor);
CREATE INDEX notification_act_notification ON notification_act (notification_id);
CREATE TABLE notification_apart (
    one UUID NOT NULL,
    other UUID NOT NULL,
    since UUID NOT NULL,
    PRIMARY KEY (one, other)
) KEYED;
CREATE INDEX notification_apart_other ON notification_apart (other);
CREATE TABLE notification_choice (
    member_id UUID NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    page BOOLEAN NOT NULL,
    mail TEXT NOT NULL,
    PRIMARY KEY (member_id, kind)
) KEYED;
CREATE TABLE notification_digest (
    member_id UUID NOT NULL PRIMARY KEY REFERENCES member (id) ON DELETE CASCADE,
    every TEXT NOT NULL,
    hour SMALLINT NOT NULL,
    next_at TIMESTAMP NOT NULL,
    told UUID
);
CREATE INDEX notification_digest_next_at ON notification_digest (next_at);
CREATE TABLE refused_address (
    member_id UUID NOT NULL PRIMARY KEY REFERENCES member (id) ON DELETE CASCADE,
    address TEXT NOT NULL,
    reason TEXT NOT NULL,
    at TIMESTAMP NOT NULL
);
CREATE TABLE letter (
    id UUID NOT NULL PRIMARY KEY,
    member_id UUID NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    key TEXT NOT NULL,
    kind TEXT NOT NULL,
    act UUID,
    made_at TIMESTAMP NOT NULL,
    next_at TIMESTAMP NOT NULL,
    claimed_until TIMESTAMP,
    tries SMALLINT NOT NULL DEFAULT 0,
    ended_at TIMESTAMP,
    outcome TEXT NOT NULL DEFAULT '',
    error TEXT NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX letter_key ON letter (member_id, key);
CREATE INDEX letter_waiting ON letter (next_at) WHERE ended_at IS NULL
"""

DOWN = """
DROP TABLE letter;
DROP TABLE refused_address;
DROP TABLE notification_digest;
DROP TABLE notification_choice;
DROP TABLE notification_apart;
DROP TABLE notification_act;
DROP TABLE notification;
ALTER TABLE member DROP COLUMN unread
"""


def up(migrator: Any, db: Any) -> None:
    run(db, UP)


def down(migrator: Any, db: Any) -> None:
    run(db, DOWN)
