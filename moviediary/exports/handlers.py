"""What follows when an account is deleted: its exports, which hold all that was in it, go too."""

from moviediary import clock, storage
from moviediary.accounts.events import MemberErased
from moviediary.deliveries import Effect
from moviediary.events import Recorded
from moviediary.exports.rules import PART


def remove_exports(event: MemberErased, recorded: Recorded) -> Effect | None:
    """Remove the files of a member's exports; their rows went with the account. What is stored at this moment by a worker that
    does not know it yet, that worker removes."""
    for files in storage.old("exports", clock.now()):
        for name in files:
            found = PART.fullmatch(name)
            if found and found[1] == event.member_id.hex:
                storage.delete(name)
    return None
