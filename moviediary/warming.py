"""Doing once, before processes are forked, what each would do for its first page."""

from typing import Any

from moviediary import database


def warm(app: Any) -> None:
    """Have the application draw its home page for nobody: its templates are compiled then, and what is loaded late is there.

    Each process would else have all that for itself. Where the database is away, the page that says so is drawn.
    """
    # Not as a server asks: this is no request, to be logged and counted.
    with app.test_request_context("/"):
        app.full_dispatch_request()
    # A connection that two processes share breaks.
    database.disconnect()
