"""A catalogue as large as the real one: titles with words as frequent as in a language, in several scripts, in IMDb's files."""

import gzip
import random
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path

# About as often as they are in titles, the most common first; what follows them is made of syllables.
COMMON = """
the of and a in to love man life night my on girl day house woman last black one little big dead with world for story
time from blood at dark american boy city you it home death red white heart is no king children war who lost secret
dream back road summer way street lady two blue island star me game good christmas high three wild run river school up
out before end eyes water family beautiful murder wedding journey fire moon sun hotel train winter under over after
kid dog bride daughter father mother
"""
SYLLABLES = """
ba be bo ca ce co da de di do fa fi ga go ha he ho ka ki la le li lo ma me mi mo na ne ni no pa pe ra re ri ro sa se
si so ta te ti to va ve vi
"""
CYRILLIC = """
ба ве го да же за ки ла мо на по ра сто ту фи ха че ша лю зна
"""
HAN = "七人侍花火東京物語愛夜山川海空風雨春秋冬夏男女子母父家道生死夢町犬猫王國中日月水火木金土天地大小"
ENDS = ("", "", "", "", "s", "n", "r", "l", "st", "nd")
# Films that tests and people look for.
KNOWN = (
    (211915, "Amélie", "Le fabuleux destin d'Amélie Poulain", 2001, 800_000),
    (145487, "Spider-Man", "Spider-Man", 2002, 900_000),
    (108052, "Schindler's List", "Schindler's List", 1993, 1_500_000),
    (56801, "8½", "8½", 1963, 128_000),
    (910970, "WALL·E", "WALL·E", 2008, 1_200_000),
    (114369, "Se7en", "Se7en", 1995, 1_900_000),
    (62622, "2001: A Space Odyssey", "2001: A Space Odyssey", 1968, 740_000),
    (84787, "The Thing", "The Thing", 1982, 500_000),
    (905372, "The Thing", "The Thing", 2011, 150_000),
    (47478, "Seven Samurai", "七人の侍", 1954, 380_000),
    (79944, "Stalker", "Сталкер", 1979, 150_000),
    (34583, "Casablanca", "Casablanca", 1942, 620_000),
    (111161, "The Shawshank Redemption", "The Shawshank Redemption", 1994, 3_000_000),
    (22100, "M", "M - Eine Stadt sucht einen Mörder", 1931, 170_000),
    (45152, "Singin' in the Rain", "Singin' in the Rain", 1952, 270_000),
)
BASICS = ("tconst", "titleType", "primaryTitle", "originalTitle", "isAdult", "startYear", "endYear", "runtimeMinutes", "genres")
CREW = ("tconst", "directors", "writers")
RATINGS = ("tconst", "averageRating", "numVotes")
NAMES = ("nconst", "primaryName", "birthYear", "deathYear", "primaryProfession", "knownForTitles")
GENRES = ("Drama", "Comedy", "Documentary", "Romance", "Thriller", "Horror", "Action", "Crime", "Adventure", "Animation")


class Language:
    """Words of which the most frequent one comes twice as often as the next, and so on (Zipf)."""

    def __init__(self, dice: random.Random, first: str, syllables: str, size: int):
        self._dice = dice
        self._words = [*first.split(), *(self._invented(syllables.split(), syllables is SYLLABLES) for _ in range(size))]
        self._weights = list(accumulate(1 / (place + 3) for place in range(len(self._words))))

    def title(self) -> str:
        count = self._dice.choices((1, 2, 3, 4, 5, 7), (17, 30, 25, 14, 9, 5))[0]
        return " ".join(self._dice.choices(self._words, cum_weights=self._weights, k=count)).title()

    def _invented(self, syllables: list[str], latin: bool) -> str:
        ends = ENDS if latin else ("", "й", "н")
        return "".join(self._dice.choices(syllables, k=self._dice.choice((1, 2, 2, 3, 3, 4)))) + self._dice.choice(ends)


def films(count: int, seed: int = 1) -> Iterator[tuple[int, str, str, int, int]]:
    """Number, title, original title, year and votes; those that are known come first."""
    dice = random.Random(seed)
    words = max(count // 6, 500)
    latin = Language(dice, COMMON, SYLLABLES, words)
    cyrillic = Language(dice, "и в на не любовь человек", CYRILLIC, words // 4)
    yield from KNOWN[:count]
    taken = {film[0] for film in KNOWN}
    for place in range(count - len(KNOWN)):
        number = 1_000_000 + place * 3 + dice.randrange(3)
        assert number not in taken
        title = latin.title()
        if dice.random() < 0.25:
            title = f"The {title}"
        script = dice.random()
        other = (
            cyrillic.title() if script < 0.04 else "".join(dice.choices(HAN, k=dice.randint(2, 6))) if script < 0.08 else title
        )
        votes = int(5 / dice.random() ** 1.6) if dice.random() < 0.6 else 0
        yield number, title, other, min(2026, 1900 + int(126 * dice.random() ** 0.5)), min(votes, 400_000)


def write(folder: Path, count: int, seed: int = 1, zipped: bool = True) -> list[Path]:
    """IMDb's four files for so many films, with other things among them; their paths."""
    dice = random.Random(seed + 1)
    ending = ".tsv.gz" if zipped else ".tsv"
    paths = [folder / f"{name}{ending}" for name in ("title.basics", "title.crew", "title.ratings", "name.basics")]
    basics, crew, ratings, names = (_opened(path) for path in paths)
    with basics, crew, ratings, names:
        for file, head in ((basics, BASICS), (crew, CREW), (ratings, RATINGS), (names, NAMES)):
            _line(file, *head)
        for number, title, original, year, votes in sorted(films(count, seed)):
            tconst, director = f"tt{number:07}", f"nm{1 + number % max(count // 3, 5):07}"
            kind = "movie" if number < 1_000_000 or dice.random() < 0.85 else "tvMovie"
            genres = ",".join(sorted(dice.sample(GENRES, dice.randint(1, 3))))
            _line(basics, tconst, kind, title, original, 0, year, "\\N", 60 + number % 120, genres)
            _line(crew, tconst, director, "\\N")
            if votes:
                _line(ratings, tconst, f"{dice.uniform(1, 10):.1f}", votes)
            if dice.random() < 0.3:
                _line(
                    basics,
                    f"tt{50_000_000 + number}",
                    "tvEpisode",
                    f"Episode #{number % 20}",
                    "\\N",
                    0,
                    year,
                    "\\N",
                    "\\N",
                    "\\N",
                )
        for number in range(1, max(count // 3, 5) + 1):
            _line(names, f"nm{number:07}", f"Director {number}", "\\N", "\\N", "director", "\\N")
    return paths


def _opened(path: Path):
    return gzip.open(path, "wt", 1, encoding="utf-8", newline="\n") if path.suffix == ".gz" else path.open("w", encoding="utf-8")


def _line(file, *values: object) -> None:
    file.write("\t".join(map(str, values)) + "\n")
