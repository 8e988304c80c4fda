"""From the log to what waits for each webhook: one look at each event, and a row only where a webhook wants it.

The events are read behind one place in the log, as for any publisher. It is moved in the transaction that adds the rows, so
none is ever passed over or noted twice, however many processes look.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

import msgspec
import peewee

from moviediary import log, logplaces
from moviediary.accounts.models import Member
from moviediary.comments.models import ReviewComment
from moviediary.database import writing
from moviediary.diary.models import Review
from moviediary.events import Recorded, Undecodable, wire
from moviediary.log import LogEntry
from moviediary.logplaces import Told
from moviediary.movies.queries import movie_by_id
from moviediary.publishing import Backlog, behind, since
from moviediary.relations.queries import relation
from moviediary.streams import concerns
from moviediary.streams.models import Message, Webhook
from moviediary.streams.rules import EVENT
from moviediary.tables import add_all, find, find_all

NAME = "webhooks"
BATCH = 500


@dataclass(frozen=True)
class _Concern:
    """That an event of a place in the log belongs to what a member may want to be told of."""

    seq: int
    member_id: UUID
    group: str


def note_new() -> bool:
    """Note what the next events mean for webhooks. Returns whether there may be more."""
    since = Webhook.select(peewee.fn.MIN(Webhook.since)).where(Webhook.active).scalar()
    if since is None:
        return False
    before = logplaces.place(NAME)
    # Of what happened before there was any webhook, none is told.
    entries = logplaces.later(max(before, since), BATCH)
    if not entries:
        return False
    found = _concerns(entries)
    with writing():
        if logplaces.move(NAME, before, entries[-1].seq):
            _note(found)
    return True


def backlog() -> Backlog:
    """What waits for webhooks. What was noted waits as long as its receiver lets it, which is for its member to see."""
    noted = int(Message.select().join(Webhook).where(Webhook.active | (Message.kind != EVENT)).count())
    first = Webhook.select(peewee.fn.MIN(Webhook.since)).where(Webhook.active).scalar()
    if first is None:
        return Backlog("webhooks", noted, None)
    seen = max(logplaces.place(NAME), first)
    return Backlog("webhooks", noted + behind(seen), since(seen))


def for_webhook(webhook: Webhook, seq: int) -> Told | None:
    """The event at a place in the log as a webhook is told of it; None where it is not for its member to see (any more)."""
    entry = LogEntry.get_or_none(LogEntry.seq == seq)
    recorded = _opened(entry) if entry else None
    if recorded is None:
        return None
    own = webhook.member_id
    concern = {_Concern(seq, own, group) for group in webhook.wants}
    if not concern.intersection(_concerns([entry])) or _kept_from(own, recorded):
        return None
    told = logplaces.told(entry)
    return _with_movie(told, recorded) if told is not None else None


def _with_movie(told: Told, recorded: Recorded) -> Told:
    """The same, and beside its data which film it is: a webhook has no log to look a number up in."""
    movie_id = getattr(recorded.event, "movie_id", None)
    movie = movie_by_id(movie_id) if movie_id else None
    if movie is None:
        return told
    film = {"title": movie.title, "year": movie.year, "imdb_id": movie.imdb_id, "tmdb_id": movie.tmdb_id}
    return replace(told, body=msgspec.json.encode({**wire(recorded), "movie": film}))


def _concerns(entries: Iterable[LogEntry]) -> list[_Concern]:
    some = [recorded for entry in entries if entry.subject in concerns.SUBJECTS and (recorded := _opened(entry))]
    authors = _authors(some)
    return [
        _Concern(one.seq, member_id, concerns.group_of(one.event))
        for one in some
        for member_id in concerns.concerned(one.event, concerns.Facts(one.actor, authors.get(one.seq)))
    ]


def _note(found: Sequence[_Concern]) -> None:
    active = find_all(Webhook, "member", {one.member_id for one in found}, active=True)
    rows = [
        {"webhook": webhook.id, "kind": EVENT, "seq": one.seq}
        for one in found
        for webhook in active
        if webhook.member_id == one.member_id and webhook.since < one.seq and one.group in webhook.wants
    ]
    add_all(Message, rows)


def _opened(entry: LogEntry) -> Recorded | None:
    try:
        return None if entry.erased else log.opened(entry)
    except Undecodable:
        return None


def _authors(recorded: Sequence[Recorded]) -> Mapping[int, UUID]:
    """By place in the log, whose the review is that an event is about."""
    of_comments = {one.seq: one.event.comment_id for one in recorded if hasattr(one.event, "comment_id")}
    comments = {row.id: row.review_id for row in find_all(ReviewComment, "id", set(of_comments.values()))}
    reviews = {seq: comments[comment] for seq, comment in of_comments.items() if comment in comments}
    reviews |= {one.seq: one.event.review_id for one in recorded if hasattr(one.event, "review_id")}
    members = {row.id: row.member_id for row in find_all(Review, "id", set(reviews.values()))}
    return {seq: members[review] for seq, review in reviews.items() if review in members}


def _kept_from(member_id: UUID, recorded: Recorded) -> bool:
    """Whether somebody did it who is gone for the member, or of whom the member wants to see nothing."""
    actor = recorded.actor
    if actor is None or actor == member_id:
        return False
    member = find(Member, "id", member_id)
    found = relation(member, actor)
    return member is None or found.barred or found.mutes
