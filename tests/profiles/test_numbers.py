"""The numbers of the kept tables, and the lists behind them, against a plain computation in Python."""

from collections import Counter
from datetime import date, timedelta
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from people import Site, config
from tries import in_a_night

from moviediary import clock, database
from moviediary.accounts.models import Member
from moviediary.database import db, is_sqlite
from moviediary.diary import queries
from moviediary.diary.actions import log_review
from moviediary.diary.audiences import audiences
from moviediary.diary.commands import Viewing
from moviediary.diary.models import Review
from moviediary.diary.narrowing import Narrowing, parse
from moviediary.diary.numbers import numbers
from moviediary.diary.paging import Cursor
from moviediary.movies.commands import DiscoverMovie, Identity
from moviediary.movies.fixing import save_facts
from moviediary.profiles.queries import top_rated
from moviediary.trends import queries as trend_queries
from moviediary.trends.periods import period
from moviediary.trends.rules import trends

FILMS = {
    ("Stalker", 1979): (("Andrei Tarkovsky",), ("Drama", 'The "Zone"'), 162),
    ("Mirror", 1975): (("Andrei Tarkovsky",), ("Drama",), 106),
    ("The Matrix", 1999): (("Lana Wachowski", "Lilly Wachowski"), ("Action",), None),
}
TODAY = date(2026, 11, 21)
days = st.dates(date(2024, 12, 20), TODAY).map(date.isoformat) | st.sampled_from(["2026-05", "2025-12", "2025", "2026", ""])
viewings = st.builds(
    Viewing,
    watched=days,
    rating=st.none() | st.integers(1, 10),
    heart=st.booleans(),
    medium=st.sampled_from(["", "cinema", "tv"]),
    tags=st.sampled_from([(), ("rain",), ("rain", "rain coat")]),
    finished=st.sampled_from([True, True, True, False]),
    seen_before=st.booleans(),
    audience=st.sampled_from(["everyone", "members", "me"]),
)
diaries = st.lists(st.tuples(st.sampled_from(sorted(FILMS)), viewings), max_size=9)


@pytest.fixture(params=["sqlite", "postgres"])
def members(request, tmp_path):
    """Two members on a site, with a connection open."""
    site = Site(config(request.getfixturevalue(f"{request.param}_url"), tmp_path))
    for name in ("alice", "bob"):
        site.member(name)
    with database.connected():
        yield Member.get(username="alice"), Member.get(username="bob")
    database.disconnect()


def newcomer(template):
    """A member with an empty diary."""
    name = f"n{uuid4().hex[:12]}"
    row = {**template.__data__, "id": uuid4(), "username": name, "email": f"{name}@example.org"}
    Member.insert(row).execute()
    return Member.get(username=name)


def seen(diary, reader, member):
    """The finished viewings the reader may see, in the order of the diary, each with whether it is a rewatch."""
    told, before = [], Counter()
    rows = Review.select().where(Review.member == member.id).order_by(Review.position)
    for row in rows:
        if row.finished and row.audience in audiences(reader, member.id):
            told.append((row, row.seen_before or before[row.movie_id] > 0))
            before[row.movie_id] += 1
    return told


few = settings(max_examples=120 if in_a_night else 4, deadline=timedelta(seconds=30), suppress_health_check=list(HealthCheck))


@few
@given(diary=diaries)
def test_every_number_is_what_counting_gives_and_leads_to_as_many_entries(members, diary):
    alice, bob = members
    member = newcomer(alice)
    for (title, year), viewing in diary:
        directors, genres, runtime = FILMS[title, year]
        log_review(member, uuid4(), DiscoverMovie(Identity(title, year, directors=directors)), viewing)
        movie = Review.select(Review.movie).where(Review.member == member.id).order_by(Review.id.desc()).tuples()[0][0]
        save_facts(movie, {"genres": genres, "runtime": runtime})
    for reader in (None, bob, member):
        there = seen(diary, reader, member)
        the_numbers_agree(reader, member, there)
        the_trends_agree(reader, member, there)


def the_numbers_agree(reader, member, there):
    found = numbers(reader, member, date(2025, 1, 1), date(2026, 12, 31))
    assert {rating: count for rating, count in found.ratings.items() if count} == Counter(row.rating or 0 for row, _ in there)
    months = Counter(row.watched[:7] for row, _ in there)
    assert {month: rated.count for month, rated in found.months.items()} == months
    assert sum(rated.stars for rated in found.months.values()) == sum(row.rating or 0 for row, _ in there)
    assert found.films == len(there)
    assert found.days == Counter(row.watched for row, _ in there if row.watched >= "2025" or not row.watched)
    assert found.unfinished == len(listed(reader, member, Narrowing(finished=False)))
    for month, count in months.items():
        asked = Narrowing(watched=month, yearly=len(month) == 4) if month else Narrowing(undated=True)
        assert len(listed(reader, member, asked)) == count
    for rating, count in found.ratings.items():
        assert len(listed(reader, member, Narrowing(rating=rating))) == count
    rated = top_rated(reader, member, Narrowing()).movies
    best = {row.movie_id: max(one.rating or 0 for one, _ in there if one.movie_id == row.movie_id) for row, _ in there}
    assert sorted(movie.rating for movie in rated) == sorted(rating for rating in best.values() if rating)


def the_trends_agree(reader, member, there):
    for args in ({}, {"year": "2025"}, {"period": "all"}, {"from": "2026-05-01", "to": "2026-06-15"}):
        asked = period(args, TODAY)
        inside = [(row, again) for row, again in there if asked.holds(row.watched)]
        rows = trend_queries.viewings(reader, member, asked)
        found = trends(rows, asked.steps([row.watched for row in rows]))
        span = {"from": asked.first, "to": asked.last}
        assert found.count == len(inside) == len(listed(reader, member, parse({**span, "finished": "1"})))
        assert found.rewatches.count == sum(again for _, again in inside)
        assert found.rewatches.count == len(listed(reader, member, parse({**span, "rewatch": "yes"})))
        changes = {"up": found.rewatches.higher, "down": found.rewatches.lower, "same": found.rewatches.same}
        for way, count in changes.items():
            assert len(listed(reader, member, parse({**span, "changed": way}))) == count
        assert found.dayless == len(listed(reader, member, parse({**span, "dayless": "1"})))
        assert found.without_runtime == len(listed(reader, member, parse({**span, "runtimeless": "1"})))
        for share in found.directors:
            assert len(listed(reader, member, parse({**span, "director": share.name, "rated": "1"}))) == share.rated.rated
        facets = {"director": found.directors, "genre": found.genres, "decade": found.decades}
        for name, shares in facets.items():
            for share in shares:
                assert len(listed(reader, member, parse({**span, name: share.name}))) == share.rated.count
        for share in found.media:
            assert len(listed(reader, member, parse({**span, "medium": share.name or "unknown"}))) == share.rated.count
        for day, share in zip(("monday", "sunday"), (found.weekdays[0], found.weekdays[6]), strict=True):
            assert len(listed(reader, member, parse({**span, "weekday": day}))) == share.rated.count


def listed(reader, member, narrowing):
    return queries.of_member(reader, member, Cursor(), narrowing).entries


def test_tags_words_and_hearts_narrow_a_list(members):
    alice, bob = members
    today = clock.today(alice.time_zone).isoformat()
    film = DiscoverMovie(Identity("Stalker", 1979))
    log_review(alice, uuid4(), film, Viewing(today, tags=("rain coat",), text="Wet dogs.", heart=True))
    log_review(alice, uuid4(), film, Viewing(today, tags=("rain",), text="Dry cats."))
    assert [entry.text for entry in listed(bob, alice, parse({"tag": "rain"}))] == ["Dry cats."]
    assert [entry.text for entry in listed(bob, alice, parse({"text": "wet"}))] == ["Wet dogs."]
    assert [entry.text for entry in listed(bob, alice, parse({"hearted": "1"}))] == ["Wet dogs."]
    assert listed(bob, alice, parse({"text": "%"})) == []
    assert [entry.text for entry in listed(bob, alice, parse({"rewatch": "no", "tag": "rain coat"}))] == ["Wet dogs."]


def test_words_are_found_in_letters_of_whichever_case(members):
    alice, bob = members
    film = DiscoverMovie(Identity("Stalker", 1979))
    for text in ("Über den Dächern.", "An ÉTÉ 100%_pure.", "Straße\nund Meer."):
        log_review(alice, uuid4(), film, Viewing("2026-05-14", text=text))
    found = {"über": "Über", "DÄCHERN": "Über", "été": "An", "0%_P": "An", "STRAß": "Straße"}
    for text, beginning in found.items():
        assert [entry.text.split()[0] for entry in listed(bob, alice, parse({"text": text}))] == [beginning], text
    for text in ("%", "_"):
        assert len(listed(bob, alice, parse({"text": text}))) == 1
    assert listed(bob, alice, parse({"text": "D_chern"})) == []


def test_names_of_the_same_count_have_the_same_order_whatever_the_locale_of_the_server(members):
    alice, bob = members
    for number, name in enumerate(("Zoë", "ana", "Bob", "élodie", "Cid", "Ana")):
        log_review(alice, uuid4(), DiscoverMovie(Identity(f"Film {number}", 1979, directors=(name,))), Viewing("2026-05-14"))
    with db.atomic() as transaction:
        if not is_sqlite():
            db.execute_sql('ALTER TABLE director_count ALTER COLUMN director TYPE TEXT COLLATE "en-x-icu"')
        found = numbers(bob, alice, TODAY, TODAY)
        transaction.rollback()
    assert found.directors == [(name, 1) for name in ("Ana", "Bob", "Cid", "Zoë", "ana")]
