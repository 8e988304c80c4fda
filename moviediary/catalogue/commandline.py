"""`python -m moviediary catalogue`: import, status, remove."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import click

from moviediary import catalogue
from moviediary.catalogue.importing import Result, run
from moviediary.catalogue.places import Problem
from moviediary.catalogue.sources import Unusable

# Where nobody watches, a line each time so many percent more are done.
STEP = 20


@click.group("catalogue", help="The offline catalogue: films of IMDb's non-commercial data sets, searched without a network.")
def catalogue_group() -> None:
    pass


@catalogue_group.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--shorts", is_flag=True, help="Take short films, too.")
def import_files(files: tuple[Path, ...], shorts: bool) -> None:
    """Make the catalogue of title.basics.tsv.gz and, as far as they are given, of title.crew, title.ratings and name.basics.

    The files may have any name, and be packed or not. A second start goes on where the first was stopped. The catalogue that
    is there is searched until the new one takes its place.
    """
    try:
        result = run(catalogue.shelves().place, list(files), shorts, _meter)
    except Unusable as problem:
        raise click.ClickException(str(problem)) from None
    except Problem as problem:
        words = " ".join(str(_cause(problem)).split()).rstrip(".")
        told = f"The catalogue cannot be written: {words}. The old one, if there was one, is as it was."
        raise click.ClickException(f"{told} Start the import again when this is mended; it goes on where it was.") from None
    _tell(result)


@catalogue_group.command(help="Say what is in the catalogue.")
def status() -> None:
    nothing: dict[str, str] = {}
    about = catalogue.shelves().ask(lambda shelf: shelf.about(), nothing)
    if not about:
        click.echo("There is no offline catalogue. `catalogue import` makes one.")
        return
    day = datetime.fromisoformat(about["at"]).date()
    click.echo(f"{int(about['films']):,} films, imported on {day:%Y-%m-%d} from {about['files']}.")


@catalogue_group.command(help="Remove the catalogue, and what an import that was stopped left.")
def remove() -> None:
    try:
        catalogue.shelves().place.remove()
    except Unusable as problem:
        raise click.ClickException(str(problem)) from None
    except Problem as problem:
        raise click.ClickException(f"The catalogue cannot be removed: {' '.join(str(problem).split())}") from None
    click.echo("There is no offline catalogue any more.")


def _cause(problem: BaseException) -> BaseException:
    """What went wrong first: on a full disk SQLite has nothing left to roll back, which then fails, too."""
    before = problem.__context__
    return _cause(before) if isinstance(before, Problem) else problem


def _tell(result: Result) -> None:
    for name, count, first in result.broken:
        lines = "1 line was" if count == 1 else f"{count:,} lines were"
        click.echo(f"{name}: {lines} not understood and left out, the first is {first}.")
    click.echo(f"The catalogue has {result.films:,} films.")


@contextmanager
def _meter(what: str, length: int) -> Iterator[Callable[[int], None]]:
    """Show how far something is: a bar at a terminal, elsewhere a line now and then."""
    if not sys.stdout.isatty():
        click.echo(f"{what} ...")
        yield _lines(what, length)
        return
    with click.progressbar(length=length, label=what) as bar:
        yield lambda done: bar.update(done - bar.pos)
        bar.update(length - bar.pos)


def _lines(what: str, length: int) -> Callable[[int], None]:
    told = 0

    def tell(done: int) -> None:
        nonlocal told
        percent = 100 * done // max(length, 1)
        if percent >= told + STEP:
            told = percent - percent % STEP
            click.echo(f"{what} ... {told} %")

    return tell
