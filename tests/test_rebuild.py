"""The tables that follow from the log can be made again from it, and every difference is told."""

import threading
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tally import CATALOGUE, MODELS, PROJECTIONS, Ballot, Tally, Voted, votes
from tries import tries

from moviediary import log, rebuild
from moviediary.database import connected
from moviediary.log import LogEntry, changes


@pytest.fixture
def site(database, wired, monkeypatch):
    monkeypatch.setattr(rebuild, "MIGRATIONS", Path(__file__).with_name("migrations"))
    database.create_tables(MODELS)
    wired(log.wiring, projections=PROJECTIONS, catalogue=CATALOGUE)
    wired(rebuild.wiring, models=MODELS, copied=[])
    yield database
    database.drop_tables(MODELS)


@pytest.fixture
def voted(site):
    with changes(uuid4()) as record:
        for name in ("Stalker", "Mirror", "Stalker"):
            record(Voted(name))
    return site


def test_tables_that_were_left_alone_are_what_the_log_says(voted):
    assert rebuild.differences() == []
    assert rebuild.rebuild() == 0


def test_every_difference_is_told_in_plain_words(voted):
    Tally.update(votes=9).where(Tally.name == "Stalker").execute()
    Ballot.delete().where(Ballot.name == "Mirror").execute()
    Tally.insert(name="Solaris", votes=1, last=Tally.get().last).execute()
    assert rebuild.differences() == [
        "tally name Solaris: is there, but not when rebuilt",
        "tally name Stalker: votes is 9, rebuilt 2",
        "ballot name Mirror, seq 2: is missing, but there when rebuilt",
    ]


def test_rebuilding_makes_the_tables_what_the_log_says(voted):
    Tally.update(votes=9).where(Tally.name == "Stalker").execute()
    Ballot.delete().where(Ballot.name == "Mirror").execute()
    Tally.delete().where(Tally.name == "Mirror").execute()
    Tally.insert(name="Solaris", votes=1, last=Tally.get().last).execute()
    Ballot.insert(name="Solaris", seq=99, actor=None).execute()
    assert rebuild.rebuild() == 5
    assert votes() == {"Stalker": 2, "Mirror": 1}
    assert rebuild.differences() == []


def test_all_tables_can_be_made_from_nothing(voted):
    Ballot.delete().execute()
    Tally.delete().execute()
    assert rebuild.rebuild() == 5
    assert votes() == {"Stalker": 2, "Mirror": 1}


def test_more_rows_than_fit_a_page_are_compared(site, monkeypatch):
    monkeypatch.setattr(rebuild, "PAGE", 3)
    with changes(None) as record:
        for number in range(20):
            record(Voted(f"film {number % 8}"))
    Ballot.delete().where(Ballot.seq.in_([1, 7, 20])).execute()
    Tally.update(votes=0).where(Tally.name == "film 5").execute()
    assert len(rebuild.differences()) == 4
    assert rebuild.rebuild() == 4
    assert rebuild.differences() == []


def test_plain_tables_that_projections_read_are_copied(site, wired):
    def only_listed(event, recorded):
        if Tally.get_or_none(Tally.name == event.name):
            Ballot.insert(seq=recorded.seq, name=event.name).execute()

    wired(log.wiring, projections={Voted: [only_listed]})
    wired(rebuild.wiring, models=[Ballot], copied=[Tally])
    Tally.insert(name="Stalker", votes=0, last=log.clock.now()).execute()
    with changes(None) as record:
        record(Voted("Stalker"))
        record(Voted("Mirror"))
    assert Ballot.select().count() == 1
    assert rebuild.differences() == []
    Ballot.delete().execute()
    assert rebuild.rebuild() == 1


def test_a_vote_during_the_comparison_is_no_difference(voted, wired):
    added = []

    def vote_meanwhile(event, recorded):
        if not added:
            added.append(True)
            thread = threading.Thread(target=vote)
            thread.start()
            thread.join()
        PROJECTIONS[Voted][0](event, recorded)

    def vote():
        # Another process would have its own idea of which database is the live one.
        with live.connection_context(), live.atomic():
            Tally.update(votes=99).where(Tally.name == "Mirror").bind(live).execute()

    live = voted.obj
    wired(log.wiring, projections={Voted: [vote_meanwhile]})
    wired(rebuild.wiring, models=[Tally])
    assert rebuild.differences() == []
    assert votes()["Mirror"] == 99
    assert len(rebuild.differences()) == 1


def test_nothing_of_a_comparison_stays_behind(voted, site_database, tmp_path):
    def there():
        if site_database.startswith("sqlite"):
            return {path.name for path in tmp_path.iterdir() if path.is_dir()}
        return {row[0] for row in voted.execute_sql("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'rebuild%%'")}

    rebuild.differences()
    LogEntry.update(data='{"name": "x", "weight": 99999999999}').execute()
    if not site_database.startswith("sqlite"):
        with pytest.raises(Exception, match="out of range"):
            rebuild.differences()
    assert there() == set()
    assert Tally.select().count() == 2


@settings(max_examples=tries(10), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cast=st.lists(st.tuples(st.sampled_from("abc"), st.integers(-5, 5)), max_size=8))
def test_any_votes_can_be_rebuilt(site, cast):
    with connected(), changes(None) as record:
        for name, weight in cast:
            record(Voted(name, weight))
    assert rebuild.differences() == []
