"""The same viewings told again and again, by the same file and by another system: each stays one entry."""

import io
import json
import random
import zipfile
from collections import Counter
from datetime import date, timedelta

from imports.files import letterboxd
from imports.telling import diary, tables
from tries import numbers

TIMES = numbers(3, 100)
FILMS = [(f"Film {number}", 1950 + number, 2 * (number % 5) + 2) for number in range(8)]
FIRST = date(2001, 1, 1)


def two_months(number=0):
    """Films seen in two months of their own, some of them again, some twice on a day: (id, title, year, rating, day)."""
    chance = random.Random(number)
    days = [(FIRST + timedelta(days=60 * number + chance.randrange(60))).isoformat() for _ in range(12)]
    seen = [(*chance.choice(FILMS), day) for day in days]
    return [(100 * number + place, *viewing) for place, viewing in enumerate([*seen, *chance.sample(seen, 2)])]


def by_letterboxd(viewings):
    return letterboxd(
        diary=[
            (day, title, str(year), f"https://boxd.it/e{number}", f"{rating / 2:g}", "", "", day)
            for number, title, year, rating, day in viewings
        ]
    )


def by_trakt(viewings):
    """An export of Trakt that tells of the same evenings, each in a moment of its own, and of the rating of each film."""
    history = [
        {"id": number, "watched_at": f"{day}T{10 + number % 12}:30:00.000Z", "type": "movie", "movie": film(title, year)}
        for number, title, year, _, day in viewings
    ]
    rated = {(title, year): (rating, day) for _, title, year, rating, day in viewings}
    ratings = [
        {"rated_at": f"{day}T23:00:00.000Z", "rating": rating, "type": "movie", "movie": film(*which)}
        for which, (rating, day) in rated.items()
    ]
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("trakt-export/watched-history-1.json", json.dumps(history))
        archive.writestr("trakt-export/ratings-movies-1.json", json.dumps(ratings))
    file.seek(0)
    return file


def film(title, year):
    return {"title": title, "year": year, "ids": {"trakt": year, "slug": f"film-{year}"}}


def told(viewings):
    return Counter((title, day) for _, title, _, _, day in viewings)


def found():
    return Counter((title, day) for title, day, _ in diary())


def test_the_same_file_however_often_it_is_brought_adds_nothing(alice, figure):
    viewings = two_months()
    alice.imports(by_letterboxd(viewings))
    before, second = tables(), 0
    for _ in range(TIMES):
        outcomes = alice.outcomes(alice.imports(by_letterboxd(viewings)))
        second += outcomes.get("imported", 0)
        assert outcomes == {"there": len(viewings)}
    figure(f"the same file {TIMES} times", f"{second} second entries, {sum((found() - told(viewings)).values())} too many")
    assert tables() == before
    assert found() == told(viewings)


def test_two_systems_that_tell_of_the_same_evenings_make_one_diary(alice, figure):
    everything, second = Counter(), 0
    for number in range(TIMES):
        viewings = two_months(number)
        everything += told(viewings)
        files = [(by_letterboxd(viewings), "letterboxd-alice.zip"), (by_trakt(viewings), "trakt-export.zip")]
        for file, name in files if number % 2 else files[::-1]:
            alice.imports(file, name)
        second += sum((found() - everything).values())
    missing = sum((everything - found()).values())
    figure(f"{TIMES} times two systems of the same evenings", f"{second} second entries, {missing} missing")
    assert (second, missing) == (0, 0)
    assert {rating for _, _, rating in diary()} <= {rating for _, _, rating in FILMS}
