"""Files as other systems write them, small enough to read in a test."""

import csv
import io
import zipfile
from datetime import UTC, datetime

from moviediary.exports import making
from moviediary.exports.making import Progress
from moviediary.exports.pieces import Asked

THEN = datetime(2026, 5, 14, 20, 15, tzinfo=UTC)
DIARY = ("Date", "Name", "Year", "Letterboxd URI", "Rating", "Rewatch", "Tags", "Watched Date")
REVIEWS = ("Date", "Name", "Year", "Letterboxd URI", "Rating", "Rewatch", "Review", "Tags", "Watched Date")
RATINGS = ("Date", "Name", "Year", "Letterboxd URI", "Rating")
FILMS = ("Date", "Name", "Year", "Letterboxd URI")
HEADERS = {
    "diary.csv": DIARY,
    "reviews.csv": REVIEWS,
    "ratings.csv": RATINGS,
    "watched.csv": FILMS,
    "watchlist.csv": FILMS,
    "likes/films.csv": FILMS,
}


def table(header, rows) -> str:
    text = io.StringIO()
    csv.writer(text).writerows([header, *rows])
    return text.getvalue()


def archive(**parts: str) -> io.BytesIO:
    """A ZIP of these texts; in their names "__" stands for "/"."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        for name, text in parts.items():
            made.writestr(name.replace("__", "/"), text)
    file.seek(0)
    return file


def letterboxd(**rows) -> io.BytesIO:
    """An export: letterboxd(diary=[...], likes__films=[...]), rows in the order of the headers above."""
    names = {name: f"{name.replace('__', '/')}.csv" for name in rows}
    return archive(**{f"{name}.csv": table(HEADERS[names[name]], some) for name, some in rows.items()})


def seen(number, title="Stalker", year="1979", rating="4", day="2026-05-01", rewatch="", tags=""):
    """A row of diary.csv."""
    return ("2026-05-02", title, year, f"https://boxd.it/e{number}", rating, rewatch, tags, day)


def export(member) -> io.BytesIO:
    """Everything of a member, as this site exports it."""
    return io.BytesIO(b"".join(data for data, _ in making.stream("zip", Asked(member, False, THEN), Progress())))
