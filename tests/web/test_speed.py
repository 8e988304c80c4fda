"""What makes pages fast, counted: queries per page, bytes, and how the database finds the rows."""

import shutil

import pytest
import taking
from people import Site, config
from playhouse.test_utils import count_queries

from moviediary import database, log
from moviediary.accounts.models import Member
from moviediary.database import db
from moviediary.deliveries import Delivery
from moviediary.demo.actions import fill
from moviediary.diary.entries import select
from moviediary.diary.gone import Gone
from moviediary.diary.models import Review
from moviediary.finder import titles
from moviediary.finder.rules import readings
from moviediary.people.jobs import credit_the_uncredited


@pytest.fixture(scope="module")
def demonstration(sqlite_template, tmp_path_factory):
    """A file with the demonstration in it, and the password of its members: making it takes a second."""
    path = tmp_path_factory.mktemp("demonstration") / "diary.db"
    shutil.copy(sqlite_template, path)
    Site(config(f"sqlite:///{path}", path.parent))
    with database.connected():
        password = fill().split("password ")[1].split()[0]
        credit_the_uncredited()
    database.disconnect()
    return path, password


@pytest.fixture
def full_site(demonstration, tmp_path):
    """The demonstration."""
    shutil.copy(demonstration[0], tmp_path / "diary.db")
    yield Site(config(f"sqlite:///{tmp_path / 'diary.db'}", tmp_path))
    database.disconnect()


@pytest.fixture
def full(full_site, demonstration):
    """Mira, who is in the demonstration, signed in."""
    mira, password = full_site.browser(), demonstration[1]
    mira.send("/login", "/login", identifier="mira", password=password)
    # Once before it is counted: templates are compiled, names are looked up.
    mira.get("/members/mira")
    return mira


# One of each is the session, and one of each page of her own diary is what waits for her.
MOST = {
    "/": 2,
    "/following": 4,
    "/members/mira": 6,
    # Of somebody else, how the two stand to each other in its place.
    "/members/jonas": 6,
    "/members/jonas/diary": 6,
    # The films of the viewings, 200 at a time.
    "/members/jonas/trends": 7,
    "/members/mira?year=2025": 6,
    "/members/mira/diary": 6,
    "/members/mira/diary?director=Agn%C3%A8s+Varda&rewatch=yes": 6,
    "/members/mira/ratings": 6,
    "/members/mira/history": 6,
    "/members/mira/calendar": 6,
    "/members/mira/trends?period=all": 7,
    "/members/mira/trends/directors": 7,
    "/members": 4,
    "/search?q=the": 5,
    # Mira is an admin, who also sees what was merged into it.
    "movie": 7,
    "person": 6,
    "/reviews/new/choices?q=the": 5,
}


def test_a_page_asks_the_database_a_fixed_number_of_times(full):
    movie = next(link for link in full.get("/").links() if link.startswith("/movies/"))
    person = next(link for link in full.get(movie).links() if link.startswith("/people/"))
    for path, most in MOST.items():
        # A diary's numbers are asked for once, and then only whether they still hold.
        for more in (1, 0):
            with count_queries() as counted:
                assert full.get({"movie": movie, "person": person}.get(path, path)).status == 200
            assert counted.count <= most + more, f"{path} asks {counted.count} times"


def test_what_waits_for_a_member_is_asked_for_nobody_else(full, full_site):
    def asks(reader, path, **asked):
        assert reader.get(path, **asked).status == 200
        with count_queries() as counted:
            assert reader.get(path, **asked).status == 200
        assert counted.count <= MOST[path], f"{path} asks {counted.count} times"
        return any("import_film" in str(query) for query in counted.get_queries())

    for path in (path for path in MOST if path.startswith("/members/mira")):
        assert asks(full, path)
        assert not asks(full, path, partial=True)
        assert not asks(full_site.member("alice") if path == "/members/mira" else full_site.browser(), path)


def test_a_page_of_fifty_entries_stays_small(full):
    assert len(full.get("/members/mira/diary").html) < 200_000
    assert len(full.get("/members/mira").html) < 120_000
    assert len(full.get("/").html) < 200_000


def test_the_deliveries_of_a_new_film_are_announced_by_its_name(small_site, wired):
    alice, announced = small_site.member("alice"), {}
    wired(log.wiring, wake=announced.update)
    alice.log()
    named = [f"{handler} for Stalker (1979)" for handler in ("sync_poster", "enrich", "credit_directors")]
    assert announced == dict(zip([row.id for row in Delivery.select().order_by(Delivery.id)], named, strict=True))


def test_hot_reads_walk_an_index(full):
    mira = Member.get(Member.username == "mira")
    for reader in (mira, None):
        newest = select(reader).order_by(Review.id.desc()).limit(51)
        diary = select(reader).where(Review.member == mira.id).order_by(Review.position.desc()).limit(51)
        for query in (newest, diary):
            sql, values = query.sql()
            plan = [row[3] for row in db.execute_sql(f"EXPLAIN QUERY PLAN {sql}", values)]
            # Of earlier viewings no more than a thousand are found, and those are gone through as they come.
            found = {step.split()[1] for step in plan if step.startswith("CO-ROUTINE")}
            gone_through = {step.split()[1] for step in plan if "SCAN" in step and "USING INDEX" not in step}
            assert found
            assert gone_through <= found, plan
            assert not [step for step in plan if "TEMP B-TREE" in step], plan
            # How often somebody had seen each film is counted without a look at any of these entries.
            assert [step for step in plan if "COVERING INDEX review_earlier" in step], plan


@pytest.mark.parametrize("page", ["movie", "person"])
def test_who_made_a_film_and_what_else_is_found_by_indexes(full, page):
    path = next(link for link in full.get("/").links() if link.startswith("/movies/"))
    if page == "person":
        path = next(link for link in full.get(path).links() if link.startswith("/people/"))
    with count_queries() as counted:
        full.get(path)
    asked = [query.msg for query in counted.get_queries() if "credit" in query.msg[0]]
    assert asked
    for sql, values in asked:
        plan = [row[3] for row in db.execute_sql(f"EXPLAIN QUERY PLAN {sql}", values)]
        assert not [step for step in plan if step.startswith("SCAN") or "review_member_id_position" in step], plan


def test_numbers_over_all_members_look_at_no_more_than_differs_for_the_reader(full):
    """At the kept counts, at what few may see, at what the blocked said: never at all entries about a film."""
    movie = next(link for link in full.get("/").links() if link.startswith("/movies/"))
    with count_queries() as counted:
        full.get(movie)
    (asked,) = (query.msg for query in counted.get_queries() if "movie_rating_count" in query.msg[0])
    plan = [row[3] for row in db.execute_sql(f"EXPLAIN QUERY PLAN {asked[0]}", asked[1])]
    assert not [step for step in plan if step.startswith("SCAN")], plan
    assert [step for step in plan if "review_for_followers" in step], plan
    assert not [step for step in plan if "SEARCH review USING INDEX review_movie_id_id" in step], plan


def test_a_page_far_back_takes_as_few_steps_as_the_first(full):
    """In steps of the database's own machine, which do not wander as times do."""
    mira = Member.get(Member.username == "mira")
    first = select(mira).where(Review.member == mira.id).order_by(Review.position.desc()).limit(51)
    middle = list(first.objects())[-1].position
    later = first.where(Review.position < middle)
    assert steps(lambda: list(later.tuples())) <= 1.2 * steps(lambda: list(first.tuples()))


def test_what_left_a_diary_is_found_without_a_look_at_all_that_stayed(small_site):
    alice = small_site.member("alice")
    entry = alice.log("Alien", "1979")
    alice.send(f"/reviews/{entry}", f"/reviews/{entry}/deletion")
    member = Member.get()
    few = steps(Gone(member.id).look)
    taking.fill(1_000)
    assert steps(Gone(member.id).look) == few


def steps(ask):
    """How often SQLite's machine took a hundred steps while something was asked."""
    connection, taken = db.connection(), [0]

    def count():
        taken[0] += 1
        return 0

    connection.progress(count, 100)
    ask()
    connection.progress(None, 0)
    return taken[0]


def test_suggestions_ask_a_fixed_number_of_times(full):
    for typed, most in (("the", 4), ("a", 4), ("zzzz", 5), ("the gofdather", 6)):
        with count_queries() as counted:
            assert full.get(f"/search/suggestions?q={typed}", partial=True).status == 200
        assert counted.count <= most, f"{typed!r} asks {counted.count} times"


@pytest.mark.parametrize("typed", ["the", "godf", "the godfather", "seven samurai 1954"])
def test_titles_are_found_by_their_indexes(full, typed):
    text, values = titles.statement(readings(typed, 2026))
    plan = [row[3] for row in db.execute_sql(f"EXPLAIN QUERY PLAN {text}", values)]
    assert not [step for step in plan if "SCAN" in step and "VIRTUAL TABLE" not in step and "part" not in step], plan
