"""Imports and what was read of their files: plain rows, which go with the account. What comes of them is in the log."""

from uuid import UUID

import peewee

from moviediary.accounts.models import Member
from moviediary.tables import JsonField, Row, UtcField

# The kind of work that an import is.
KIND = "import"
# The notices that one came to its end, and that its member let go of it.
ENDED, FORGOTTEN = "imports.ended", "imports.forgotten"
# What the worker is at.
UNDER_WAY = ("reading", "running", "undoing")
# The same for one that its member let go of: it is on no page but their list.
FORGETTING = "forgetting"
FINDING = "Looking for the films"
# While it can be read again in another way, or once more run.
READABLE = ("ready", "failed", "undone")
# What a member had to choose between and has not yet.
UNSURE = ("several", "none")
# A line of which nothing has become yet.
FRESH = {"outcome": "", "reason": "", "review_id": None}
# What is done one after the other when an import is taken back, as `doing` says it.
UNDOING_STEPS = (
    "Removing what it added",
    "Putting back what it completed",
    "Forgetting which lines it knew",
    "Handing over what waits",
    "Tidying up",
)
# The same where it is forgotten.
FORGETTING_STEPS = ("Handing over what it keeps", "Removing its lines", "Removing its file")


class Import(Row):
    """A file a member brought. Its id is that of the batch in the log.

    `state`: reading, ready, running, paused, done, cancelled, undoing, undone, forgetting or failed.
    `how` it is read and what to `take` of it are the member's choices. `doing` says what the worker is at, `done` of `total`;
    `problem` why it failed.
    """

    id = peewee.UUIDField(primary_key=True)
    member = peewee.ForeignKeyField(Member, lazy_load=False, backref=None, index=False, on_delete="CASCADE")
    file_name = peewee.TextField()
    # Its name in the store.
    file = peewee.TextField()
    size = peewee.BigIntegerField()
    source = peewee.TextField(default="")
    state = peewee.TextField()
    how = JsonField(default=dict)
    take = JsonField(default=dict)
    doing = peewee.TextField(default="")
    done = peewee.IntegerField(default=0)
    total = peewee.IntegerField(default=0)
    # How far what it is `doing` has got, in the words of whatever that is.
    place = peewee.BigIntegerField(default=0)
    problem = peewee.TextField(default="")
    made_at = UtcField()
    begun_at = UtcField(null=True)
    ended_at = UtcField(null=True)
    # That of the form it came with, which may be sent twice.
    key = peewee.UUIDField(null=True)

    class Meta:
        table_name = "import_batch"
        indexes = ((("member", "id"), False),)


class ImportSample(Row):
    """What the mapping of columns shows of a file: a `sources.samples.Sample`. It is of the file, however that is read."""

    batch = peewee.ForeignKeyField(
        Import, lazy_load=False, backref=None, index=False, primary_key=True, on_delete="CASCADE", object_id_name="batch_id"
    )
    said = JsonField()


class ImportOwner(Row):
    """Who made an export of ours that is brought: an `account_rules.Owner`. Apart from the import, which is read far oftener."""

    batch = peewee.ForeignKeyField(
        Import, lazy_load=False, backref=None, index=False, primary_key=True, on_delete="CASCADE", object_id_name="batch_id"
    )
    said = JsonField()


class ImportFilm(Row):
    """A film as the file names it, and which of ours it is.

    `found`: "" not looked for yet, one, several or none. `choices` are values of a form, "" none; `twice` says that the file
    has two films of this title and year, `asked` that film databases were asked, `answer` that a member chose ("chosen") or
    let it be ("skipped").
    """

    id = peewee.BigAutoField()
    batch = peewee.ForeignKeyField(Import, lazy_load=False, backref=None, index=False, on_delete="CASCADE")
    key = peewee.TextField()
    title = peewee.TextField()
    year = peewee.IntegerField(null=True)
    said = JsonField()
    uri = peewee.TextField(default="")
    twice = peewee.BooleanField(default=False)
    found = peewee.TextField(default="")
    movie_id = peewee.UUIDField(null=True)
    choices = JsonField(default=list)
    asked = peewee.BooleanField(default=False)
    answer = peewee.TextField(default="")

    class Meta:
        indexes = ((("batch", "key"), True), (("batch", "found", "id"), False))

    @property
    def is_unsettled(self) -> bool:
        """Whether nobody is sure which film it is, and the member has not said it."""
        return self.found in UNSURE and self.answer == ""


class ImportLine(Row):
    """A line of the file, as `sources.lines.Line` says, and what became of it.

    `leader` is the first line that tells of the same viewing. `outcome`: "" not yet, imported, there (it was already), look
    (imported, but which film it is has to be looked at), failed, kept (for a later release) or left (out, as the member
    chose).
    """

    id = peewee.BigAutoField()
    batch = peewee.ForeignKeyField(Import, lazy_load=False, backref=None, index=False, on_delete="CASCADE")
    file = peewee.TextField()
    number = peewee.IntegerField()
    kind = peewee.TextField()
    film = peewee.ForeignKeyField(
        ImportFilm, lazy_load=False, backref=None, index=False, null=True, constraints=[], object_id_name="film_id"
    )
    day = peewee.TextField(default="")
    unit = peewee.TextField(default="")
    source_id = peewee.TextField(default="")
    said = JsonField(default=dict)
    original = JsonField(default=dict)
    more = JsonField(default=dict)
    problem = peewee.TextField(default="")
    note = peewee.TextField(default="")
    value = peewee.TextField(default="")
    leader_id = peewee.BigIntegerField(null=True)
    outcome = peewee.TextField(default="")
    reason = peewee.TextField(default="")
    review_id = peewee.UUIDField(null=True)

    class Meta:
        indexes = ((("batch", "id"), False), (("batch", "outcome", "id"), False))


class FilmAnswer(Row):
    """Which film a member said is meant by a title and year, or by a source's own mark for one; remembered for every import."""

    member = peewee.ForeignKeyField(Member, lazy_load=False, backref=None, index=False, on_delete="CASCADE")
    key = peewee.TextField()
    movie_id = peewee.UUIDField()

    class Meta:
        primary_key = peewee.CompositeKey("member", "key")


class ReadingProfile(Row):
    """How a member reads files of an unknown kind: a `sources.lines.Profile`, kept under its name."""

    id = peewee.UUIDField(primary_key=True)
    member = peewee.ForeignKeyField(Member, lazy_load=False, backref=None, index=False, on_delete="CASCADE")
    name = peewee.TextField()
    said = JsonField()

    class Meta:
        indexes = ((("member", "name"), True),)


# The same of a row, as a condition.
UNSETTLED = ImportFilm.found.in_(UNSURE) & (ImportFilm.answer == "")
# Imports that put something into a diary.
WAS_RUN = Import.begun_at.is_null(False) & Import.state.not_in(("undoing", "undone", FORGETTING))
# Those that keep what waits for a place in the diary: one that was given up half taken back keeps nothing.
KEEPS = WAS_RUN & Import.doing.not_in(UNDOING_STEPS)


def to_import(batch_id: UUID) -> peewee.Expression:
    """The first lines of the viewings that are still to be imported."""
    return (ImportLine.batch == batch_id) & (ImportLine.outcome == "") & (ImportLine.leader_id == ImportLine.id)


def folder_of(member_id: UUID) -> str:
    """How the names of the files begin that a member brought."""
    return f"imports/{member_id.hex}-"
