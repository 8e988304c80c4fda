"""The format that loses nothing: all of a diary as one archive, as docs/export-format.md describes it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from moviediary import storage
from moviediary.accounts.models import Member
from moviediary.exports import notes, plain, talk, walks
from moviediary.exports.models import ExportPlan
from moviediary.exports.pieces import Asked, Cursor, Stage, Written, document, line
from moviediary.exports.wires import wire
from moviediary.imports.models import ImportLine, ReadingProfile
from moviediary.movies.facts import FIXABLE
from moviediary.movies.models import picture_file
from moviediary.movies.queries import became
from moviediary.notifications import restoring
from moviediary.relations import queries as relations

FORMAT, VERSION = "movie-diary", 2


def readme(asked: Asked, cursor: Cursor) -> Written:
    return Written(notes.WHOLE.encode())


def profile(asked: Asked, cursor: Cursor) -> Written:
    """What the member said of themselves, and how they want things to be. Nothing that opens a door."""
    member = asked.member
    names = ("username", "display_name", "email", "about", "time_zone", "week_start", "audience", "locked", "follows_audience")
    profiles = ReadingProfile.select().where(ReadingProfile.member == member.id)
    plan = ExportPlan.get_or_none(ExportPlan.member == member.id)
    every_month = {"format": plan.format, "posters": plan.posters, "keep": plan.keep} if plan else None
    said = {
        **{name: getattr(member, name) for name in names},
        "mutes": sorted(person.username for person in relations.muted(member)),
        "notifications": restoring.told(member),
        "reading_profiles": sorted(({"name": row.name, "said": row.said} for row in profiles), key=lambda one: str(one["name"])),
        "export_every_month": every_month,
    }
    return Written(document(said))


def reviews(asked: Asked, cursor: Cursor) -> Written:
    rows = walks.by_id(asked.member, _place(cursor))
    data = b"".join(line(plain.as_object(told)) for told in rows)
    return Written(data, _after([told.review_id for told in rows]), len(rows), {"reviews": len(rows)})


def happened(asked: Asked, cursor: Cursor) -> Written:
    """The events of a diary. What was said about a movie that was merged is said about what that became."""
    entries = walks.events(asked.member, _place(cursor))
    wires = [(wire(entry), entry) for entry in entries]
    reviews = [UUID(one["data"]["review_id"]) for one, _ in wires]
    about, begun = walks.about(asked.member, reviews), walks.begun(reviews)
    told = [
        one
        for review_id, (one, entry) in zip(reviews, wires, strict=True)
        if review_id in about and entry.seq >= begun[review_id]
    ]
    _name_now(told)
    films = {one["data"]["movie_id"] for one in told if "movie_id" in one["data"]}
    others = films - {str(movie_id) for movie_id in about.values()} - {*cursor.films}
    data = b"".join(line(one) for one in told)
    after = _after([entry.id for entry in entries])
    return Written(data, after, len(entries), {"events": len(told)}, films=tuple(sorted(others)))


def films(asked: Asked, cursor: Cursor) -> Written:
    """What identifies each movie that entries are or were about, and what was said of it by hand."""
    after = _place(cursor)
    others = sorted(found for found in map(UUID, cursor.films) if found > after)
    ids = sorted({*walks.movie_ids(asked.member, after), *others})[: walks.AT_ONCE]
    data = b""
    for movie_id, film, fixed in walks.movies(ids):
        facts = {name: getattr(fixed, name) for name in FIXABLE} if fixed else None
        data += line({**plain.as_movie(movie_id, film), "facts": facts})
    return Written(data, _after(ids), len(ids), {"movies": len(ids)})


def table(asked: Asked, cursor: Cursor) -> Written:
    return plain.csv(asked, cursor)


def kept(asked: Asked, cursor: Cursor) -> Written:
    rows = walks.kept(asked.member, cursor.after or 0)
    data = b"".join(line(_kept(row)) for row in rows)
    return Written(data, rows[-1].id if len(rows) == walks.AT_ONCE else None, len(rows), {"kept": len(rows)})


def gone(asked: Asked, cursor: Cursor) -> Written:
    """What others call entries that were deleted for good, and nothing of the entries: so that they stay away."""
    rows = walks.gone(asked.member, _place(cursor))
    data = b"".join(line({"source": row.source, "source_id": row.source_id}) for row in rows)
    return Written(data, _after([row.key for row in rows]), len(rows), {"gone": len(rows)})


def posters(asked: Asked, cursor: Cursor) -> Written:
    """The next poster, where they are wanted."""
    found = walks.poster(asked.member, _place(cursor)) if asked.posters else None
    if found is None:
        return Written(None)
    movie_id, name = found
    picture = storage.get(picture_file(name))
    return Written(picture, str(movie_id), 1, {"posters": 1 if picture else 0}, f"posters/{movie_id}.webp")


def manifest(asked: Asked, cursor: Cursor) -> Written:
    counts = {name: cursor.counts.get(name, 0) for name in ("reviews", "events", "talk", "movies", "kept", "gone", "posters")}
    said = {"format": FORMAT, "version": VERSION, "made_at": plain.moment(asked.made_at), "counts": counts}
    return Written(document(said))


STAGES: Sequence[Stage] = (
    Stage("README.txt", "Writing what this is", readme),
    Stage("profile.json", "Writing your profile", profile),
    Stage("reviews.jsonl", "Writing your entries", reviews),
    Stage("events.jsonl", "Writing how they came about", happened),
    Stage("talk.jsonl", "Writing what you said to others", talk.said),
    Stage("movies.jsonl", "Writing the films", films),
    Stage("reviews.csv", "Writing your entries as a table", table),
    Stage("kept.jsonl", "Writing what imports keep", kept),
    Stage("gone.jsonl", "Writing what is to stay away", gone),
    Stage("posters", "Adding posters", posters),
    # Last, as it counts what the others hold.
    Stage("manifest.json", "Counting", manifest),
)


def total(member: Member, with_posters: bool) -> int:
    """How many rows there will be, as `Piece.rows` counts them."""
    counts = walks.counts(member)
    names = ("reviews", "events", "movies", "there", "kept", "gone", *(("posters",) if with_posters else ()))
    return sum(counts[name] for name in names)


def _name_now(wires: Sequence[dict[str, Any]]) -> None:
    named = [wire["data"] for wire in wires if "movie_id" in wire["data"]]
    now = became({UUID(data["movie_id"]) for data in named})
    for data in named:
        data["movie_id"] = str(now.get(UUID(data["movie_id"]), data["movie_id"]))


def _kept(row: ImportLine) -> dict[str, Any]:
    """A line as the file had it that it came from first, through however many exports."""
    if "kept" in (row.more or {}):
        before: dict[str, Any] = row.more["kept"]
        return before
    told: Any = row.told if row.film_id else None
    film = {**told.said, "title": told.title, "year": told.year, "uri": told.uri} if told else None
    fields = ("file", "number", "kind", "source_id", "unit", "said", "original", "more", "problem", "note", "value")
    return {"source": row.brought.source, **{name: getattr(row, name) for name in fields}, "film": film}


def _place(cursor: Cursor) -> UUID:
    return UUID(cursor.after) if cursor.after else walks.FIRST


def _after(ids: Sequence[UUID]) -> str | None:
    return str(ids[-1]) if len(ids) == walks.AT_ONCE else None
