"""What members do with imports once their file is here: say how it is read, run it, hold it, take it back."""

from collections.abc import Collection
from dataclasses import replace
from typing import Any

import msgspec

from moviediary import clock, notices, work
from moviediary.accounts.models import Member
from moviediary.database import writing
from moviediary.errors import Refused
from moviediary.imports import answering, queries
from moviediary.imports.account_actions import take_over
from moviediary.imports.commands import Answer, Take
from moviediary.imports.models import FORGETTING, FORGOTTEN, KIND, UNDOING_STEPS, Import
from moviediary.sources.lines import How

OVER = ("done", "paused", "cancelled", "failed")
UNRUN = ("ready", "undone")
ANEW: dict[str, Any] = {"doing": "", "place": 0, "done": 0, "problem": "", "ended_at": None}


def read_again(member: Member, address: str, source: str, how: How) -> None:
    """Read a file anew, as something else or in another way. Raises NotFound, and Refused once it was imported."""
    batch = queries.one(member, address)
    if batch.begun_at:
        raise Refused("This import has begun: it can be gone on with, or taken back.")
    _set_off(batch, ("ready", "failed"), "reading", True, source=source, how=how, **ANEW)


def run(member: Member, address: str, take: Take, announced: bool = True) -> None:
    """Import what was chosen. Raises NotFound and Refused."""
    batch = queries.one(member, address)
    if batch.state in UNRUN:
        take_over(member, batch, take.profile)
    _set_off(batch, UNRUN, "running", announced, take=take, begun_at=clock.now(), total=queries.todo(batch), **ANEW)


def pause(member: Member, address: str) -> None:
    """Hold an import after the hundred viewings it is at. Raises NotFound and Refused."""
    _change(queries.one(member, address), ("running",), "paused")


def resume(member: Member, address: str) -> None:
    """Go on with an import that was paused, cancelled, or given up. Raises NotFound and Refused."""
    batch = queries.one(member, address)
    taken_back = batch.doing in UNDOING_STEPS
    state = "undoing" if taken_back else "running" if batch.begun_at else "reading"
    _set_off(batch, ("paused", "cancelled", "failed"), state, True, problem="", ended_at=None)


def cancel(member: Member, address: str) -> None:
    """Stop an import. What it put into the diary stays until it is taken back. Raises NotFound and Refused."""
    _change(queries.one(member, address), ("running", "paused"), "cancelled", ended_at=clock.now())


def take_back(member: Member, address: str, changed_too: bool, announced: bool = True) -> None:
    """Take out of the diary exactly what an import put in. Raises NotFound and Refused."""
    batch = queries.one(member, address)
    take = replace(msgspec.convert(batch.take, Take), changed_too=changed_too)
    said = {**ANEW, "doing": UNDOING_STEPS[0], "total": queries.added(batch)}
    _set_off(batch, (*OVER, "undone"), "undoing", announced, take=take, **said)


def answer(member: Member, address: str, command: Answer) -> None:
    """Say which film is meant by a title. Raises NotFound and Refused."""
    for import_id in answering.answer(member, queries.one(member, address).id, command):
        work.announce(import_id)


def forget(member: Member, address: str, announced: bool = True) -> None:
    """Let go of an import and its file. What it put into the diary stays, and can then no longer be taken back at once."""
    batch = queries.one(member, address)
    # Without its key: whoever sends the form of this file again means another import.
    _set_off(batch, (*OVER, "ready", "undone"), FORGETTING, announced, key=None, **ANEW)


def _set_off(batch: Import, states: Collection[str], state: str, announced: bool, **values: object) -> None:
    with writing():
        _change(batch, states, state, **values)
        work.add(KIND, batch.id)
        if state == FORGETTING:
            notices.give(FORGOTTEN, batch.id)
    if announced:
        work.announce(batch.id)


def _change(batch: Import, states: Collection[str], state: str, **values: object) -> None:
    """Let an import be in another state. Raises Refused where it is in none of those from which that can be."""
    changed = Import.update(state=state, **values).where(Import.id == batch.id, Import.state.in_(states)).execute()
    if not changed:
        raise Refused("That cannot be done with this import any more, or not yet. Load the page again to see how it stands.")
