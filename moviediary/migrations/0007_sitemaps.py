"""Where the pages of the sitemap begin and end, and what finds what everyone may see without looking at the rest."""

from typing import Any

from moviediary.migrations.dialect import run

UP = """
CREATE TABLE sitemap_page (
    kind TEXT NOT NULL,
    number INTEGER NOT NULL,
    after UUID NOT NULL,
    until UUID NOT NULL,
    PRIMARY KEY (kind, number)
);
CREATE INDEX review_public_text ON review (id) WHERE audience = 'everyone' AND text <> '' AND deleted_at IS NULL;
CREATE INDEX review_public_unfinished ON review (movie_id) WHERE NOT finished AND audience = 'everyone' AND deleted_at IS NULL
"""


def up(migrator: Any, db: Any) -> None:
    run(db, UP)


def down(migrator: Any, db: Any) -> None:
    run(db, "DROP INDEX review_public_unfinished; DROP INDEX review_public_text; DROP TABLE sitemap_page")
