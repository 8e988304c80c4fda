"""What a member chose to be told of, on its way out in an export and back in."""

from typing import Any

import msgspec

from moviediary.accounts.models import Member
from moviediary.errors import Refused
from moviediary.notifications import actions, queries, rules
from moviediary.notifications.counting import choices_of
from moviediary.notifications.rules import HOUR, KINDS, Choice


class _Told(msgspec.Struct):
    kinds: dict[str, Any] = {}
    every: Any = "daily"
    hour: Any = HOUR


def told(member: Member) -> dict[str, Any] | None:
    """How a member hears of each kind, and when the digest comes; None where they never said."""
    choices, digest = choices_of(member.id), queries.digest_of(member)
    if not choices and digest is None:
        return None
    said = _Told({kind: choices[kind] for kind in sorted(choices)})
    if digest is not None:
        said.every, said.hour = digest.every, digest.hour
    return msgspec.to_builtins(said)


def take_over(member: Member, said: Any, way: str) -> None:
    """Choose what was chosen elsewhere; what this release does not know, or nobody may choose, is passed over."""
    if said is None or (way == "empty" and choices_of(member.id)):
        return
    try:
        wanted = msgspec.convert(said, _Told)
    except msgspec.ValidationError:
        return
    open_to = [kind for kind in KINDS if member.is_admin or not KINDS[kind].only_admins]
    choices = {kind: choice for kind in open_to if (choice := _choice(wanted.kinds.get(kind))) is not None}
    try:
        every, hour = rules.checked_digest(str(wanted.every), str(wanted.hour))
    except Refused:
        every, hour = "daily", HOUR
    actions.choose(member, choices, every, str(hour))


def _choice(said: Any) -> Choice | None:
    try:
        choice = msgspec.convert(said, Choice)
        rules.checked_mail(choice.mail)
    except (msgspec.ValidationError, Refused):
        return None
    return choice
