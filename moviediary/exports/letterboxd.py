"""The form in which Letterboxd takes a diary in: CSV files of less than 1 MB each, by its page on importing data."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import nh3
import peewee
from peewee import fn

from moviediary import cells
from moviediary.diary.models import Review
from moviediary.exports import notes, walks
from moviediary.exports.pieces import Asked, Cursor, Stage, Written
from moviediary.exports.walks import Told
from moviediary.text import markdown

# Bytes of a file. Letterboxd says 1 MB; a thousand less is that by any way of counting.
MOST = 999_000
COLUMNS = ("tmdbID", "imdbID", "Title", "Year", "Directors", "Rating10", "WatchedDate", "Rewatch", "Tags", "Review")
# What Letterboxd allows in a review; whatever else Markdown makes becomes this, or words.
ALLOWED = {"strong", "em", "blockquote", "a"}
_AS_ALLOWED = (
    # Whoever is mentioned has no page there.
    (re.compile(r'<a href="/members/[^"]*"[^>]*>(@.*?)</a>'), r"\1"),
    (re.compile(r"<h[4-6]>(.*?)</h[4-6]>", re.DOTALL), r"<strong>\1</strong>\n\n"),
    (re.compile(r"<li>\s*(?:<p>)?"), "• "),
    (re.compile(r"<hr>"), "* * *\n\n"),
    (re.compile(r"<br>\n?|</li>\n?"), "\n"),
    (re.compile(r"</p>\n?|</pre>\n?|</ul>\n?|</ol>\n?"), "\n\n"),
)
_EXACT = fn.LENGTH(Review.watched) == 10
FULL_DAYS = (_EXACT, Review.finished)
OTHERS = (~_EXACT, Review.finished)
UNFINISHED = (~Review.finished,)


def html(text: str) -> str:
    """What a member wrote in Markdown as HTML that Letterboxd takes, its paragraphs separated by empty lines."""
    drawn = markdown(text)
    for pattern, written in _AS_ALLOWED:
        drawn = pattern.sub(written, drawn)
    kept = nh3.clean(drawn, tags=ALLOWED, attributes={"a": {"href"}}, link_rel=None)
    quoted = re.sub(r"\s*</blockquote>\s*", "</blockquote>\n\n", re.sub(r"<blockquote>\s*", "<blockquote>", kept))
    return re.sub(r"\n{3,}", "\n\n", quoted).strip()


def as_row(told: Told) -> str:
    """A viewing as a line. Tags and rewatches mean something only on a day."""
    said, film = told.viewing, told.film
    day = said.watched if len(said.watched) == 10 else ""
    dated = (day, "true" if told.rewatch else "false", cells.listed(said.tags)) if day else ("", "", "")
    named = (str(film.tmdb_id or ""), film.imdb_id or "", film.title, str(film.year), cells.listed(film.directors))
    return cells.row([*named, str(said.rating or ""), *dated, html(said.text)])


def write(name: str, count: str, conditions: Sequence[peewee.Expression], asked: Asked, cursor: Cursor) -> Written:
    """Some lines of the file that is being filled, or of the next one where they would not fit any more."""
    position, number, size = cursor.after or ("", 0, MOST)
    rows = walks.by_day(asked.member, position, *conditions)
    head = cells.row(COLUMNS).encode()
    data, taken = b"", 0
    for told in rows:
        encoded = as_row(told).encode()
        if size + len(data) + len(encoded) > MOST:
            if data:
                break
            number, size, data = number + 1, 0, head
        data, taken = data + encoded, taken + 1
    if not taken:
        return Written(None)
    more = taken < len(rows) or len(rows) == walks.AT_ONCE
    after: Any = (rows[taken - 1].position, number, size + len(data)) if more else None
    return Written(data, after, taken, {count: taken, **left(rows[:taken])}, f"{name}-{number}.csv")


def left(rows: Sequence[Told]) -> Mapping[str, int]:
    """How often something was said that Letterboxd has no place for. Named so that nothing of it is taken for a row."""
    found: Counter[str] = Counter()
    for told in rows:
        said = told.viewing
        partly = len(said.watched) < 10 and (said.watched or said.tags or told.rewatch)
        lost = {"partly": partly, "times": said.time, "media": said.medium, "hearts": said.heart}
        lost |= {"spoilers": said.spoiler and said.text, "audiences": said.audience != "everyone"}
        found.update(name for name, is_lost in lost.items() if is_lost)
    return found


def readme(asked: Asked, cursor: Cursor) -> Written:
    return Written(notes.letterboxd(cursor.counts).encode())


STAGES = (
    Stage("diary.csv", "Writing your diary", partial(write, "diary", "diary", FULL_DAYS)),
    Stage("undated.csv", "Writing viewings without a day", partial(write, "undated", "undated", OTHERS)),
    Stage("not-finished.csv", "Writing what you did not finish", partial(write, "not-finished", "unfinished", UNFINISHED)),
    Stage("README.txt", "Writing what this is", readme),
)
