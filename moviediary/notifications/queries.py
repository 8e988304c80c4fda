"""A member's notifications as pages and mails show them: what is not there for the member any more is left out."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from moviediary import ids
from moviediary.accounts.models import Member
from moviediary.comments.models import ReviewComment
from moviediary.diary.models import Review
from moviediary.errors import NotFound
from moviediary.ids import hue
from moviediary.movies.models import Movie, address
from moviediary.notifications import matters, wording
from moviediary.notifications.counting import choices_of, met, on_page, there
from moviediary.notifications.models import UNREAD, Notification, NotificationAct, NotificationDigest, RefusedAddress
from moviediary.notifications.people import People, people_of
from moviediary.notifications.rules import BETWEEN_TWO, KINDS
from moviediary.notifications.wording import REQUESTS, Sentence
from moviediary.tables import find
from moviediary.text import one_line, plain, shortened

PAGE = 30
EXCERPT = 160


@dataclass(frozen=True)
class Line:
    """A notification in a list. `leads_to` is the very place; `excerpt` what was said there."""

    id: str
    kind: str
    sentence: Sentence
    leads_to: str
    at: datetime
    unread: bool
    written: UUID
    excerpt: str = ""
    initial: str = ""
    hue: int = 0

    @property
    def icon(self) -> str:
        return KINDS[self.kind].icon


@dataclass(frozen=True)
class Lines:
    """A page of notifications, the latest first; an empty cursor means that there are no more.

    All that was written up to `until` can be marked as read: of what is delivered later, the page did not tell.
    """

    lines: list[Line]
    older: str = ""
    until: str = ""


def listed(member: Member, older_than: str = "") -> Lines:
    """What a member wants to see on the page."""
    until = _latest_written(member)
    query = Notification.select().where(Notification.member == member.id, there(member), *on_page(choices_of(member.id)))
    mark = ids.from_short(older_than) if older_than else None
    if mark is not None:
        query = query.where(Notification.latest < mark)
    rows = list(query.order_by(Notification.latest.desc()).limit(PAGE + 1))
    older = ids.short(rows[PAGE - 1].latest) if len(rows) > PAGE else ""
    return Lines(lines_of(member, rows[:PAGE]), older, until)


def one(member: Member, short: str) -> Line:
    """A notification of a member's. Raises NotFound."""
    found = ids.from_short(short)
    rows = list(Notification.select().where(Notification.id == found, Notification.member == member.id, there(member)))
    lines = lines_of(member, rows) if found else []
    if not lines:
        raise NotFound("This is not there any more. Perhaps it was taken back.")
    return lines[0]


def lines_of(member: Member, rows: Sequence[Notification], act: UUID | None = None) -> list[Line]:
    """Notifications in words, or only one act of theirs. What has nothing left to lead to is left out."""
    facts = _Facts(member, rows, act)
    return [line for row in rows if (line := facts.line(row)) is not None]


def digest_of(member: Member) -> NotificationDigest | None:
    """When a member wants the digest, where they said so."""
    return find(NotificationDigest, "member", member.id)


def refused_address(member: Member) -> RefusedAddress | None:
    """That the address a member has now takes no mail."""
    refused = find(RefusedAddress, "member", member.id)
    return refused if refused is not None and refused.address == member.email else None


def _latest_written(member: Member) -> str:
    unread = Notification.select(Notification.written).where(Notification.member == member.id, UNREAD)
    latest = unread.order_by(Notification.written.desc()).limit(1).scalar()
    return ids.short(latest) if latest else ""


class _Facts:
    """What has to be known about some notifications: a select for each kind of fact, however many they are."""

    def __init__(self, member: Member, rows: Sequence[Notification], act: UUID | None):
        self._member = member
        self._people = people_of(member, [row.id for row in rows], act)
        self._films = _films({row.review_id for row in rows if row.review_id})
        self._comments = _comments(member, [row.id for row in rows if row.kind in ("comment", "reply", "mention")], act)
        self._imports = matters.imports([row.about for row in rows if row.kind == "import"])
        self._posters = matters.posters([row.id for row in rows if row.kind == "poster"], act)
        self._reports = matters.reports([row.id for row in rows if row.kind == "report"], act)

    def line(self, row: Notification) -> Line | None:
        if row.kind == "import":
            return self._of_import(row)
        if row.kind == "poster":
            return self._of_posters(row)
        if row.kind == "report":
            return self._of_reports(row)
        people = self._people.get(row.id)
        if people is None or (row.review_id and row.review_id not in self._films):
            return None
        sentence = wording.of_people(row.kind, people.names, people.count, self._films.get(row.review_id, ""))
        comment_id, text = self._comments.get(row.id, (None, ""))
        leads_to = self._between(row, people) if row.kind in BETWEEN_TWO else _place(row.review_id, comment_id)
        excerpt = shortened(plain(text), EXCERPT) if text else ""
        first = people.people[0]
        return _line(row, sentence, leads_to, excerpt=excerpt, initial=first.name[:1].upper(), hue=hue(first.id))

    def _between(self, row: Notification, people: People) -> str:
        if row.kind == "request":
            return REQUESTS
        if people.count == 1:
            return f"/members/{people.people[0].username}"
        return f"/members/{self._member.username}/{'followers' if row.kind == 'follower' else 'following'}"

    def _of_import(self, row: Notification) -> Line | None:
        found = self._imports.get(row.about)
        return _line(row, wording.of_import(*found), f"/imports/{ids.short(row.about)}") if found else None

    def _of_posters(self, row: Notification) -> Line | None:
        movies = self._posters.get(row.id, [])
        if not movies:
            return None
        movie_id, title, year = movies[0]
        leads_to = f"/movies/{address(movie_id, title, year)}" if len(movies) == 1 else "/admin/deliveries"
        return _line(row, wording.of_posters(title, len(movies)), leads_to)

    def _of_reports(self, row: Notification) -> Line | None:
        reasons = self._reports.get(row.id, [])
        if not reasons:
            return None
        excerpt = shortened(one_line(reasons[0]), EXCERPT) if len(reasons) == 1 else ""
        return _line(row, wording.of_reports(len(reasons)), "/admin/reports", excerpt=excerpt)


def _line(row: Notification, sentence: Sentence, leads_to: str, **more: Any) -> Line:
    at = ids.made_at(row.latest)
    return Line(ids.short(row.id), row.kind, sentence, leads_to, at, row.read_at is None, row.written, **more)


def _place(review_id: UUID, comment_id: UUID | None) -> str:
    review = f"/reviews/{ids.short(review_id)}"
    return f"{review}#comment-{ids.short(comment_id)}" if comment_id else review


def _films(review_ids: Collection[UUID]) -> dict[UUID, str]:
    rows = Review.select(Review.id, Movie.title).join(Movie).where(Review.id.in_(list(review_ids)))
    return dict(rows.tuples()) if review_ids else {}


def _comments(member: Member, notification_ids: Collection[UUID], act: UUID | None) -> dict[UUID, tuple[UUID, str]]:
    """The earliest comment that each tells of, as a talk is read downward, and what the latest says: whoever is named first."""
    if not notification_ids:
        return {}
    query = (
        NotificationAct.select(NotificationAct.notification, ReviewComment.id, ReviewComment.text)
        .join(ReviewComment, on=(ReviewComment.id == NotificationAct.act))
        .where(NotificationAct.notification.in_(list(notification_ids)), ReviewComment.deleted_at.is_null(), met(member))
    )
    if act is not None:
        query = query.where(NotificationAct.act == act)
    first: dict[UUID, UUID] = {}
    last: dict[UUID, str] = {}
    for notification_id, comment_id, text in query.order_by(NotificationAct.at, ReviewComment.id).tuples():
        first[notification_id] = min(comment_id, first.get(notification_id, comment_id))
        last[notification_id] = text
    return {notification_id: (first[notification_id], last[notification_id]) for notification_id in first}
