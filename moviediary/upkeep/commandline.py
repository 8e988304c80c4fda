"""`python -m moviediary backup`, `restore`, `move` and `files move`."""

import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import click

from moviediary import clock, rebuild, storage
from moviediary.backups import archive, filling, making
from moviediary.backups.filling import Filled
from moviediary.backups.tables import BROKEN
from moviediary.config import ROOT
from moviediary.database import connected
from moviediary.settings import ConfigError, database
from moviediary.upkeep import models, moving, restoring, site
from moviediary.upkeep.moving import Files
from moviediary.upkeep.problems import explained, words
from moviediary.upkeep.restoring import Restored
from moviediary.words import byte_size, plural

OWN_SECRET = ROOT / "var" / "secret_key"


@click.command("backup", help="Write the whole site into FILE: the database, the posters, the settings. The site may run.")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--with-secret", is_flag=True, help="Put the secret into it, too, which signs cookies, private feeds and webhooks.")
@click.option("--force", is_flag=True, help="Write over FILE if it is there.")
def backup(file: Path, with_secret: bool, force: bool) -> None:
    began = clock.now()
    with explained("No backup was made"):
        made = making.make(file, site.of_backups, with_secret, force)
    rows, pictures = plural(made.rows, "row", "rows"), plural(made.files_count, "picture", "pictures")
    click.echo(f"{file} holds {rows} and {pictures} in {byte_size(file.stat().st_size)}.")
    if made.missing:
        missing = plural(made.missing, "picture is", "pictures are")
        click.echo(f"{missing} not in the store any more. Ask for them on their films' pages.")
    if not with_secret:
        click.echo("The secret is not in it: keep SECRET_KEY, or var/secret_key, in another safe place.")
    _note(began, file.stat().st_size)


@click.command("restore", help="Make this site, which must be empty, what the backup FILE says. Stop the site first.")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--check", is_flag=True, help="Only read all of the file, and say whether it is whole and could be restored here.")
def restore(file: Path, check: bool) -> None:
    with explained("Nothing was restored"):
        if check:
            _check(file)
            return
        restored = restoring.restore(file)
    _tell(restored)
    sys.exit(_verified())


def _check(file: Path) -> None:
    """A living site is not empty, and is where most backups are looked at: that is no fault of theirs."""
    with archive.opened(file) as opened:
        restoring.check(opened)
    try:
        restoring.check_here()
    except filling.Unfit as problem:
        click.echo(f"This backup is whole. It cannot be restored into this site: {problem}")
    else:
        click.echo("This backup is whole, and can be restored here.")


@click.command("move", help="Copy the site's database into an empty one of either kind, and prove that nothing is missing.")
@click.option("--to", "url", required=True, help="Its address, as for DATABASE_URL.")
def move(url: str) -> None:
    """The password of an address stands in the list of processes; PGPASSWORD does as well."""
    try:
        database(url, "--to")
    except ConfigError as problem:
        raise click.UsageError(str(problem)) from None
    with explained("Nothing was moved"):
        moved = moving.move(url)
    _tell_rows(moved.filled)
    click.echo("Every row was read again in the new database, and is the same. The old one was not touched.")
    if moved.newer:
        click.echo(
            f"The site went on: {plural(moved.newer, 'event', 'events')} came meanwhile, and not into the new database.", err=True
        )
        click.echo("Stop the site, empty the new database, and move once more.", err=True)
        sys.exit(1)
    click.echo("Now stop the site, unless it is. Set DATABASE_URL to the new address, and SECRET_KEY to what it was before")
    click.echo("(var/secret_key, where it was not set). Start the site. An offline catalogue has to be imported again.")


@click.group("files", help="The files of the site: posters, imports, exports, cards.")
def files_group() -> None:
    pass


@files_group.command("move", help="Copy all files into another store. May be stopped and begun again; the site may run.")
@click.option("--to", "url", required=True, help="Its address, as for STORAGE_URL.")
def move_files(url: str) -> None:
    if not url.startswith(("file:///", "s3://")):
        raise click.UsageError("--to must be file:///folder or s3://bucket/prefix.")
    with explained("Not all files were moved; the same command goes on where this one stopped"):
        moved = moving.move_files(storage.store(), storage.open_store(url), _progress)
    click.echo(f"Copied: {plural(moved.copied, 'file', 'files')}, {byte_size(moved.bytes)}. There already: {moved.there:,}.")
    click.echo(
        "Set STORAGE_URL to the new address and restart the site. Then run this command once more, with STORAGE_URL as it was,"
    )
    click.echo("for what came meanwhile. After that the old files can be removed.")


def _note(began: datetime, size: int) -> None:
    """Have the admin page name the backup. A site that cannot write anything any more still has one."""
    try:
        with connected():
            models.note(models.BY_HAND, began, size=size)
    except BROKEN as problem:
        click.echo(f"The admin page will not name it, as the site cannot write at the moment: {words(problem)}.", err=True)


def _progress(moved: Files) -> None:
    done = moved.copied + moved.there
    if done % 500 == 0:
        click.echo(f"{done:,} files …")


def _tell(restored: Restored) -> None:
    after = restored.after
    click.echo(f"The backup of {restored.manifest.made_at} is restored.")
    _tell_rows(restored.filled)
    click.echo(f"{restored.manifest.files_count:>12,}  pictures")
    click.echo(f"Ended: {plural(after.sessions, 'session', 'sessions')}. Everybody has to sign in again.")
    unsent = _listed(letters=after.letters, calls_of_webhooks=after.calls, events_for_others=after.events)
    click.echo(f"Not sent, as it may have been since: {unsent}")
    click.echo("Forgotten, as their files are in no backup: " + _listed(exports=after.exports, imports=after.imports))
    _tell_secret(restored)


def _listed(**counts: int) -> str:
    return ", ".join(f"{count:,} {name.replace('_', ' ')}" for name, count in counts.items())


def _tell_rows(filled: Sequence[Filled]) -> None:
    for table in filled:
        if table.rows:
            click.echo(f"{table.rows:>12,}  {table.table}")


def _tell_secret(restored: Restored) -> None:
    """Put the secret of the backup where this site keeps its own, or say what to do about it."""
    if restored.same_secret:
        return
    if not restored.secret:
        click.echo(
            "This site has another secret than the one of the backup: private feeds have other addresses and webhooks other"
        )
        click.echo("secrets now. If you have the old one, set SECRET_KEY to it, or put it into var/secret_key.")
    elif OWN_SECRET.exists() and OWN_SECRET.read_text().strip() == site.of_backups.secret:
        OWN_SECRET.write_text(f"{restored.secret}\n")
        click.echo(f"{OWN_SECRET} holds the secret of the backup now.")
    else:
        click.echo(
            "Set SECRET_KEY to the secret of the backup, its member secret_key, or private feeds and webhooks have others."
        )


def _verified() -> int:
    """Let the backup prove itself, as `events verify` does."""
    differences = rebuild.differences()
    for difference in differences:
        click.echo(difference)
    told = f"{len(differences)} rows differ; see `events rebuild`" if differences else "Every table is what the log says"
    click.echo(f"{told}.")
    return 1 if differences else 0
