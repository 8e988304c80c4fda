"""Events of the log as an export tells them."""

from typing import Any

import msgspec

from moviediary import events, log
from moviediary.events import Undecodable
from moviediary.exports import plain
from moviediary.log import LogEntry

SELF = "self"


def wire(entry: LogEntry) -> dict[str, Any]:
    """An event as it leaves the system. What this release cannot read is told as it is kept."""
    try:
        told = events.wire(log.opened(entry))
    except Undecodable:
        data = msgspec.json.decode(entry.data)
        told = {"id": str(entry.id), "subject": entry.subject, "version": entry.version, "at": plain.moment(entry.at)}
        told |= {"actor": SELF, "data": data}
    told["actor"] = SELF
    if "member_id" in told["data"]:
        told["data"]["member_id"] = SELF
    return told
