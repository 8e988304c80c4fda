"""What stops a command that copies the whole site, in a sentence."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import click

from moviediary.backups import archive, filling, making, reading
from moviediary.backups.tables import BROKEN
from moviediary.upkeep.places import place

_STATEMENT = re.compile(r"error executing query: \[.*\] ")


@contextmanager
def explained(outcome: str) -> Iterator[None]:
    """Say in a sentence what went wrong, and what became of it all."""
    try:
        yield
    except (archive.Unusable, filling.Unfit, making.Exists) as problem:
        raise click.ClickException(f"{problem} {outcome}.") from None
    except reading.Damaged as problem:
        told = f"The database is damaged ({problem}). Restore the last good backup. {outcome}."
        raise click.ClickException(told) from None
    except OSError as problem:
        name = f"{place(problem)}: " if problem.filename else ""
        raise click.ClickException(f"{name}{problem.strerror or problem}. {outcome}.") from None
    except BROKEN as problem:
        raise click.ClickException(f"The database says: {words(problem)}. {outcome}.") from None


def words(problem: Exception) -> str:
    """What a database said, without the statement that it said it of."""
    return _STATEMENT.sub("", " ".join(str(problem).split())).rstrip(".")
