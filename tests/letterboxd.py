"""Exports as Letterboxd writes them, of any size and the same for the same seed, with everything that ever broke an importer."""

import csv
import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from random import Random

DIARY = ("Date", "Name", "Year", "Letterboxd URI", "Rating", "Rewatch", "Tags", "Watched Date")
REVIEWS = ("Date", "Name", "Year", "Letterboxd URI", "Rating", "Rewatch", "Review", "Tags", "Watched Date")
RATINGS = ("Date", "Name", "Year", "Letterboxd URI", "Rating")
FILMS = ("Date", "Name", "Year", "Letterboxd URI")
PROFILE = (
    *("Date Joined", "Username", "Given Name", "Family Name", "Email Address"),
    *("Location", "Website", "Bio", "Pronoun", "Favorite Films"),
)
COMMENTS, CONTENT = ("Date", "Content", "Comment"), ("Date", "Content")
LIST_HEAD, LIST_ITEMS = ("Date", "Name", "Tags", "URL", "Description"), ("Position", "Name", "Year", "URL", "Description")
FIRST, LAST = (
    ("The", "A", "My", "Last", "Silent", "Red", "Night", "Two", "Lost", "Paris,"),
    ("Tiger", "Door", "Été", "River", "Mirror", "Ø", "東京"),
)
# Titles that are numbers, hold commas and quotation marks, mean something to a spreadsheet or to Markdown; a series; no year.
ODD = (
    *(('Crouching, Hidden "Tiger"', "2000"), ("1917", "2019"), ("8½", "1963"), ("M", "1931"), ("...", "1968")),
    *(("=SUM(A1)", "2001"), ("*batteries not included", "1987"), ("_Under_", "1998"), ("Twin Peaks", "1990")),
    *(
        ("Coming Someday", ""),
        ("‏שלום‏", "2011"),
        ("🙂 Movie", "2020"),
        ("2001: A Space Odyssey", "1968"),
        ("Don't Look Now", "1973"),
    ),
)
TEXTS = (
    "Plain words.",
    'He said "no", then\n\nshe left; 5 < 6 & *stars*.',
    "<p>One <b>bold</b> and <i>italic</i> word.</p><p>Second &amp; last.</p>",
    '<blockquote>Quoted, with comma</blockquote>\r\nand <a href="https://example.org/a_(b)">a link</a>',
    "1. not a list\n# not a heading\n- no item",
    "Ünïcödé 🙂 – “quotes”, <em>em</em> <strong>strong</strong><script>alert(1)</script>",
)


@dataclass
class Made:
    """An export, and how many lines each of its files has that tell of something."""

    data: bytes = b""
    lines: dict[str, int] = field(default_factory=dict)


@lru_cache(maxsize=4)
def made(viewings: int, seed: int = 1) -> Made:
    return _Writer(viewings, seed).written()


def export(viewings: int, seed: int = 1) -> bytes:
    """The ZIP of an account with so many entries in its diary."""
    return made(viewings, seed).data


def lines(viewings: int, seed: int = 1) -> Mapping[str, int]:
    """How many lines each file of that export has."""
    return made(viewings, seed).lines


class _Writer:
    def __init__(self, viewings: int, seed: int) -> None:
        self.viewings, self.random = viewings, Random(seed)
        self.files: dict[str, str] = {}
        self.lines: dict[str, int] = {}
        self.links = 0
        self.films = [self.film(number) for number in range(max(2 * viewings // 3, 20))]

    def link(self) -> str:
        self.links += 1
        return f"https://boxd.it/{self.links:x}"

    def film(self, number: int) -> tuple[str, str, str]:
        if number < len(ODD):
            return *ODD[number], self.link()
        if number in (len(ODD), len(ODD) + 1):
            # Two films that share title and year.
            return "Twins", "2010", self.link()
        title = f"{self.random.choice(FIRST)} {self.random.choice(LAST)} {number}"
        return title, "" if number % 97 == 0 else str(1920 + number % 105), self.link()

    def written(self) -> Made:
        diary = [self.entry(number) for number in range(self.viewings)]
        self.table("diary.csv", DIARY, [[*row[:6], row[6], row[7]] for row in diary])
        self.table("reviews.csv", REVIEWS, list(self.reviews(diary)))
        seen = list(dict.fromkeys((row[1], row[2]) for row in diary))
        self.of_films(seen)
        self.lists()
        self.rest()
        return Made(self.packed(), self.lines)

    def entry(self, number: int) -> list[str]:
        """A row of the diary. Some films are watched several times, now and then several times on one day."""
        again = number % 11 == 10
        title, year, _ = self.films[(number - 1 if again else number * 7) % len(self.films)]
        watched = date(2005, 1, 1) + timedelta(days=(number - again) % 7300)
        if number == 3:
            # Watched long before there was such a site.
            watched = date(1961, 7, 2)
        rating = ["", "0.5", "5", "3.5", "4", "2.5", "1"][number % 7]
        tags = ["", "cinema", "with mum, IMAX, 70mm", 'a "b"'][number % 4] if number % 3 == 0 else ""
        made = watched + timedelta(days=self.random.choice((0, 0, 1, 40)))
        return [str(made), title, year, self.link(), rating, "Yes" if again else "", tags, str(watched)]

    def reviews(self, diary: list[list[str]]):
        for number, row in enumerate(diary[::6]):
            yield [*row[:6], TEXTS[number % len(TEXTS)], *row[6:]]
        for number in range(2):
            # Texts without a day.
            title, year, _ = self.films[number]
            yield ["2020-02-29", title, year, self.link(), "4", "", TEXTS[number], "", ""]

    def of_films(self, seen: list[tuple[str, str]]) -> None:
        """What is said of films as a whole: also of films that are not in the diary, with and without a rating."""
        known = [film for film in self.films if film[:2] in set(seen)]
        more = [(f"Never Entered {number}", str(1990 + number), self.link()) for number in range(10)]
        rows = [["2019-03-04", *film] for film in (*known, *more)]
        self.table("watched.csv", FILMS, rows)
        self.table("ratings.csv", RATINGS, [[*row, "3.5" if place % 2 else "4"] for place, row in enumerate(rows) if place % 5])
        self.table("likes/films.csv", FILMS, rows[::4])
        self.table("watchlist.csv", FILMS, [["2021-01-01", f"Wanted, {number}", "2024", self.link()] for number in range(12)])

    def lists(self) -> None:
        for number in range(3 + self.viewings // 500):
            # Some lists have no name that could be one of a file, some were saved by a spreadsheet.
            name = f"null-{35233908 + number}.csv" if number % 3 == 1 else f"list-{number}.csv"
            padding = ["", ""] if number % 3 == 2 else []
            head = ["2020-11-17", "" if number % 3 == 1 else f"List, {number}", "tag one, tag two", self.link()]
            films = [self.films[(number + place) % len(self.films)] for place in range(8)]
            rows = [["Letterboxd list export v7"], LIST_HEAD, [*head, 'Of "two"\nlines, <b>bold</b>'], [], LIST_ITEMS]
            rows += [[str(place), *film, "a note" if place == 2 else ""] for place, film in enumerate(films, 1)]
            text = self.text([[*row, *padding] if row else row for row in rows], "\r\n" if number % 2 == 0 else "\n")
            self.add(f"lists/{name}", text, 1 + len(films))

    def rest(self) -> None:
        bio = 'Loves films,\nand "quotes".'
        names = ["2012-01-01", "ada", "Ada", "", "ada@example.org", "", "", bio, "they", "https://boxd.it/1, https://boxd.it/2"]
        self.table("profile.csv", PROFILE, [names])
        self.table("comments.csv", COMMENTS, [["2020-01-01", "https://boxd.it/zz", "<p>Yes,\nindeed.</p>"]])
        self.table("likes/lists.csv", CONTENT, [["2020-01-01", "https://boxd.it/l1"]])
        self.table("likes/reviews.csv", CONTENT, [["2020-01-01", "https://boxd.it/r1"], ["2020-01-02", "https://boxd.it/r2"]])
        gone = ["2024-12-01", "Deleted Entry", "1999", self.link(), "2", "", "", "2024-11-30"]
        self.table("deleted/diary.csv", DIARY, [gone])
        self.table("deleted/reviews.csv", REVIEWS, [[*gone[:6], "Taken back.", *gone[6:]]])
        self.table(
            "orphaned/diary.csv", DIARY, [["2018-01-01", "No Longer There", "2017", self.link(), "", "", "", "2017-12-31"]]
        )

    def table(self, name: str, header: tuple[str, ...], rows: list[list[str]]) -> None:
        self.add(name, self.text([header, *rows]), len(rows))

    def add(self, name: str, text: str, count: int) -> None:
        self.files[name], self.lines[name] = text, count

    def text(self, rows, end: str = "\n") -> str:
        file = io.StringIO()
        csv.writer(file, lineterminator=end).writerows(rows)
        return file.getvalue()

    def packed(self) -> bytes:
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, text in self.files.items():
                # Without a moment, so that the same export is the same bytes.
                archive.writestr(zipfile.ZipInfo(name), text, zipfile.ZIP_DEFLATED)
            archive.writestr(zipfile.ZipInfo("__MACOSX/._diary.csv"), b"\x00\x05\x16\x07")
        return file.getvalue()
