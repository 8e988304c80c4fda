"""The process that sends events out. Whoever is slow to answer keeps nobody waiting but itself.

Calls are made by two teams of threads. A webhook whose last call was slow is left to the second, so that one that answers at once
never waits for one that does not. Of a member's slow ones, one is called at a time.
"""

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from uuid import UUID

import peewee

from moviediary import clock, logplaces, publishing
from moviediary.database import connected, db
from moviediary.outage import Outage
from moviediary.streams import noting, sending
from moviediary.streams.models import Message, Webhook
from moviediary.streams.rules import EVENT

# Threads for webhooks that answer soon, and for those that do not.
QUICK, SLOW = 4, 4
# Seconds for which a webhook is left alone when something is wrong with us.
PAUSE = 60.0
# More are not looked at in one go.
MOST = 500
log = logging.getLogger(__name__)


@dataclass
class _Calls:
    """The calls that are being made, and who is to be left alone until when."""

    quick: ThreadPoolExecutor
    slow: ThreadPoolExecutor
    # With the member whose slow webhook it is.
    running: dict[UUID, tuple[UUID | None, Future[None]]] = field(default_factory=dict)
    paused: dict[UUID, float] = field(default_factory=dict)

    def begin(self, due: list[Webhook]) -> None:
        self._collect()
        slow = {member_id for member_id, _ in self.running.values()}
        for webhook in due:
            paused = time.monotonic() < self.paused.get(webhook.id, 0)
            if paused or webhook.id in self.running or (webhook.slow and webhook.member_id in slow):
                continue
            team = self.slow if webhook.slow else self.quick
            whose = webhook.member_id if webhook.slow else None
            self.running[webhook.id] = (whose, team.submit(sending.send_some, webhook.id))
            slow.add(whose)

    def _collect(self) -> None:
        for webhook_id, (_, future) in list(self.running.items()):
            if future.done():
                del self.running[webhook_id]
                if (problem := future.exception()) is not None:
                    # A mistake of ours at one webhook must not stop the others.
                    log.error("webhook %s could not be called", webhook_id, exc_info=problem)
                    self.paused[webhook_id] = time.monotonic() + PAUSE


def forever(stop: Callable[[], bool]) -> None:
    """Tell publishers and webhooks of every event, until `stop` says so."""
    with ExitStack() as stack:
        threads = [_publishing(publisher, stop) for publisher in publishing.publishers]
        quick, slow = (stack.enter_context(ThreadPoolExecutor(count)) for count in (QUICK, SLOW))
        calls = _Calls(quick, slow)
        outage = Outage(log, "webhooks cannot be called now; it is tried again")
        while not stop():
            try:
                # Kept open between the looks, as the sweep does.
                db.connect(reuse_if_open=True)
                more = noting.note_new()
                calls.begin(due())
                outage.over()
            except (peewee.DatabaseError, peewee.InterfaceError) as problem:
                outage.met(problem)
                logplaces.let_go()
                more = False
            if not all(thread.is_alive() for thread in threads):
                raise RuntimeError("a publisher ended by a mistake of ours, which stands above; this process is started again")
            time.sleep(0 if more else publishing.LOOK)


def anybody() -> bool:
    """Whether somebody is told of events, as far as the database can say so."""
    if publishing.publishers:
        return True
    try:
        with connected():
            return bool(Webhook.select().exists())
    except (peewee.DatabaseError, peewee.InterfaceError):
        # Whoever asks comes again soon.
        return False


def due() -> list[Webhook]:
    """Webhooks for which something waits that can be sent now, by any process."""
    now = clock.now()
    waiting = Message.select(Message.webhook)
    by_hand = Webhook.id.in_(waiting.where(Message.kind != EVENT))
    its_turn = Webhook.active & (Webhook.next_at.is_null() | (Webhook.next_at <= now)) & Webhook.id.in_(waiting)
    # However many are tried again, one that never failed does not wait for them.
    found = Webhook.select().where(by_hand | its_turn).order_by(Webhook.next_at.asc(nulls="first")).limit(MOST)
    return [webhook for webhook in found if logplaces.free(webhook.claimed_until, webhook.holder)]


def once() -> None:
    """Do now, one after the other, all that can be done: for a shell. Raises publishing.Away."""
    with connected():
        for publisher in publishing.publishers:
            while publishing.go_on(publisher):
                pass
            publisher.close()
        while noting.note_new():
            pass
        while ready := due():
            for webhook in ready:
                sending.send_some(webhook.id)


def _publishing(publisher: publishing.Publisher, stop: Callable[[], bool]) -> threading.Thread:
    thread = threading.Thread(target=publishing.keep_at_it, args=(publisher, stop), name=publisher.name, daemon=True)
    thread.start()
    return thread
