"""A diary goes out and comes back into an empty site, and goes out again as the same bytes."""

import io
import json
import shutil
import zipfile
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from acts import about_another_film
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from taking import files_of, lines_of
from tries import tries

from moviediary import clock, database, ids, jobs, log, rebuild, wiring
from moviediary.accounts.actions import register
from moviediary.accounts.commands import Account
from moviediary.accounts.models import Member
from moviediary.deliveries import Delivery
from moviediary.diary import actions, restoring
from moviediary.diary.commands import Viewing
from moviediary.diary.events import ReviewPurged, ReviewSourced
from moviediary.diary.models import Review
from moviediary.errors import Refused
from moviediary.exports import making
from moviediary.exports.making import Progress
from moviediary.exports.pieces import Asked
from moviediary.feeds.models import FeedMark
from moviediary.imports.models import Import, ImportLine
from moviediary.log import LogEntry
from moviediary.movies import actions as movies
from moviediary.movies import restoring as movie_restoring
from moviediary.movies.commands import CorrectMovie, DiscoverMovie, FixFacts, HandFacts, Identity
from moviediary.movies.fixing import fix_facts
from moviediary.movies.models import Movie
from moviediary.sheets.contents import opened
from moviediary.sources import read, recognise
from moviediary.sources.lines import Film, How

THEN = datetime(2026, 5, 14, 20, 15, tzinfo=UTC)
days = st.sampled_from(["", "2019", "2020-02", "2020-02-29", "2020-02-29", "1999-12-31"])
texts = st.text(alphabet=st.sampled_from("ab'\"=+-@,;\n\t *_#<&é七\U0001f3ac"), max_size=12)
viewings = st.builds(
    Viewing,
    watched=days,
    time=st.sampled_from(["", "20:15"]),
    rating=st.none() | st.integers(1, 10),
    heart=st.booleans(),
    medium=st.sampled_from(["", "cinema", "tv"]),
    tags=st.lists(texts, max_size=3).map(tuple),
    text=texts,
    spoiler=st.booleans(),
    finished=st.booleans(),
    seen_before=st.booleans(),
    audience=st.sampled_from(["everyone", "members", "me"]),
)
films = st.builds(
    Identity,
    title=st.sampled_from(["Heat", "=Stalker", "七人の侍"]),
    year=st.sampled_from([1975, 1995]),
    directors=st.sampled_from([(), ("Ada",), ("Ada", "Bo, the elder"), ('Bo "B"',)]),
    tmdb_id=st.sampled_from([None, None, 1, 2]),
)
DEEDS = ["log", "log", "log", "edit", "delete", "restore", "correct", "source"]
deeds = st.lists(st.tuples(st.sampled_from(DEEDS), st.integers(0, 9), films, viewings), min_size=1, max_size=12)


class Diary:
    """A member's diary on a site of its own."""

    def __init__(self, template: Path, folder: Path):
        self.path = folder / f"{uuid4().hex}.db"
        shutil.copy(template, self.path)
        with self:
            self.member = register(Account("alice", "alice@example.org", "correct horse"))

    def __enter__(self):
        database.configure(f"sqlite:///{self.path}")
        wiring.connect()
        jobs.bell = None
        self.connection = database.connected()
        self.connection.__enter__()
        return self

    def __exit__(self, *problem):
        self.connection.__exit__(*problem)
        database.disconnect()

    def export(self, wanted="zip") -> bytes:
        return b"".join(data for data, _ in making.stream(wanted, Asked(self.member, False, THEN), Progress()))

    def bring(self, data: bytes) -> None:
        """Restore every entry of an export, as an import does with each unit of its lines."""
        units, facts = defaultdict(list), {}
        contents = opened(io.BytesIO(data), "diary.zip")
        assert recognise(contents)[0] == ("moviediary", 100)
        found: dict[UUID, Film] = {}
        for line in read("moviediary", contents, How()):
            assert not line.problem, line
            if line.kind == "event":
                units[line.unit].append(line.more)
                if line.film:
                    found[line.film.movie_id], facts[line.film.movie_id] = line.film, line.more.get("facts")
        for events in units.values():
            with log.changes(self.member.id) as record:
                known: dict[UUID, UUID] = {}
                for movie_id, film in found.items():
                    known[movie_id] = self.movie(record, film, facts[movie_id], {*found, *known.values()})
                restoring.restore(self.member, events, known)

    def movie(self, record, film, facts, others):
        named = {name: getattr(film, name) for name in Identity.__dataclass_fields__}
        lists = {name: tuple(value) if isinstance(value, list) else value for name, value in (facts or {}).items()}
        hand = HandFacts(**lists) if facts else None
        return movie_restoring.restore(record, self.member, film.movie_id, Identity(**named), hand, others)

    def act(self, deed, which, film, viewing):
        reviews = list(Review.select().order_by(Review.id))
        one = reviews[which % len(reviews)] if reviews else None
        if deed == "log":
            actions.log_review(self.member, uuid4(), DiscoverMovie(film), viewing)
        elif one is None:
            return
        elif deed == "edit":
            about_another_film(self.member, one.id, DiscoverMovie(film), viewing)
        elif deed == "delete":
            actions.delete_review(self.member, ids.short(one.id))
        elif deed == "source":
            with log.changes(self.member.id) as record:
                record(ReviewSourced(one.id, self.member.id, "letterboxd", f"{one.id}-{film.tmdb_id}"))
        elif deed == "restore":
            actions.restore_review(self.member, ids.short(one.id))
        else:
            movies.correct(Member.get(), CorrectMovie(one.movie_id, film))
            fix_facts(Member.get(), FixFacts(one.movie_id, HandFacts(runtime=1 + which, genres=("Drama",))))


@pytest.fixture
def diary(sqlite_template, tmp_path):
    return lambda: Diary(sqlite_template, tmp_path)


@settings(
    max_examples=tries(20), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(deeds)
def test_what_went_out_and_came_back_goes_out_as_the_same_bytes(diary, done):
    with diary() as here:
        for deed in done:
            try:
                here.act(*deed)
            except Refused:
                continue
        out = here.export()
        assert here.export() == out
    with diary() as there:
        there.bring(out)
        assert there.export() == out
        assert rebuild.differences() == []


def test_what_is_here_already_is_not_restored_a_second_time(diary):
    with diary() as here:
        here.act("log", 0, Identity("Heat", 1995), Viewing("2020"))
        out = here.export()
        with pytest.raises(Refused, match="is here already"):
            here.bring(out)
        review = Review.get()
        with log.changes(None) as record:
            record(ReviewPurged(review.id))
        # What was let go of for good is not brought back under the same ids, which the log still has.
        with pytest.raises(Refused, match="is here already"):
            here.bring(out)


def test_two_films_of_one_name_stay_two_and_a_film_that_is_here_is_used(diary):
    heat, twin = Identity("Heat", 1995, tmdb_id=949), Identity("Heat", 1995, tmdb_id=1)
    with diary() as here:
        for film in (heat, twin):
            here.act("log", 0, film, Viewing("2020"))
        movies.correct(Member.get(), CorrectMovie(Movie.get(Movie.tmdb_id == 1).id, Identity("Heat", 1995)))
        out = here.export()
    with diary() as there:
        there.act("log", 0, Identity("Heat", 1995, tmdb_id=949), Viewing("2021"))
        known = Movie.get().id
        there.bring(out)
        assert Movie.select().count() == 2
        assert sorted(review.movie_id == known for review in Review.select()) == [False, True, True]


def test_what_comes_back_is_new_to_readers_of_feeds(diary):
    with diary() as here:
        here.act("log", 0, Identity("Heat", 1995), Viewing("2020"))
        out = here.export()
    with diary() as there:
        before = clock.now()
        there.bring(out)
        marks = {(mark.kind, mark.at > before) for mark in FeedMark.select()}
        assert marks == {("everyone", True), ("own", True), ("member", True), ("movie", True)}
        assert Delivery.select().join(LogEntry).where(LogEntry.subject.startswith("reviews.")).count() == 0


def test_lines_that_wait_go_out_as_they_came(diary):
    kept = {"source": "letterboxd", "file": "watchlist.csv", "number": 7, "kind": "watchlist", "source_id": "", "unit": ""}
    kept |= {"said": {}, "original": {"Name": "Heat"}, "more": {}, "problem": "", "note": "", "value": "", "film": None}
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("manifest.json", '{"format": "movie-diary", "version": 1}')
        archive.writestr("kept.jsonl", json.dumps(kept))
    (line,) = read("moviediary", opened(data, "diary.zip"), How())
    with diary() as here:
        about = {"file_name": "diary.zip", "file": "x", "size": 1, "source": "moviediary", "state": "done"}
        batch = Import.create(id=uuid4(), member=here.member, made_at=THEN, begun_at=THEN, **about)
        ImportLine.create(batch=batch, file=line.file, number=1, kind=line.kind, more=dict(line.more), outcome="kept")
        assert lines_of(files_of(here.export())["kept.jsonl"]) == [kept]
