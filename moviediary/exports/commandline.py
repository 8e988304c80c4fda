"""`python -m moviediary export`: a member's diary as a file, or on standard output."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import click

from moviediary import clock, database
from moviediary.accounts.queries import member_named
from moviediary.errors import GiveUp, NotFound
from moviediary.exports import making
from moviediary.exports.making import Progress
from moviediary.exports.pieces import Asked
from moviediary.exports.rules import FORMATS
from moviediary.storage import drafted


@click.command("export", help="Write a member's diary into FILE, or with - to standard output.")
@click.argument("file")
@click.option("--member", "name", required=True, help="The username.")
@click.option("--format", "wanted", type=click.Choice(list(FORMATS)), default="zip", show_default=True)
@click.option("--posters", is_flag=True, help="Put the posters into the ZIP, too.")
def export(file: str, name: str, wanted: str, posters: bool) -> None:
    """Nothing is left where it fails: the file appears when it is whole."""
    if posters and wanted != "zip":
        raise click.UsageError("Only the format zip has room for posters.")
    try:
        with database.connected(), _target(file) as target:
            asked = Asked(member_named(name), posters, clock.now())
            rows = 0
            for data, progress in making.stream(wanted, asked, Progress()):
                target.write(data)
                rows = progress.done
    except (NotFound, GiveUp) as problem:
        raise click.ClickException(str(problem)) from None
    except OSError as problem:
        raise click.ClickException(f"{file} cannot be written: {problem.strerror or problem}.") from None
    if file != "-":
        click.echo(f"{file} holds {rows:,} rows in {Path(file).stat().st_size:,} bytes.")


@contextmanager
def _target(file: str) -> Iterator[BinaryIO]:
    """Where to write. A file is written beside its place and put there in the end; readable by its owner only."""
    if file == "-":
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    place = Path(file)
    with drafted(place, f".{place.name}-") as target:
        yield target
