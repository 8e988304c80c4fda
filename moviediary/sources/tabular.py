"""What sources have in common that write tables, each of which is theirs by its header."""

from collections.abc import Iterator

from moviediary.sheets.contents import Contents, Table, Unreadable
from moviediary.sheets.limits import TooMuch
from moviediary.sources.lines import How, Line
from moviediary.sources.rows import UNKNOWN_FILE, Row, rows, unread

# So many parts of an archive are looked at to tell whose it is.
GLANCES = 30


class Tabular:
    """A source of tables. What else is in an archive of theirs is told, and left."""

    name: str
    title: str
    asks: frozenset[str]

    def is_ours(self, table: Table) -> bool:
        raise NotImplementedError

    def line(self, row: Row, how: How) -> Line:
        raise NotImplementedError

    def sure(self, contents: Contents, member: str) -> int:
        """How sure it is that this table, which has our header, is ours."""
        return 95

    def reading(self, member: str, table: Table, how: How) -> How:
        """How to read a table, where something of it has to be found out before its first row."""
        return how

    def recognises(self, contents: Contents) -> int:
        members = contents.members[:GLANCES]
        return max((self.sure(contents, member) for member in members if self._ours(contents, member)), default=0)

    def lines(self, contents: Contents, how: How) -> Iterator[Line]:
        if not any(self._ours(contents, member) for member in contents.members):
            raise Unreadable(f"This is no export of {self.title}: it has not the columns that {self.title} writes.")
        for member in contents.members:
            try:
                yield from self._lines(contents, member, how)
            except TooMuch:
                raise
            except Unreadable as problem:
                yield unread(member, str(problem))

    def _lines(self, contents: Contents, member: str, how: How) -> Iterator[Line]:
        table = contents.table(member)
        if not self.is_ours(table):
            yield unread(member, UNKNOWN_FILE)
            return
        how = self.reading(member, table, how)
        for row in rows(member, table):
            yield self.line(row, how)

    def _ours(self, contents: Contents, member: str) -> bool:
        try:
            return self.is_ours(contents.table(member))
        except TooMuch:
            raise
        except Unreadable:
            return False
