"""Movie Diary's own exports, as docs/export-format.md describes them: the ZIP, or one of the files in it."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from moviediary.sheets.contents import Broken, Contents, Unreadable
from moviediary.sources.lines import How, Line
from moviediary.sources.own_lines import NOT_OURS, TALK, Movies, event, kept, left, review, row, talk

NAME, FORMAT, VERSION = "moviediary", "movie-diary", 2
# What is no line of a diary: what the member said of themselves, and what others call entries that were deleted for good.
PROFILE, GONE = "profile.json", "gone.jsonl"
# Some of the columns of reviews.csv, which nobody else has all of.
COLUMNS = {"id", "title", "year", "watched", "rating", "seen_before", "audience", "movie_id"}
# Some of the names in an object of reviews.jsonl.
KEYS = {"id", "movie", "watched", "revision", "audience"}


Reader = Callable[[str, int, Any, Movies], Line | None]


class Own:
    name, title = NAME, "Movie Diary"
    asks: frozenset[str] = frozenset()

    def recognises(self, contents: Contents) -> int:
        try:
            return 100 if "manifest.json" in contents.members and _version(contents) else _single(contents)
        except Unreadable:
            return 0

    def lines(self, contents: Contents, how: How) -> Iterator[Line]:
        if "manifest.json" in contents.members:
            version = _version(contents)
            if version > VERSION:
                raise Unreadable(f"This export was made by a newer Movie Diary (format {version}). Update this site first.")
            yield from _archive(contents)
            return
        member = contents.members[0]
        if {*contents.table(member).header} >= COLUMNS if not _is_json(contents) else False:
            yield from (row(member, record) for record in contents.table(member).records())
        else:
            yield from _read(contents, member, review, Movies(contents))


def profile(contents: Contents) -> Mapping[str, Any]:
    """What the member of an export said of themselves; nothing where that is not in it, or cannot be read."""
    try:
        found = contents.document(PROFILE) if {"manifest.json", PROFILE} <= {*contents.members} else {}
    except Unreadable:
        return {}
    return found if isinstance(found, dict) else {}


def gone(contents: Contents) -> Iterator[tuple[str, str]]:
    """The source and the source's name of entries that were deleted for good, so that they stay away."""
    if not {"manifest.json", GONE} <= {*contents.members} or not contents.head(GONE, 1):
        return
    for _, item in contents.items(GONE):
        if isinstance(item, dict) and item.get("source") and item.get("source_id"):
            yield str(item["source"]), str(item["source_id"])


def _archive(contents: Contents) -> Iterator[Line]:
    readers: tuple[tuple[str, Reader], ...] = (
        ("reviews.jsonl", review),
        ("events.jsonl", event),
        ("kept.jsonl", kept),
        (TALK, talk),
    )
    if not {name for name, _ in readers} & {*contents.members}:
        raise Unreadable("This export of Movie Diary holds no entries: reviews.jsonl, events.jsonl and kept.jsonl are missing.")
    movies = Movies(contents)
    for member, reader in readers:
        # A diary nobody imported into has nothing that waits.
        if member in contents.members and contents.head(member, 1):
            yield from _read(contents, member, reader, movies)


def _read(contents: Contents, member: str, reader: Reader, movies: Movies) -> Iterator[Line]:
    for number, item in contents.items(member):
        if isinstance(item, Broken):
            yield left(member, number, item.problem, item.value)
            continue
        try:
            line = reader(member, number, item, movies)
        except (LookupError, TypeError, ValueError, AttributeError) as problem:
            yield left(member, number, NOT_OURS, str(problem)[:100])
            continue
        if line is not None:
            yield line


def _version(contents: Contents) -> int:
    """Which version of the format an archive has; 0 where it is no export of ours."""
    manifest = contents.document("manifest.json")
    found = manifest.get("version") if isinstance(manifest, dict) and manifest.get("format") == FORMAT else 0
    return found if isinstance(found, int) else 0


def _single(contents: Contents) -> int:
    if len(contents.members) != 1:
        return 0
    member = contents.members[0]
    if _is_json(contents):
        first = next((item for _, item in contents.items(member)), None)
        return 95 if isinstance(first, dict) and first.keys() >= KEYS else 0
    return 95 if {*contents.table(member).header} >= COLUMNS else 0


def _is_json(contents: Contents) -> bool:
    return contents.head(contents.members[0], 64).lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"[", b"{")


SOURCE = Own()
