"""The export of an account at TMDB: ratings, the watchlist and favorites."""

from moviediary.sheets.contents import Table
from moviediary.sources.days import Day, day
from moviediary.sources.films import film, tmdb_of
from moviediary.sources.lines import How, Line, Said
from moviediary.sources.rows import Row, basename, has, judged
from moviediary.sources.scales import rated
from moviediary.sources.tabular import Tabular

NO_FILM = "This is a series or an episode, and no film."


class Tmdb(Tabular):
    name, title = "tmdb", "TMDB"
    asks = frozenset({"misfits", "rated_days"})

    def is_ours(self, table: Table) -> bool:
        return has(table, "TMDb ID", "Type", "Name")

    def line(self, row: Row, how: How) -> Line:
        return _line(row, how)


def _line(row: Row, how: How) -> Line:
    found = film(row("Name"), row("Release Date"), row("IMDb ID"), row("TMDb ID"))
    if row("Type").casefold() not in ("movie", ""):
        return row.left(NO_FILM, row("Type"), found)
    number = tmdb_of(row("TMDb ID"))
    own = str(number) if number else ""
    written = row("Your Rating")
    if not written and "favo" in basename(row.member):
        return row.line("film", found, Said(heart=True), source_id=own)
    if not written:
        return row.line("watchlist", found, source_id=own)
    rating = rated(written, how.scale or "10", how.misfits)
    told = day(row("Date Rated"), "ymd", how.zone) if how.rated_days else Day()
    said = Said(watched=told.watched or None, time=told.time or None, rating=rating.rating)
    more = judged(told, rating, row("Date Rated"), written)
    return row.line("viewing" if told.watched else "film", found, said, source_id=own, **more)


SOURCE = Tmdb()
