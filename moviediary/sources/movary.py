"""Movary: history, ratings and the watchlist."""

from moviediary.sheets.contents import Table
from moviediary.sources.days import Day, day
from moviediary.sources.escaping import escaped
from moviediary.sources.films import film
from moviediary.sources.lines import How, Line, Said
from moviediary.sources.rows import Row, has, judged
from moviediary.sources.scales import rated
from moviediary.sources.tabular import Tabular
from moviediary.text import one_line

CINEMA = ("cinema", "kino", "theater", "theatre", "imax")


class Movary(Tabular):
    name, title = "movary", "Movary"
    asks = frozenset({"misfits"})

    def is_ours(self, table: Table) -> bool:
        told = ("watchedAt", "userRating", "addedAt")
        return has(table, "title", "year", "tmdbId", "imdbId") and any(has(table, name) for name in told)

    def line(self, row: Row, how: How) -> Line:
        return _line(row, how)


def _line(row: Row, how: How) -> Line:
    found = film(row("title"), row("year"), row("imdbId"), row("tmdbId"))
    if has(row.table, "addedAt"):
        return row.line("watchlist", found, more={"day": row("addedAt")})
    if has(row.table, "userRating"):
        rating = rated(row("userRating"), how.scale or "10", how.misfits)
        return row.line("film", found, Said(rating=rating.rating), **judged(Day(), rating, "", row("userRating")))
    told = day(row("watchedAt"), "ymd", how.zone)
    place = one_line(row("location"))
    cinema = any(word in place.casefold() for word in CINEMA)
    # Where somebody watched a film has no field here; a tag keeps it in sight.
    said = Said(
        watched=told.watched,
        time=told.time or None,
        medium="cinema" if cinema else None,
        tags=(place.replace(",", " "),) if place else None,
        text=escaped(row("comment")) or None,
    )
    more = {"problem": told.problem, "value": row("watchedAt")} if told.problem else {}
    return row.line("viewing", found, said, **more)


SOURCE = Movary()
