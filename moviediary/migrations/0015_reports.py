"""What members report to the admin."""

from typing import Any

from moviediary.migrations.dialect import run

UP = """
CREATE TABLE report (
    id UUID NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    about UUID NOT NULL,
    reported_id UUID NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    reporter_id UUID REFERENCES member (id) ON DELETE SET NULL,
    reason TEXT NOT NULL,
    said TEXT NOT NULL,
    made_at TIMESTAMP NOT NULL,
    resolved_at TIMESTAMP,
    resolver TEXT NOT NULL DEFAULT '',
    note TEXT NOT NULL DEFAULT ''
);
CREATE INDEX report_reported ON report (reported_id);
CREATE INDEX report_reporter ON report (reporter_id);
CREATE INDEX report_open ON report (id) WHERE resolved_at IS NULL
"""

DOWN = "DROP TABLE report"


def up(migrator: Any, db: Any) -> None:
    run(db, UP)


def down(migrator: Any, db: Any) -> None:
    run(db, DOWN)
