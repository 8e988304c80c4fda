"""What a letter says, read at the moment it is sent: what its receiver may not see any more is not in it."""

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import peewee

from moviediary.accounts.models import Member
from moviediary.mail import Mail
from moviediary.notifications import unsubscribing, wording
from moviediary.notifications.counting import choices_of, there
from moviediary.notifications.models import UNREAD, Letter, Notification, NotificationAct, NotificationDigest
from moviediary.notifications.queries import Line, lines_of
from moviediary.notifications.rules import Choice
from moviediary.tables import find

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
# So many things in one digest; the page has the rest.
MOST = 50


def composed(letter: Letter, member: Member) -> tuple[Mail, list[Line]] | None:
    """A letter and what it tells, or None where nothing is left to tell: it was read, taken back, or is not wanted any more."""
    lines = of_digest(member) if letter.kind == "digest" else _of_one(letter, member)
    if not lines:
        return None
    unsubscribe = unsubscribing.address(member.id, letter.kind)
    subject = wording.subject([line.sentence for line in lines])
    facts = {"name": member.display_name, "lines": lines, "subject": subject, "unsubscribe": unsubscribe}
    text, html = (_drawn(name, digest=letter.kind == "digest", **facts) for name in ("letter.txt", "letter.html"))
    return Mail(letter.id.hex, member.email, member.display_name, subject, text, html, unsubscribe), lines


def of_digest(member: Member) -> list[Line]:
    """What a member did not read since the digest before, of the kinds that they want in it."""
    kinds = [kind for kind, choice in choices_of(member.id).items() if choice.mail == "digest"]
    if not kinds:
        return []
    query = _unread(member).where(Notification.kind.in_(kinds))
    before = find(NotificationDigest, "member", member.id)
    if before is not None and before.told is not None:
        query = query.where(Notification.written > before.told)
    return lines_of(member, list(query.order_by(Notification.latest.desc()).limit(MOST)))


def _of_one(letter: Letter, member: Member) -> list[Line]:
    if choices_of(member.id).get(letter.kind, Choice()).mail != "instant":
        return []
    query = _unread(member).join(NotificationAct).where(NotificationAct.act == letter.act, NotificationAct.member == member.id)
    return lines_of(member, list(query), letter.act)


def _unread(member: Member) -> peewee.ModelSelect:
    return Notification.select().where(Notification.member == member.id, UNREAD, there(member))


def _drawn(template: str, **facts: object) -> str:
    return _environment().get_template(f"notifications/{template}").render(site=unsubscribing.site(), **facts)


@lru_cache(maxsize=1)
def _environment() -> "Environment":
    # The worker has no Flask, and templates only where it writes letters. What ends in .txt is no HTML, and is not escaped.
    from jinja2 import Environment, FileSystemLoader, select_autoescape

    return Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=select_autoescape(("html",)), trim_blocks=True, lstrip_blocks=True
    )
