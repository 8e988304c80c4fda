"""Letters that are to be written: one for what a member wants to hear of at once, one for a digest."""

from datetime import timedelta
from uuid import UUID

from moviediary import clock, ids, mail
from moviediary.notifications.models import Letter

# So many of a kind are sent at once in an hour: who writes a hundred comments fills a page, and nobody's mailbox; and a hundred
# posters that fail keep nobody from hearing of a comment.
MOST, WITHIN = 30, timedelta(hours=1)
# Time in which it can be taken back, or be read on the page.
DELAY = timedelta(seconds=60)


def plan(member_id: UUID, kind: str, about: UUID, act: UUID, actor: UUID | None) -> None:
    """Note that a member is to get a letter about something, unless they got one about the same by the same person.

    So somebody who likes, takes it back and likes again fills no mailbox. Each comment says something else, and so does the site.
    """
    recent = Letter.select().where(Letter.member == member_id, Letter.kind == kind, Letter.made_at > clock.now() - WITHIN)
    if recent.count() >= MOST:
        return
    same = act if actor is None or kind in ("comment", "reply", "mention") else actor
    _note(member_id, f"{kind} {about} {same}", kind, act, DELAY)


def plan_digest(member_id: UUID, due: str) -> None:
    _note(member_id, f"digest {due}", "digest", None, timedelta(0))


def _note(member_id: UUID, key: str, kind: str, act: UUID | None, delay: timedelta) -> None:
    if not mail.configured():
        return
    now = clock.now()
    said = {"id": ids.uuid7(), "member": member_id, "key": key, "kind": kind, "act": act, "made_at": now, "next_at": now + delay}
    Letter.insert(said).on_conflict_ignore().execute()
