"""IMDb: ratings, the watchlist and lists, in the columns of today and of older exports."""

from moviediary.sheets.contents import Table
from moviediary.sources.days import Day, day
from moviediary.sources.films import film, imdb_of
from moviediary.sources.lines import Film, How, Line, Said
from moviediary.sources.rows import Row, basename, has, judged
from moviediary.sources.scales import rated
from moviediary.sources.tabular import Tabular

# As they are written without spaces, in lower case. Everything else is a film of some kind.
NO_FILMS = {"tvseries", "tvminiseries", "tvepisode", "videogame", "podcastseries", "podcastepisode", "musicvideo"}
NO_FILM = "This is a series, an episode or a game, and no film."


class Imdb(Tabular):
    name, title = "imdb", "IMDb"
    asks = frozenset({"misfits", "rated_days"})

    def is_ours(self, table: Table) -> bool:
        return has(table, "Const", "Title") and (has(table, "Your Rating") or has(table, "You rated") or has(table, "Position"))

    def line(self, row: Row, how: How) -> Line:
        return _line(row, how)


def _line(row: Row, how: How) -> Line:
    found = film(
        *(row("Title"), row("Year"), row("Const", "URL")),
        original_title=row("Original Title"),
        directors=row("Directors"),
    )
    if row("Title Type").casefold().replace(" ", "") in NO_FILMS:
        return row.left(NO_FILM, row("Title Type"), found)
    if has(row.table, "Position"):
        return _listed(row, found)
    return _rating(row, found, how)


def _rating(row: Row, found: Film, how: How) -> Line:
    rating = rated(row("Your Rating", "You rated"), how.scale or "10", how.misfits)
    told = day(row("Date Rated"), how.order or "ymd", how.zone) if how.rated_days else Day()
    said = Said(watched=told.watched if told.watched else None, rating=rating.rating)
    more = judged(told, rating, row("Date Rated"), row("Your Rating", "You rated"))
    return row.line("viewing" if told.watched else "film", found, said, source_id=imdb_of(row("Const")) or "", **more)


def _listed(row: Row, found: Film) -> Line:
    """The watchlist is a list like others, but for the name of its file."""
    name = row.member.rpartition("/")[2].rpartition(".")[0] or row.member
    kind = "watchlist" if "watchlist" in basename(row.member) else "listed"
    more = {"list": name, "position": row("Position"), "note": row("Description"), "day": row("Created")}
    return row.line(kind, found, source_id=imdb_of(row("Const")) or "", more=more)


SOURCE = Imdb()
