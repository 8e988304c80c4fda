"""What follows when an account is deleted: the files it brought go too."""

from moviediary import clock, storage
from moviediary.accounts.events import MemberErased
from moviediary.deliveries import Effect
from moviediary.events import Recorded
from moviediary.imports.models import folder_of


def remove_imports(event: MemberErased, recorded: Recorded) -> Effect | None:
    """Remove the files a member brought; their rows went with the account."""
    for files in storage.old("imports", clock.now()):
        for name in files:
            if name.startswith(folder_of(event.member_id)):
                storage.delete(name)
    return None
