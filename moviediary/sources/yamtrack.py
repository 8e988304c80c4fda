"""Yamtrack, and Floppy, which writes the same with more columns."""

from moviediary.sheets.contents import Table
from moviediary.sources.days import day
from moviediary.sources.escaping import escaped
from moviediary.sources.films import film
from moviediary.sources.lines import How, Line, Said
from moviediary.sources.rows import Row, has, judged
from moviediary.sources.scales import rated
from moviediary.sources.tabular import Tabular

NO_FILM = "This is a series, a game, a book or a comic, and no film."
UNKNOWN_STATUS = "Yamtrack has no such status of a film."
WATCHED, UNFINISHED = {"completed", "repeating", ""}, {"in progress", "paused", "dropped"}


class Yamtrack(Tabular):
    name, title = "yamtrack", "Yamtrack"
    asks = frozenset({"misfits"})

    def is_ours(self, table: Table) -> bool:
        return has(table, "media_id", "media_type", "title")

    def line(self, row: Row, how: How) -> Line:
        return _line(row, how)


def _line(row: Row, how: How) -> Line:
    source = row("source").casefold() or "tmdb"
    number = row("media_id")
    found = film(row("title"), imdb=number if source == "imdb" else "", tmdb=number if source == "tmdb" else "")
    if row("media_type").casefold() != "movie":
        return row.left(NO_FILM, row("media_type"), found)
    status = row("status").casefold()
    if status == "planning":
        return row.line("watchlist", found, more={"note": row("notes")})
    if status not in WATCHED | UNFINISHED:
        return row.left(UNKNOWN_STATUS, row("status"), found)
    written = row("end_date", "watch_date") or (row("start_date") if status in UNFINISHED else "")
    told, rating = day(written, "ymd", how.zone), rated(row("score"), how.scale or "10", how.misfits, zero_is_none=True)
    said = Said(
        watched=told.watched,
        time=told.time or None,
        rating=rating.rating,
        text=escaped(row("notes")) or None,
        finished=False if status in UNFINISHED else None,
        seen_before=status == "repeating" or None,
    )
    return row.line("viewing", found, said, **judged(told, rating, written, row("score")))


SOURCE = Yamtrack()
