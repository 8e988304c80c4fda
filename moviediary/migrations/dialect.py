"""One text for both databases: the few words that each spells in its own way."""

from typing import Any

import peewee

SQLITE = {
    "SERIAL_KEY": "INTEGER NOT NULL PRIMARY KEY",
    # SQLite keeps ids as text and moments as text; it compares text by its bytes unless told otherwise.
    " UUID": " TEXT",
    " TIMESTAMP": " DATETIME",
    " BOOLEAN": " INTEGER",
    " BY_BYTES": "",
    "KEYED": "WITHOUT ROWID",
}
POSTGRES = {"SERIAL_KEY": "BIGSERIAL PRIMARY KEY", "BY_BYTES": 'COLLATE "C"', "KEYED": ""}


def run(db: Any, statements: str) -> None:
    """Run statements, separated by semicolons, in the words of the database."""
    words = SQLITE if isinstance(db, peewee.SqliteDatabase) else POSTGRES
    for word, own in words.items():
        statements = statements.replace(word, own)
    for statement in statements.split(";"):
        if statement.strip():
            db.execute_sql(statement)
