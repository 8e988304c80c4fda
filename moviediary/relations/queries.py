"""How members stand to each other, and the lists of it; each for whoever asks."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from uuid import UUID

import peewee

from moviediary import ids
from moviediary.accounts import queries as accounts
from moviediary.accounts.models import Member
from moviediary.columns import as_uuid
from moviediary.database import selected
from moviediary.errors import NotFound
from moviediary.ids import hue
from moviediary.relations.models import BARRED_BY, Block, Follow, Mute, barred_from, followed_by
from moviediary.relations.rules import ACCEPTED, REQUESTED, Relation

PAGE = 50
FOLLOWERS = "SELECT 'followers', CAST(COUNT(*) AS TEXT) FROM follow WHERE followed = ? AND state = 'accepted'"
FOLLOWING = "SELECT 'following', CAST(COUNT(*) AS TEXT) FROM follow WHERE follower = ? AND state = 'accepted'"
# Whoever is gone for the one who asks is not counted for them.
BARRED = f" AND {{}} NOT IN ({BARRED_BY})"
# Written out, as every page of a member asks it.
RELATION = """
SELECT 'follows', state FROM follow WHERE follower = ? AND followed = ?
UNION ALL SELECT 'followed_by', state FROM follow WHERE follower = ? AND followed = ?
UNION ALL SELECT 'blocks', '' FROM block WHERE blocker = ? AND blocked = ?
UNION ALL SELECT 'blocked_by', '' FROM block WHERE blocker = ? AND blocked = ?
UNION ALL SELECT 'mutes', '' FROM mute WHERE member_id = ? AND muted = ?
"""


@dataclass(frozen=True)
class Person:
    """A member in a list of people. `since` is the cursor of their row; `follows` says how whoever asks follows them."""

    id: UUID
    username: str
    display_name: str
    about: str
    locked: bool
    since: str
    follows: str = ""

    @property
    def initial(self) -> str:
        return self.display_name[:1].upper()

    @property
    def hue(self) -> int:
        return hue(self.id)


@dataclass(frozen=True)
class People:
    """A page of a list of people, the latest first; an empty cursor means that there are no more."""

    people: list[Person]
    older: str = ""


@dataclass(frozen=True)
class Standing:
    """How whoever asks stands to a member, and how many follow them and are followed by them, as far as that is shown."""

    relation: Relation
    follows: tuple[int, int] | None


def relation(reader: Member | None, other_id: UUID) -> Relation:
    """How whoever asks stands to another member."""
    if reader is None or reader.id == other_id:
        return Relation()
    return _relation(dict(selected(RELATION, _pairs(reader.id, other_id))))


def standing(reader: Member | None, member: Member) -> Standing:
    """What the head of a member's page says of following, at one look."""
    barred, marks = (BARRED, (reader.id.hex, reader.id.hex)) if reader else ("", ())
    counts = f"{FOLLOWERS}{barred.format('follower')} UNION ALL {FOLLOWING}{barred.format('followed')}"
    text, values = counts, (member.id.hex, *marks) * 2
    if reader is not None:
        text, values = f"{RELATION} UNION ALL {text}", (*_pairs(reader.id, member.id), *values)
    found = dict(selected(text, values))
    between = _relation(found) if reader and reader.id != member.id else Relation()
    shown = may_see_follows(reader, member, between)
    return Standing(between, (int(found["followers"]), int(found["following"])) if shown else None)


def member_named(reader: Member | None, username: str) -> tuple[Member, Relation]:
    """A member by username, and how whoever asks stands to them. Raises NotFound, across a block too."""
    member = accounts.member_named(username)
    found = relation(reader, member.id)
    if found.barred:
        raise NotFound(f"There is no member called {username[:40]}.")
    return member, found


def may_see_follows(reader: Member | None, member: Member, found: Relation) -> bool:
    """Whether a member shows whoever asks by whom they are followed, and whom they follow."""
    if reader is not None and reader.id == member.id:
        return True
    allowed = {"everyone": True, "members": reader is not None, "followers": found.follows == ACCEPTED, "me": False}
    return allowed[member.follows_audience]


def request_count(member: Member) -> int:
    """How many ask to follow a member."""
    return int(
        Follow.select().where(Follow.followed == member.id, Follow.state == REQUESTED, *_there(member, Follow.follower)).count()
    )


def followers(reader: Member | None, member: Member, older_than: str = "") -> People:
    return _listed(reader, Follow.followed, Follow.follower, member.id, ACCEPTED, older_than)


def following(reader: Member | None, member: Member, older_than: str = "") -> People:
    return _listed(reader, Follow.follower, Follow.followed, member.id, ACCEPTED, older_than)


def requests(member: Member, older_than: str = "") -> People:
    """Who asks to follow a member."""
    return _listed(member, Follow.followed, Follow.follower, member.id, REQUESTED, older_than)


def blocked(member: Member) -> list[Person]:
    """Whom a member blocks, the latest first."""
    query = Block.select(*_columns(Block.id)).join(Member, on=(Member.id == Block.blocked))
    return [_person(*row) for row in query.where(Block.blocker == member.id).order_by(Block.id.desc()).limit(1_000).tuples()]


def muted(member: Member) -> list[Person]:
    """Whom a member mutes, by name."""
    query = Mute.select(*_columns(Mute.muted)).join(Member, on=(Member.id == Mute.muted))
    return [_person(*row) for row in query.where(Mute.member == member.id).order_by(Member.username).limit(1_000).tuples()]


def _pairs(reader_id: UUID, other_id: UUID) -> tuple[str, ...]:
    here, there = (reader_id.hex, other_id.hex), (other_id.hex, reader_id.hex)
    return (*here, *there, *here, *there, *here)


def _relation(found: Mapping[str, str]) -> Relation:
    said = {name: name in found for name in ("blocks", "blocked_by", "mutes")}
    return Relation(found.get("follows", ""), found.get("followed_by", ""), **said)


def _listed(
    reader: Member | None, whose: peewee.Field, other: peewee.Field, member_id: UUID, state: str, older_than: str
) -> People:
    query = Follow.select(*_columns(Follow.id)).join(Member, on=(Member.id == other))
    query = query.where(whose == member_id, Follow.state == state, *_there(reader, other))
    if reader is None or reader.id != member_id:
        query = query.where(_tells(reader))
    if mark := ids.from_short(older_than):
        query = query.where(Follow.id < mark)
    rows = [_person(*row) for row in query.order_by(Follow.id.desc()).limit(PAGE + 1).tuples()]
    return People(_with_states(reader, rows[:PAGE]), rows[PAGE - 1].since if len(rows) > PAGE else "")


def _there(reader: Member | None, other: peewee.Field) -> list[peewee.Expression]:
    return [~barred_from(reader.id, other)] if reader else []


def _tells(reader: Member | None) -> peewee.Expression:
    """The condition that a member in somebody else's list shows the reader whom they follow and who follows them."""
    if reader is None:
        return Member.follows_audience == "everyone"
    to_followers = (Member.follows_audience == "followers") & followed_by(reader.id, Member.id)
    return (Member.id == reader.id) | Member.follows_audience.in_(("everyone", "members")) | to_followers


def _columns(mark: peewee.Field) -> tuple[peewee.Field, ...]:
    return Member.id, Member.username, Member.display_name, Member.about, Member.locked, mark


def _person(member_id: UUID, username: str, display_name: str, about: str, locked: bool, mark: UUID) -> Person:
    return Person(member_id, username, display_name, about, locked, ids.short(mark))


def _with_states(reader: Member | None, people: Collection[Person]) -> list[Person]:
    if reader is None:
        return list(people)
    those = [person.id for person in people]
    rows = Follow.select(Follow.followed, Follow.state).where(Follow.follower == reader.id, Follow.followed.in_(those))
    states = {as_uuid(followed): state for followed, state in rows.tuples()}
    return [replace(person, follows=states.get(person.id, "")) for person in people]
