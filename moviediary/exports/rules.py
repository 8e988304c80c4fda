"""What can be exported, for how long it is kept, and when the next one of every month is due. Pure."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import datetime, timedelta

from moviediary.errors import Refused

KEPT = timedelta(days=7)
# Exports of a member that wait to be fetched, and of those made every month.
MOST, MOST_MONTHLY = 10, 24
# How often one is begun anew because the diary changed meanwhile. Somebody who logs all day gets one that is a little older
# than its last line, rather than none.
ANEW = 3
# The name of a part in the store: whose it is and of which export, its number, and a mark so that no two are ever the same.
PART = re.compile(r"exports/([0-9a-f]{32})-([0-9a-f]{32})-\d{5}-[0-9a-f]{8}")


@dataclass(frozen=True)
class Format:
    """A form in which a diary leaves: what it is called, what it is for, and what its file is."""

    name: str
    title: str
    words: str
    ending: str
    type: str


FORMATS = {
    one.name: one
    for one in (
        Format("zip", "Everything", "Loses nothing. Another Movie Diary takes it in and is the same.", "zip", "application/zip"),
        Format("letterboxd", "For Letterboxd", "Files that Letterboxd imports, each below its limit.", "zip", "application/zip"),
        Format("csv", "Spreadsheet", "A CSV file: one row for each viewing.", "csv", "text/csv; charset=utf-8"),
        Format("json", "JSON", "For programs: one object for each viewing.", "json", "application/json"),
    )
}


@dataclass(frozen=True)
class Wanted:
    """What a member asks for."""

    format: str
    posters: bool = False


@dataclass(frozen=True)
class Facts:
    """Of a member's exports: the formats of those that are being made, and how many were asked for by hand."""

    making: frozenset[str]
    count: int


def request(wanted: Wanted, facts: Facts) -> Wanted:
    """What is to be made. Raises Refused."""
    chosen = checked(wanted)
    title = FORMATS[chosen.format].title
    if chosen.format in facts.making:
        raise Refused(f"“{title}” is being made already. You see below how far it is.")
    if facts.count >= MOST:
        raise Refused(f"You have {MOST} exports here. Delete one that you have downloaded, then ask again.")
    return chosen


def checked(wanted: Wanted) -> Wanted:
    """A wish that can be met; only an archive has room for posters. Raises Refused."""
    if wanted.format not in FORMATS:
        raise Refused("Choose one of the formats.", {"format": "Choose one of the formats."})
    return Wanted(wanted.format, wanted.posters and wanted.format == "zip")


def monthly(wanted: Wanted, keep: int | None) -> tuple[Wanted, int]:
    """What is to be made every month, and how many are kept. Raises Refused."""
    if keep is None or not 1 <= keep <= MOST_MONTHLY:
        problem = f"Write a number from 1 to {MOST_MONTHLY}."
        raise Refused(problem, {"keep": problem})
    return checked(wanted), keep


def month_later(moment: datetime) -> datetime:
    """The same day of the next month, or its last day."""
    year, month = moment.year + moment.month // 12, moment.month % 12 + 1
    return moment.replace(year=year, month=month, day=min(moment.day, monthrange(year, month)[1]))


def file_name(username: str, wanted: str, made_at: datetime) -> str:
    """What a downloaded export is called."""
    kind = "-letterboxd" if wanted == "letterboxd" else ""
    return f"movie-diary-{username}{kind}-{made_at:%Y-%m-%d}.{FORMATS[wanted].ending}"
