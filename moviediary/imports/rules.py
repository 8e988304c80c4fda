"""What becomes of a viewing that a file tells of: it is added, or it is in the diary already, which may lack something."""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from moviediary.diary.commands import EditReview, Viewing
from moviediary.diary.events import ReviewEdited, ReviewLogged, ReviewSourced
from moviediary.diary.rules import TAGS, TEXT_LENGTH, EditFacts, Stored, checked, edit
from moviediary.errors import Refused
from moviediary.imports.units import Unit, smallness
from moviediary.words import AUDIENCES, stars_text

DELETED = "You deleted this entry from your diary."
THERE = "It is in your diary already."
# What sources call films as a whole, and what joining calls those that sources have no name for. With a moment behind, it is a
# viewing; numbers of these are of films always.
_OF_FILM = re.compile(r"film:[^@]*|.*\|film\|\d+", re.DOTALL)
NUMBER_FILMS = ("imdb", "tmdb")
# What an entry can be given by a file, as the report calls it.
NAMES = {
    "watched": "day",
    "rating": "rating",
    "heart": "heart",
    "text": "text",
    "tags": "tags",
    "time": "time",
    "medium": "place",
    "seen_before": "being a rewatch",
}


@dataclass(frozen=True)
class UnitFacts:
    """Who imports, their today, a fresh id, and what their diary has.

    `known` is the review that stands for this very line, with its `stored` content where it still has some. `others` are their
    reviews of the film that are not deleted, newest viewing first; `taken` those that stand for other lines of the same file.
    `undated` are on no day, and nobody said anything by hand of them; `meant` are those of them which this viewing is.
    """

    member_id: UUID
    today: date
    new_id: UUID
    known: UUID | None = None
    stored: Stored | None = None
    others: Collection[Stored] = ()
    taken: Collection[UUID] = frozenset()
    undated: Collection[UUID] = frozenset()
    meant: Collection[UUID] = frozenset()


@dataclass(frozen=True)
class Told:
    """A viewing on a day, as a file tells of it: the line it begins with, its day and its own rating."""

    line: int
    day: str
    rating: int | None = None
    finished: bool = True


@dataclass(frozen=True)
class Decision:
    """`outcome` is imported, there or failed, `reason` a sentence; `review_id` the review that stands for it."""

    outcome: str
    reason: str = ""
    review_id: UUID | None = None
    logged: ReviewLogged | None = None
    edited: tuple[ReviewEdited, ...] = ()
    sourced: ReviewSourced | None = None


def decide(unit: Unit, facts: UnitFacts) -> Decision:
    """Find the review that stands for a viewing, complete it, or add it. The same viewing told twice is one review."""
    try:
        viewing = checked(unit.viewing, facts.today)
    except Refused as refusal:
        return Decision("failed", " ".join(refusal.problems.values()))
    if facts.known is not None:
        if facts.stored is None or facts.stored.deleted_at:
            return Decision("there", DELETED, facts.known)
        return _completed(unit, viewing, facts.stored, facts, None)
    twin = _twin(unit, viewing, facts)
    sourced = ReviewSourced(twin.review_id if twin else facts.new_id, facts.member_id, unit.source, unit.source_id)
    if twin is not None:
        if unit.whole and any(one.viewing.rating for one in facts.others):
            # It is the rating of another viewing.
            viewing = replace(viewing, rating=None)
        return _completed(unit, viewing, twin, facts, sourced)
    # What keeps it from being logged twice is that it stands for its line; as a key its own id will do.
    logged = ReviewLogged(facts.new_id, facts.member_id, unit.movie_id, facts.new_id, viewing)
    return Decision("imported", " ".join(unit.notes), facts.new_id, logged, (), sourced)


def _twin(unit: Unit, viewing: Viewing, facts: UnitFacts) -> Stored | None:
    """The review of the diary that is this viewing, though the diary does not know it by its source."""
    if unit.whole and not unit.apart:
        return next(iter(facts.others), None)
    same = [one for one in facts.others if one.review_id not in facts.taken and one.viewing.watched == viewing.watched]
    alike = (one for one in same if replace(one.viewing, audience=viewing.audience) == viewing)
    twin = next(alike, None) or next((one for one in same if not _differs(one.viewing, viewing)), None)
    if twin is None and facts.meant and not unit.apart:
        twin = min((one for one in facts.others if one.review_id in facts.meant), key=lambda one: one.review_id, default=None)
    return twin


def taker(known: Viewing, told: Collection[Told]) -> int | None:
    """The line of the viewing that an entry on no day is, out of all that a file tells of its film; None where there is none.

    What is said of a film belongs to its latest viewing, and a rating to the viewing that has it: so it is the latest of those
    rated like the entry, else the latest of those without a rating. Where all are rated otherwise it is the latest, which keeps
    its own rating: whoever brings the days first gets the same diary.
    """
    fitting = [one for one in told if one.finished == known.finished]
    agreeing = [one for one in fitting if known.rating is not None and one.rating == known.rating]
    unrated = [one for one in fitting if known.rating is not None and one.rating is None]
    latest = max(agreeing or unrated or fitting, key=lambda one: (one.day, one.line), default=None)
    return latest.line if latest else None


def speaks_of_film(source: str, source_id: str) -> bool:
    """Whether a line that is called so tells of a film as a whole, and of no viewing in particular."""
    return source in NUMBER_FILMS or _OF_FILM.fullmatch(source_id) is not None


def _differs(one: Viewing, other: Viewing) -> bool:
    """Whether two tell of different viewings of a day, as their times of day say."""
    return bool(one.time and other.time and one.time != other.time)


def _completed(unit: Unit, viewing: Viewing, stored: Stored, facts: UnitFacts, sourced: ReviewSourced | None) -> Decision:
    known = stored.viewing
    if not known.watched and stored.review_id in facts.undated:
        # Of how exact a day is, whoever names one knows more than whoever names none; so does who rates the viewing itself.
        rating = known.rating if viewing.rating is None or unit.whole else viewing.rating
        known = replace(known, watched=viewing.watched, time=viewing.time, rating=rating)
    better = completed_by(known, viewing)
    reason = _told(stored.viewing, viewing, better)
    if is_for_fewer(viewing, stored.viewing):
        # What is said for few must not stand where more may read it.
        better = stored.viewing
    command = EditReview(stored.review_id, stored.revision, stored.movie_id, better)
    edited = edit(command, EditFacts(facts.member_id, facts.today, stored))
    return Decision("there", reason, stored.review_id, None, tuple(edited), sourced)


def is_for_fewer(said: Viewing, known: Viewing) -> bool:
    """Whether fewer may see what a file says than what the diary has."""
    return smallness(said.audience) > smallness(known.audience)


def completed_by(known: Viewing, said: Viewing) -> Viewing:
    """What a diary says of a viewing, with the gaps filled. What it says itself stays, unless the other says more of the same."""
    more = said.text if known.text in said.text else known.text
    return replace(
        known,
        time=known.time or (said.time if said.watched == known.watched else ""),
        rating=known.rating if known.rating is not None else said.rating,
        heart=known.heart or said.heart,
        medium=known.medium or said.medium,
        tags=tuple(dict.fromkeys((*known.tags, *said.tags)))[:TAGS],
        text=more[:TEXT_LENGTH],
        spoiler=known.spoiler or (said.spoiler and more == said.text),
        seen_before=known.seen_before or said.seen_before,
    )


def _told(known: Viewing, said: Viewing, better: Viewing) -> str:
    added = [name for field, name in NAMES.items() if getattr(known, field) != getattr(better, field)]
    sentences = [_of_added(f"its {' and '.join(added)}", known, said) if added else THERE]
    if said.rating is not None and better.rating is not None and said.rating != better.rating:
        sentences.append(f"The file rates it {stars_text(said.rating)}; your diary keeps {stars_text(better.rating)}.")
    if said.text and said.text != better.text:
        sentences.append("The file has another text; your diary's stays.")
    return " ".join(sentences)


def _of_added(added: str, known: Viewing, said: Viewing) -> str:
    if not is_for_fewer(said, known):
        return f"It is in your diary already; {added} came from the file."
    seen, meant = AUDIENCES[known.audience], AUDIENCES[said.audience]
    return f"It is in your diary already, visible to “{seen}”; {added} in the file stayed away, being for “{meant}”."
