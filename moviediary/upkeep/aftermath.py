"""What a restore changes in the tables, in its own transaction: the world went on after the backup was made.

What was waiting then to be told to others may have been told since, so none of it is told (again). What follows inside the site,
such as posters and notifications on the page, is done, as its effects went with what was lost.
"""

from dataclasses import dataclass

from moviediary import attempts, clock, ids, logplaces, notices, rebuild
from moviediary.accounts.models import Session
from moviediary.deliveries import WAITING, Delivery
from moviediary.exports.models import Export
from moviediary.imports.models import FORGOTTEN, Import, ImportFilm, ImportLine, ImportOwner, ImportSample
from moviediary.log import Record
from moviediary.logplaces import Place
from moviediary.notifications.models import WAITING as UNSENT
from moviediary.notifications.models import Letter, Notification, NotificationAct, NotificationDigest
from moviediary.schedule import Run
from moviediary.streams.models import Message, Webhook
from moviediary.streams.noting import NAME
from moviediary.work import Work

# How the handlers are called that tell others, or plan letters to them.
PUBLISH, TELLING = "publish", "tell_of_"
UNSENT_NOW = "not sent: the site was restored from a backup"


@dataclass(frozen=True)
class Aftermath:
    """How much a restore ended, or will not send."""

    sessions: int
    letters: int
    calls: int
    events: int
    exports: int
    imports: int
    told: int


def settle(record: Record) -> Aftermath:
    """End and settle what must not go on as it stood when the backup was made."""
    _release_claims()
    # First, as it plans letters to those who want them, and these are not sent either.
    told = _tell_on_pages(record)
    found = Aftermath(
        sessions=Session.delete().execute(),
        letters=_drop_letters(),
        calls=Message.delete().execute(),
        events=_pass_events(),
        exports=_drop_exports(),
        imports=_drop_imports(),
        told=told,
    )
    # Whoever kept a page or a feed of what was lost must not take the new one for it.
    notices.give(rebuild.REBUILT, rebuild.NOTHING)
    return found


def _release_claims() -> None:
    for model in (Delivery, Letter, Run):
        model.update(claimed_until=None).where(model.claimed_until.is_null(False)).execute()
    for model in (Work, Webhook, Place):
        model.update(claimed_until=None, holder="").execute()


def _tell_on_pages(record: Record) -> int:
    """Run the waiting deliveries that notify members; the hub is told nothing."""
    Delivery.update(done_at=clock.now()).where(WAITING, Delivery.handler == PUBLISH).execute()
    waiting = list(Delivery.select().where(WAITING, Delivery.handler.startswith(TELLING)).order_by(Delivery.id))
    for delivery in waiting:
        attempts.deliver_within(delivery, record)
    return len(waiting)


def _drop_letters() -> int:
    ended = {"ended_at": clock.now(), "outcome": "unsent", "error": UNSENT_NOW}
    count: int = Letter.update(ended).where(UNSENT).execute()
    # The next digest tells of what is new from now on.
    NotificationDigest.update(told=ids.uuid7()).execute()
    return count


def _pass_events() -> int:
    """Take all events for told, and return how many somebody was still to hear of."""
    newest = logplaces.newest()
    reached = dict(Place.select(Place.name, Place.seq).tuples())
    if NAME not in reached:
        # Of the first webhook nothing was noted yet, so that it has no place but its beginning.
        reached |= dict(Webhook.select(Webhook.id, Webhook.since).tuples())
    behind = [newest - seq for seq in reached.values()]
    Place.update(seq=newest).execute()
    Webhook.update(since=newest, attempts=0, next_at=None, failing_since=None).execute()
    return max(behind, default=0)


def _drop_exports() -> int:
    """Forget exports: their files are in no backup, and they can be asked for again."""
    Work.delete().where(Work.id.in_(Export.select(Export.id))).execute()
    count: int = Export.delete().execute()
    return count


def _drop_imports() -> int:
    """Forget imports that were not begun: their files are in no backup, and have to be brought again."""
    dropped = [row[0] for row in Import.select(Import.id).where(Import.begun_at.is_null()).tuples()]
    for import_id in dropped:
        # References are not followed while tables are filled, so what goes with an import is named.
        for model in (ImportLine, ImportFilm, ImportSample, ImportOwner):
            model.delete().where(model.batch == import_id).execute()
        Work.delete().where(Work.id == import_id).execute()
        Import.delete().where(Import.id == import_id).execute()
        notices.give(FORGOTTEN, import_id)
    gone = NotificationAct.notification.not_in(Notification.select(Notification.id))
    NotificationAct.delete().where(gone).execute()
    return len(dropped)
