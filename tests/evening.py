"""Members who do things to each other at random, take some back, and a simple model of what each has to be told."""

import random

from acts import Somebody

from moviediary import database, ids
from moviediary.accounts.actions import register
from moviediary.accounts.commands import Account
from moviediary.accounts.models import Member
from moviediary.diary import actions as diary
from moviediary.diary.commands import Viewing
from moviediary.movies.commands import DiscoverMovie, Identity
from moviediary.notifications.models import Notification, NotificationAct
from moviediary.notifications.telling import mark_read
from moviediary.reactions.models import ReviewBoost, ReviewLike
from moviediary.relations.models import Block, Follow

NAMES = ("ada", "ben", "cyd", "dan", "eve")
# Of comments the id tells; whether it is told as comment, answer or mention depends on which delivery came first.
SPOKEN = ("comment", "reply", "mention")
TABLES = {"like": ReviewLike, "boost": ReviewBoost}


class Evening:
    """`told` maps who is told, what, about what, by whom, to whether they have read it."""

    def __init__(self, seed):
        self.dice = random.Random(seed)
        with database.connected():
            for name in NAMES:
                register(Account(name, f"{name}@example.org", "correct horse battery"))
        self.people = {name: Somebody(name) for name in NAMES}
        self.ids = {name: somebody.id for name, somebody in self.people.items()}
        self.names = {member_id: name for name, member_id in self.ids.items()}
        # One wants to be asked before others follow; one hears nothing of another.
        with database.connected():
            Member.update(locked=True).where(Member.username == "dan").execute()
        self.people["eve"].mute("ada")
        self.reviews = {self._logged(name): name for name in NAMES for _ in range(2)}
        # By comment: by whom, below which review, naming whom; and the one it answers.
        self.comments, self.parents, self.deleted = {}, {}, set()
        self.told = {}

    def act(self):
        """Let somebody do something."""
        deeds = {"react": 8, "comment": 5, "edit": 3, "delete": 2, "follow": 4, "answer": 2, "block": 1}
        deed = self.dice.choices(list(deeds), list(deeds.values()))[0]
        one, other = self.dice.sample(NAMES, 2)
        if deed == "block" or not self._apart(one, other):
            getattr(self, f"_{deed}")(one, other)

    def read(self, name):
        """Somebody reads all that they were told; all deliveries were made before."""
        with database.connected(), database.writing():
            mark_read(self.ids[name])
        self.told.update({key: True for key in self.told if key[0] == name})

    def without(self, name):
        """What is left of it when an account is gone, with all that was said below its reviews."""
        gone = {comment for comment, (_, review, _) in self.comments.items() if self.reviews[review] == name}
        return {key: read for key, read in self.told.items() if name not in key and key[2] not in gone}

    def found(self):
        """What members are told, as the model says it."""
        with database.connected():
            rows = NotificationAct.select(NotificationAct, Notification).join(Notification)
            return {self._key(row): row.notification.read_at is not None for row in rows}

    def counts(self):
        with database.connected():
            return dict(Member.select(Member.username, Member.unread).tuples())

    def expected_counts(self):
        """How many rows of each are unread: what goes together is one. Who is muted or apart is in none of them, and below the
        review of somebody who is apart from them they find nothing."""
        with database.connected():
            unread = list(Notification.select().where(Notification.read_at.is_null()))
        told = [(self.names[row.member_id], self.reviews.get(row.review_id)) for row in unread]
        kept = [name for name, author in told if author is None or not self._apart(name, author)]
        return {name: kept.count(name) for name in NAMES}

    def _key(self, row):
        receiver, actor = self.names[row.member_id], self.names[row.actor]
        kind = row.notification.kind
        if kind in SPOKEN:
            return receiver, "said", row.act, actor
        return receiver, kind, row.notification.about if kind in ("like", "boost") else None, actor

    def _react(self, one, other):
        kind = self.dice.choice(("like", "boost"))
        review = self.dice.choice([review for review, author in self.reviews.items() if author == other])
        key = (other, kind, review, one)
        if self.people[one].said(TABLES[kind], review):
            getattr(self.people[one], f"un{kind}")(review)
            self._taken_back(key)
        else:
            getattr(self.people[one], kind)(review)
            self._tell(key)

    def _comment(self, one, other):
        review = self.dice.choice(list(self.reviews))
        author = self.reviews[review]
        if self._apart(one, author):
            return
        mine = [comment for comment, (_, where, _) in self.comments.items() if where == review]
        parent = self.dice.choice([None, *mine])
        while parent and self.parents[parent]:
            parent = self.parents[parent]
        named = self.dice.sample(NAMES, self.dice.choice((0, 0, 1, 2)))
        comment = self.people[one].comment(review, self._text(named), parent)
        self.comments[comment], self.parents[comment] = (one, review, named), parent
        answered = [self.comments[parent][0]] if parent else []
        for receiver in {author, *answered, *named}:
            self._tell((receiver, "said", comment, one))

    def _edit(self, one, other):
        mine = [comment for comment, (by, _, _) in self.comments.items() if by == one and comment not in self.deleted]
        if mine:
            comment = self.dice.choice(mine)
            _, review, before = self.comments[comment]
            named = self.dice.sample(NAMES, self.dice.choice((0, 1, 2)))
            self.people[one].edit_comment(comment, self._text(named))
            self.comments[comment] = (one, review, named)
            parent = self.parents[comment]
            anyway = {self.reviews[review], self.comments[parent][0] if parent else None}
            for name in set(before) - set(named) - anyway:
                self._taken_back((name, "said", comment, one))
            for name in set(named) - set(before):
                self._tell((name, "said", comment, one), again=False)

    def _delete(self, one, other):
        mine = [comment for comment, (by, _, _) in self.comments.items() if by == one and comment not in self.deleted]
        if mine:
            comment = self.dice.choice(mine)
            self.people[one].delete_comment(comment)
            self.deleted.add(comment)
            self.told = {key: read for key, read in self.told.items() if key[2] != comment}

    def _follow(self, one, other):
        state = self._state(one, other)
        if state:
            self.people[one].unfollow(other)
            self._undone(one, other)
        else:
            became = self.people[one].follow(other)
            self._tell((other, "request" if became == "requested" else "follower", None, one))

    def _answer(self, one, other):
        """The one who wants to be asked accepts, rejects or removes."""
        state, dan = self._state(other, "dan"), self.people["dan"]
        if other == "dan" or not state:
            return
        if state == "accepted":
            dan.remove_follower(other)
            self._undone(other, "dan")
        else:
            deed = self.dice.choice(("accept", "reject"))
            getattr(dan, deed)(other)
            self._undone(other, "dan")
            if deed == "accept":
                self._tell((other, "accepted", None, "dan"))

    def _block(self, one, other):
        if self._apart(one, other):
            with database.connected():
                pairs = list(Block.select(Block.blocker, Block.blocked).tuples())
            for blocker, blocked in pairs:
                if {self.names[blocker], self.names[blocked]} == {one, other}:
                    self.people[self.names[blocker]].unblock(self.names[blocked])
        else:
            self.people[one].block(other)
            pair = {one, other}
            self.told = {key: read for key, read in self.told.items() if {key[0], key[3]} != pair}

    def _undone(self, follower, followed):
        for receiver, kind, actor in (
            (followed, "request", follower),
            (followed, "follower", follower),
            (follower, "accepted", followed),
        ):
            self._taken_back((receiver, kind, None, actor))

    def _tell(self, key, again=True):
        receiver, _, _, actor = key
        if receiver == actor or (receiver, actor) == ("eve", "ada") or self._apart(receiver, actor):
            return
        if again or key not in self.told:
            for kind in ("request", "follower"):
                if key[1] in ("request", "follower"):
                    self.told.pop((receiver, kind, None, actor), None)
            self.told[key] = False

    def _taken_back(self, key):
        if self.told.get(key) is False:
            del self.told[key]

    def _apart(self, one, other):
        pair = (self.ids[one], self.ids[other])
        with database.connected():
            return Block.select().where(Block.blocker.in_(pair), Block.blocked.in_(pair)).exists()

    def _state(self, follower, followed):
        with database.connected():
            row = Follow.get_or_none(Follow.follower == self.ids[follower], Follow.followed == self.ids[followed])
        return row.state if row else ""

    def _text(self, named):
        return f"Well, {' '.join(f'@{name}' for name in named)} {self.dice.random()}"

    def _logged(self, name):
        with database.connected():
            film = DiscoverMovie(Identity(f"Film {self.dice.random()}", 1979))
            return diary.log_review(self.people[name].member, ids.uuid7(), film, Viewing(""))
