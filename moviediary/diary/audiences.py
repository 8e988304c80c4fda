"""Who may see what: the audiences of entries, who follows whom, and who is gone for whom.

Everybody belongs to "everyone", members to "members" too, accepted followers to "followers", and only its member to "me".
What one may not see does not exist for them, and of whom they are barred from, nothing does.
"""

from collections.abc import Sequence
from uuid import UUID

import peewee

from moviediary.accounts.models import Member
from moviediary.database import selected
from moviediary.diary.models import Review
from moviediary.relations.models import barred_from, followed_by, muted_by
from moviediary.words import AUDIENCES

# For statements that are written out, where a question mark is the reader: whom they follow, and whom they mute. For whom a row
# is stands in `models.py`, beside the indexes.
FOLLOWED = "SELECT followed FROM follow WHERE follower = ? AND state = 'accepted'"
MUTED = "SELECT muted FROM mute WHERE member_id = ?"
# Where somebody follows a member, the name of the audience that are the followers; else nothing, which is in no list.
FOLLOWING = "SELECT 'followers' FROM follow WHERE follower = ? AND followed = ? AND state = 'accepted'"


def follows(owner: str) -> str:
    """The condition that the reader follows whom a column names."""
    return f"EXISTS ({FOLLOWED} AND followed = {owner})"


def shared(reader: Member | None) -> tuple[str, ...]:
    """The audiences somebody belongs to whosever diary it is."""
    return ("everyone",) if reader is None else ("everyone", "members")


def audiences(reader: Member | None, owner_id: UUID) -> tuple[str, ...]:
    """The audiences somebody belongs to in the diary of a member."""
    if reader is None or reader.id == owner_id:
        return tuple(AUDIENCES) if reader else shared(None)
    return (*shared(reader), *(row[0] for row in selected(FOLLOWING, (reader.id.hex, owner_id.hex))))


def audiences_beside(asked: str, value: object, reader: Member | None, owner_id: UUID) -> tuple[object, tuple[str, ...]]:
    """What a select of one value finds, and the audiences somebody belongs to in the diary of a member, at one look."""
    if reader is None or reader.id == owner_id:
        return selected(f"SELECT ({asked})", (value,))[0][0], audiences(reader, owner_id)
    found, *following = selected(f"SELECT ({asked}), ({FOLLOWING})", (value, reader.id.hex, owner_id.hex))[0]
    return found, (*shared(reader), *filter(None, following))


def in_diary(reader: Member | None, owner_id: UUID) -> tuple[str, Sequence[object]]:
    """The same for a select that is written out: the list that stands behind IN, and its values."""
    if reader is None or reader.id == owner_id:
        known = audiences(reader, owner_id)
        return f"({', '.join('?' for _ in known)})", known
    return f"('everyone', 'members', ({FOLLOWING}))", (reader.id.hex, owner_id.hex)


def told(reader: Member | None, review: type[Review] = Review) -> peewee.Expression:
    """The condition that a review is for somebody, blocked or not. `review` may be an alias."""
    open_to = review.audience.in_(shared(reader))
    if reader is None:
        return open_to
    of_followed = (review.audience == "followers") & followed_by(reader.id, review.member)
    return (review.member == reader.id) | open_to | of_followed


def visible(reader: Member | None) -> peewee.Expression:
    """The condition under which a review exists for somebody."""
    if reader is None:
        return told(None)
    # What is one's own comes first, so that nothing more is looked for.
    return (Review.member == reader.id) | (told(reader) & ~barred_from(reader.id, Review.member))


def heard(reader: Member | None) -> list[peewee.Expression]:
    """The condition that a member did not mute whose review it is, for lists of the entries of many; none for others."""
    return [~muted_by(reader.id, Review.member)] if reader else []
