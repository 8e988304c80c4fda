"""When a notification was written: what is delivered late tells of an early event, and still comes with the next digest.

And of members whose bell counts what was forgotten after a year, which the page could not show any more.
"""

from typing import Any

from moviediary.migrations.dialect import run

UP = """
ALTER TABLE notification ADD COLUMN written UUID NOT NULL DEFAULT '00000000000000000000000000000000';
UPDATE notification SET written = latest;
UPDATE member SET unread = 0 WHERE unread > 0 AND NOT EXISTS (
    SELECT 1 FROM notification WHERE member_id = member.id AND read_at IS NULL
)
"""
DOWN = """
ALTER TABLE notification DROP COLUMN written
"""


def up(migrator: Any, db: Any) -> None:
    run(db, UP)


def down(migrator: Any, db: Any) -> None:
    run(db, DOWN)
