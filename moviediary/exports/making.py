"""An export as one stream of bytes, that can be left after every piece and gone on with by another process."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from moviediary.accounts.models import Member
from moviediary.exports import letterboxd, plain, walks, whole
from moviediary.exports.archive import Archive
from moviediary.exports.pieces import Asked, Cursor, Stage, pieces

STAGES: Mapping[str, Sequence[Stage]] = {
    "zip": whole.STAGES,
    "letterboxd": letterboxd.STAGES,
    "csv": plain.CSV,
    "json": plain.JSON,
}
ARCHIVES = ("zip", "letterboxd")


@dataclass(frozen=True)
class Progress:
    """How far a stream is: where it goes on, what it was at, and how many rows are written. The archive is the one that is
    being written, not a copy: it has to be put down before the next piece is asked for."""

    cursor: Cursor = field(default_factory=Cursor)
    archive: Archive = field(default_factory=Archive)
    doing: str = ""
    done: int = 0


def stream(name: str, asked: Asked, progress: Progress) -> Iterator[tuple[bytes, Progress]]:
    """The bytes of an export from a place on, and how far it is behind them. Each piece is small."""
    archive, done = progress.archive, progress.done
    for piece in pieces(STAGES[name], asked, progress.cursor):
        done += piece.rows
        out = piece.data or b""
        if name in ARCHIVES:
            out = archive.add(piece.name, out) if piece.data is not None else b""
            out += archive.close() if piece.cursor.stage == len(STAGES[name]) else b""
        yield out, Progress(piece.cursor, archive, piece.doing, done)


def total(name: str, member: Member, posters: bool) -> int:
    """How many rows a stream writes."""
    return whole.total(member, posters) if name == "zip" else walks.counts(member)["there"]
