"""Importing from a shell."""

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

import click

from moviediary import database, ids, pace, sources, work
from moviediary.accounts.models import Member
from moviediary.accounts.queries import member_named
from moviediary.errors import NotFound, Refused
from moviediary.imports import actions, queries, report, upload_actions
from moviediary.imports.commands import Take
from moviediary.imports.models import FORGETTING, UNDER_WAY, Import
from moviediary.sheets.contents import Unreadable
from moviediary.sources import profiles
from moviediary.sources.lines import How
from moviediary.tables import find, get


class ImportGroup(click.Group):
    """`import FILE` beside `import undo BATCH`: whatever names no command is a file."""

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        return super().resolve_command(ctx, args if args[0] in self.commands else ["file", *args])


@click.group("import", cls=ImportGroup, help="Bring a diary from elsewhere: import FILE --member NAME, import undo BATCH.")
def import_group() -> None:
    pass


@import_group.command("file", help="Import a file. Exit code 0: every line of it is accounted for.")
@click.argument("path", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--member", "name", required=True, help="Whose diary it goes into.")
@click.option("--dry-run", is_flag=True, help="Only say what would be imported; nothing is kept.")
@click.option("--as", "source", type=click.Choice(sorted(sources.ALL)), help="Who wrote it, should it look otherwise.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@click.option("--order", type=click.Choice(["ymd", "dmy", "mdy"]), help="In which order days are written, such as 03/04/2021.")
@click.option("--scale", type=click.Choice(["5", "10", "100"]), help="How high ratings go.")
@click.option("--misfits", type=click.Choice(["leave", "nearest"]), help="Leave out, or round, ratings between two half stars.")
@click.option("--profile", type=click.Path(dir_okay=False, path_type=Path), help="Which column is what: a saved JSON.")
def import_file(path: Path, name: str, dry_run: bool, source: str | None, as_json: bool, **how: Any) -> None:
    with _refusals(), database.connected():
        member = member_named(name)
        with _opened(path) as file:
            batch = upload_actions.upload(member, path.name, file, source or "", _how(**how), announced=False)
        _work_on(batch)
        if not dry_run and get(Import, batch.id).state == "ready":
            actions.run(member, ids.short(batch.id), replace(Take(), audience=member.audience), announced=False)
            _work_on(batch)
        whole = _tell(get(Import, batch.id), as_json)
        if dry_run:
            actions.forget(member, ids.short(batch.id), announced=False)
            _work_on(batch)
    sys.exit(0 if whole else 1)


@import_group.command(help="Take an import back: its number stands in the report.")
@click.argument("batch_id", metavar="BATCH", type=click.UUID)
@click.option("--changed-too", is_flag=True, help="Also remove what was changed since.")
def undo(batch_id: object, changed_too: bool) -> None:
    with _refusals(), database.connected():
        batch = Import.get_or_none(Import.id == batch_id)
        if batch is None:
            raise click.ClickException("There is no such import.")
        actions.take_back(get(Member, batch.member_id), ids.short(batch.id), changed_too, announced=False)
        _work_on(batch)
        outcomes = queries.counted(batch).outcomes
        kept = outcomes["imported"] + outcomes["look"]
    click.echo(f"The import is taken back.{f' {kept} lines were changed since, and stay.' if kept else ''}")


def _how(order: str | None, scale: str | None, misfits: str | None, profile: Path | None) -> How:
    said = None
    if profile:
        with _opened(profile) as file:
            said = profiles.load(file.read().decode(errors="replace"))
    return How(scale=scale or "", misfits=misfits or "ask", order=order or "", profile=said)


def _opened(path: Path) -> BinaryIO:
    """A file to read. Click would say of one in a folder that nobody but root may look into that it does not exist."""
    try:
        return path.open("rb")
    except OSError as problem:
        raise click.ClickException(f"{path} cannot be read: {problem.strerror}.") from None


def _work_on(batch: Import) -> None:
    """Do what the worker would, here and now. Should this be killed, the worker goes on with it."""
    while (row := find(Import, "id", batch.id)) and row.state in (*UNDER_WAY, FORGETTING):
        if work.do(batch.id, pace.chosen().piece):
            continue
        if problem := work.problem(batch.id):
            raise click.ClickException(f"It is not finished yet: {problem}. The worker goes on with it.")
        # The worker may have found it, and be at it.
        time.sleep(0.2)


def _tell(batch: Import, as_json: bool) -> bool:
    counted = queries.counted(batch)
    open_lines = counted.outcomes[""]
    if as_json:
        troubled = queries.all_lines(batch, ("failed", "look"))
        click.echo(json.dumps(report.as_json(batch, dict(counted.outcomes), troubled), ensure_ascii=False, indent=2))
    else:
        click.echo(_summary(batch, counted))
    return batch.state in ("done", "ready") and (batch.state == "ready" or not open_lines)


def _summary(batch: Import, counted: queries.Counted) -> str:
    if batch.state == "failed":
        return f"{batch.file_name}: {batch.problem}"
    title = sources.ALL[batch.source].title if batch.source in sources.ALL else batch.source
    told = [f"{batch.file_name}: {counted.lines:,} lines, read as {title}. Import {batch.id}."]
    told += [f"{count:>9,}  {report.TOLD[outcome]}" for outcome, count in counted.outcomes.items() if count]
    told += [f"{problem.count:>9,}  {problem.sentence} ({', '.join(problem.lines)})" for problem in queries.problems(batch)]
    return "\n".join(told)


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except (Refused, NotFound, Unreadable) as refusal:
        raise click.ClickException(str(refusal)) from None
