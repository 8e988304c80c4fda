"""Events on their way out: how far publishers are in the log; webhooks, what waits for them, and their latest calls."""

from typing import Any

from moviediary.migrations.dialect import run

UP = """
CREATE TABLE stream_place (
    name TEXT NOT NULL PRIMARY KEY,
    seq BIGINT NOT NULL,
    claimed_until TIMESTAMP,
    holder TEXT NOT NULL DEFAULT ''
);
CREATE TABLE webhook (
    id UUID NOT NULL PRIMARY KEY,
    member_id UUID NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    address TEXT NOT NULL,
    wants TEXT NOT NULL,
    salt TEXT NOT NULL,
    salted_at TIMESTAMP NOT NULL,
    old_salt TEXT NOT NULL DEFAULT '',
    active BOOLEAN NOT NULL DEFAULT true,
    stopped TEXT NOT NULL DEFAULT '',
    since BIGINT NOT NULL,
    attempts SMALLINT NOT NULL DEFAULT 0,
    next_at TIMESTAMP,
    failing_since TIMESTAMP,
    slow BOOLEAN NOT NULL DEFAULT false,
    claimed_until TIMESTAMP,
    holder TEXT NOT NULL DEFAULT '',
    made_at TIMESTAMP NOT NULL
);
CREATE INDEX webhook_member ON webhook (member_id, id);
CREATE INDEX webhook_active ON webhook (since) WHERE active;
CREATE TABLE webhook_message (
    id SERIAL_KEY,
    webhook_id UUID NOT NULL REFERENCES webhook (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    seq BIGINT NOT NULL
);
CREATE UNIQUE INDEX webhook_message_once ON webhook_message (webhook_id, kind, seq);
CREATE TABLE webhook_call (
    id SERIAL_KEY,
    webhook_id UUID NOT NULL REFERENCES webhook (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    seq BIGINT NOT NULL,
    subject TEXT NOT NULL,
    attempt SMALLINT NOT NULL,
    at TIMESTAMP NOT NULL,
    status SMALLINT,
    milliseconds INTEGER NOT NULL,
    answer TEXT NOT NULL DEFAULT '',
    problem TEXT NOT NULL DEFAULT '',
    outcome TEXT NOT NULL
);
CREATE INDEX webhook_call_webhook ON webhook_call (webhook_id, id)
"""

DOWN = """
DROP TABLE webhook_call;
DROP TABLE webhook_message;
DROP TABLE webhook;
DROP TABLE stream_place
"""


def up(migrator: Any, db: Any) -> None:
    run(db, UP)


def down(migrator: Any, db: Any) -> None:
    run(db, DOWN)
