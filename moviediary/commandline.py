"""What the site's admin can do from a shell."""

import getpass
import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import click
import peewee

from moviediary import database, deliveries, events, log, publishing, rebuild, schedule, subjects, sweep
from moviediary.accounts import actions
from moviediary.accounts.commands import Account
from moviediary.accounts.queries import member_named
from moviediary.catalogue.commandline import catalogue_group
from moviediary.errors import NotFound, Refused
from moviediary.exports.commandline import export
from moviediary.imports.commandline import import_group
from moviediary.log import LogEntry
from moviediary.projected import PROJECTIONS
from moviediary.streams import pump
from moviediary.upkeep.commandline import backup, files_group, move, restore
from moviediary.upkeep.doctorcommand import doctor


@click.group(help="Movie Diary's command line. Settings come from the environment, as in the README.")
def commands() -> None:
    pass


commands.add_command(catalogue_group)
commands.add_command(import_group)
for command in (export, backup, restore, move, files_group, doctor):
    commands.add_command(command)


@commands.command(help="Bring the database up to date. Safe to run from several processes at once.")
def migrate() -> None:
    names = database.migrate()
    click.echo("\n".join(f"ran {name}" for name in names) or "The database is up to date.")


@commands.command("create-member", help="Make an account. The password is asked for, or read from standard input.")
@click.argument("name")
@click.option("--email", required=True, help="The e-mail address; nobody else sees it.")
@click.option("--admin", is_flag=True, help="Make the member an admin.")
@click.option("--password-stdin", is_flag=True, help="Read the password from the first line of standard input.")
def create_member(name: str, email: str, admin: bool, password_stdin: bool) -> None:
    password = sys.stdin.readline().rstrip("\n") if password_stdin else getpass.getpass("Password: ")
    try:
        with database.connected():
            member = actions.register(Account(name, email, password), admin)
    except Refused as refusal:
        raise click.ClickException(" ".join(refusal.problems.values()) or str(refusal)) from None
    click.echo(f"{member.username} can sign in{' and is an admin' if member.is_admin else ''}.")


@commands.command("set-password", help="Set a member's password, for one who forgot it. Signs out all their browsers.")
@click.argument("name")
@click.option("--password-stdin", is_flag=True, help="Read the password from the first line of standard input.")
def set_password(name: str, password_stdin: bool) -> None:
    password = sys.stdin.readline().rstrip("\n") if password_stdin else getpass.getpass("New password: ")
    try:
        with database.connected():
            actions.reset_password(member_named(name), password)
    except (Refused, NotFound) as refusal:
        raise click.ClickException(" ".join(getattr(refusal, "problems", {}).values()) or str(refusal)) from None
    click.echo("The new password is set.")


@commands.group("events", help="The log of everything that happened.")
def events_group() -> None:
    pass


@events_group.command(help="Rebuild every table from the log in a scratch database and print what differs; exit 1 if anything.")
def verify() -> None:
    with _comparing():
        differences = rebuild.differences()
        for difference in differences:
            click.echo(difference)
        count = LogEntry.select().count()
    told = f"{len(differences)} row{'s differ' if len(differences) != 1 else ' differs'}" if differences else "no difference"
    click.echo(f"{count:,} events, {told}.")
    sys.exit(1 if differences else 0)


@events_group.command("rebuild", help="Make the tables what the log says they are.")
def rebuild_tables() -> None:
    with _comparing():
        count = rebuild.rebuild()
    click.echo("1 row was put right." if count == 1 else f"{count} rows were put right.")


@events_group.command(help="Print events as they are recorded, one JSON object a line, until Ctrl-C.")
@click.option("--last", default=10, show_default=True, help="How many to begin with.")
@click.option("--once", is_flag=True, help="Stop after those.")
def tail(last: int, once: bool) -> None:
    with database.connected():
        newest = LogEntry.select(LogEntry.seq).order_by(LogEntry.seq.desc()).offset(last).limit(1).scalar() or 0
        while True:
            newest = _print_after(newest)
            if once:
                return
            time.sleep(0.5)


@events_group.command("subjects", help="Print which events there are, as the table of docs/events.md.")
def list_subjects() -> None:
    click.echo("\n".join(subjects.table(PROJECTIONS)))


@commands.group("deliveries", help="Work that follows from events: posters, facts.")
def deliveries_group() -> None:
    pass


@deliveries_group.command("list", help="List what waits and what was given up.")
def list_deliveries() -> None:
    with database.connected():
        found = [*deliveries.waiting(), *deliveries.failed()]
        for listed in found:
            state = "given up" if listed.failed_at else f"waiting, {listed.attempts} attempts"
            click.echo(f"{listed.id}\t{listed.what}\t{state}\t{listed.error}")
        if not found:
            click.echo("Nothing is waiting, and nothing was given up.")


@deliveries_group.command(help="Try a given-up delivery again: its number, or all.")
@click.argument("which")
def retry(which: str) -> None:
    with database.connected():
        if which == "all":
            click.echo(f"{deliveries.retry_all()} are tried again.")
        elif which.isdigit() and deliveries.retry(int(which)):
            click.echo("It is tried again.")
        else:
            raise click.ClickException(f"No delivery {which} was given up. `deliveries list` shows their numbers.")


@commands.command("sweep", help="Do everything that is overdue now: deliveries, periodic work, events for others.")
def sweep_now() -> None:
    sweep.sweep(timedelta(0))
    schedule.run_long()
    try:
        pump.once()
    except publishing.Away as problem:
        raise click.ClickException(f"All else is done, but events wait: {problem}.") from None
    click.echo("What was overdue is done.")


@commands.command(help="Fill an empty diary with three members and some 500 entries about 200 real films.")
def demo() -> None:
    from moviediary.demo.actions import fill

    try:
        with database.connected():
            told = fill()
    except Refused as refusal:
        raise click.ClickException(str(refusal)) from None
    click.echo(told)


@contextmanager
def _comparing() -> Iterator[None]:
    """A connection for work on a second copy of the tables; exit code 2, not to be taken for differences, where there is none."""
    try:
        with database.connected():
            yield
    except (peewee.PeeweeException, OSError) as problem:
        where = "beside the database file" if database.is_sqlite() else "in a schema, which the user must be allowed to create"
        click.echo(f"The tables cannot be made from the log: {' '.join(str(database.cause(problem)).split())}", err=True)
        click.echo(f"They are made anew {where}, and need as much room as the database has now. Nothing was changed.", err=True)
        sys.exit(2)


def _print_after(seq: int) -> int:
    for entry in LogEntry.select().where(LogEntry.seq > seq).order_by(LogEntry.seq):
        seq = entry.seq
        try:
            shown = {"seq": entry.seq, **events.wire(log.opened(entry))}
        except events.Undecodable as problem:
            shown = {"seq": entry.seq, "subject": entry.subject, "unreadable": str(problem)}
        click.echo(json.dumps({**shown, "erased": True} if entry.erased else shown, ensure_ascii=False))
    return seq
