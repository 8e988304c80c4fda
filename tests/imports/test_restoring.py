"""What went out of one diary comes into another by the way of imports: with its history, what waits, and the same bytes."""

from datetime import UTC, datetime

from imports.conftest import Alice
from imports.files import export, letterboxd, seen
from taking import files_of

from moviediary import rebuild
from moviediary.diary.models import Review, ReviewChange
from moviediary.movies.models import Movie

THEN = datetime(2026, 5, 14, 20, 15, tzinfo=UTC)


def fill(alice):
    """A diary with a bit of everything: logged by hand, edited, deleted, imported, waiting."""
    entry = alice.browser.log("Stalker", "1979", when="day", day="2026-05-01", text="Mine.")
    alice.browser.send(f"/reviews/{entry}/edit", f"/reviews/{entry}/edit", text="Better.", rating="9")
    gone = alice.browser.log("Alien", "1979")
    alice.browser.send(f"/reviews/{gone}", f"/reviews/{gone}/deletion")
    diary = [seen(1, tags="cinema"), seen(2, "Solaris", "1972"), seen(3, "Solaris", "1972")]
    alice.imports(letterboxd(diary=diary, watchlist=[("2026-05-02", "Nostalghia", "1983", "https://boxd.it/f4")]))


def test_everything_comes_back_and_goes_out_as_the_same_bytes(alice, elsewhere):
    fill(alice)
    out = export(alice.member)
    with elsewhere() as other:
        batch = other.imports(out, "movie-diary.zip")
        assert batch.source == "moviediary"
        outcomes = other.outcomes(batch)
        assert outcomes.keys() == {"imported", "kept"}
        assert rebuild.differences() == []
        out.seek(0)
        assert files_of(export(other.member).getvalue()) == files_of(out.getvalue())
        assert Review.select().count() == 4


def test_it_can_be_taken_back_and_brought_twice(alice, elsewhere):
    fill(alice)
    out = export(alice.member)
    with elsewhere() as other:
        batch = other.imports(out, "movie-diary.zip")
        out.seek(0)
        again = other.imports(out, "movie-diary.zip")
        assert other.outcomes(again).keys() == {"there"}
        other.takes_back(batch)
        assert (Review.select().count(), ReviewChange.select().count()) == (0, 0)


def test_into_a_diary_that_has_some_of_it_comes_the_rest(alice, elsewhere):
    fill(alice)
    out = export(alice.member)
    with elsewhere() as other:
        other.browser.log("Stalker", "1979", when="day", day="2026-05-01", text="Better.")
        other.imports(out, "movie-diary.zip")
        assert Review.select().join(Movie).where(Movie.title == "Solaris").count() == 2


def test_what_belongs_to_another_member_here_is_imported_as_ones_own(alice, site):

    fill(alice)
    out = export(alice.member)
    bob = Alice(site.member("bob"))
    outcomes = bob.outcomes(bob.imports(out, "movie-diary.zip"))
    assert outcomes["imported"]
    own, hers = (Review.select().where(Review.member == one.member.id) for one in (bob, alice))
    assert own.count() == hers.where(Review.deleted_at.is_null()).count()
    assert not {review.id for review in own} & {review.id for review in hers}
