"""What becomes of a viewing that a file tells of."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from moviediary.diary.commands import Viewing
from moviediary.diary.rules import Stored
from moviediary.imports.films import Candidate, key_of, match
from moviediary.imports.rules import DELETED, THERE, Told, UnitFacts, completed_by, decide, speaks_of_film, taker
from moviediary.imports.undo_rules import Added, Completed, put_back, withdraw
from moviediary.imports.units import LONG_TEXT, MANY_TAGS, Unit, together, viewing
from moviediary.sources.lines import Film, Said
from moviediary.words import AUDIENCES

ALICE, STALKER, NEW = UUID(int=1), UUID(int=2), UUID(int=3)
TODAY = date(2026, 5, 14)
SEEN = Viewing("2026-05-01", rating=8)


def unit(told=SEEN, **values):
    return Unit("letterboxd", "https://boxd.it/1", STALKER, told, **values)


def facts(*others, **values):
    return UnitFacts(ALICE, TODAY, NEW, others=others, **values)


def stored(number=7, told=SEEN, **values):
    return Stored(UUID(int=number), ALICE, STALKER, 1, told, **values)


def test_a_viewing_the_diary_does_not_have_is_logged_and_known_by_its_line():
    decision = decide(unit(), facts())
    assert (decision.outcome, decision.review_id) == ("imported", NEW)
    assert (decision.logged.movie_id, decision.logged.viewing) == (STALKER, SEEN)
    assert (decision.sourced.review_id, decision.sourced.source_id) == (NEW, "https://boxd.it/1")


def test_a_viewing_that_breaks_a_rule_fails_with_the_reason():
    decision = decide(unit(replace(SEEN, watched="2027-01-01")), facts())
    assert decision.outcome == "failed"
    assert "has not come yet" in decision.reason
    assert decision.logged is None


def test_a_line_that_is_known_logs_nothing():
    decision = decide(unit(), facts(known=UUID(int=7), stored=stored()))
    assert (decision.outcome, decision.reason, decision.review_id) == ("there", THERE, UUID(int=7))
    assert not (decision.logged)
    assert not (decision.edited)
    assert not (decision.sourced)


def test_what_was_deleted_does_not_come_back():
    gone = stored(deleted_at=datetime(2026, 5, 2, tzinfo=UTC))
    for known in (facts(known=gone.review_id, stored=gone), facts(known=gone.review_id)):
        decision = decide(unit(), known)
        assert (decision.outcome, decision.reason) == ("there", DELETED)
        assert not decision.logged


def test_a_viewing_logged_by_hand_is_completed_and_known_from_then_on():
    by_hand = stored(told=Viewing("2026-05-01", text="Zone.", tags=("tarkovsky",)))
    decision = decide(unit(replace(SEEN, tags=("cinema",), heart=True)), facts(by_hand))
    (edited,) = decision.edited
    assert decision.outcome == "there"
    assert (edited.viewing.rating, edited.viewing.text, edited.viewing.tags) == (8, "Zone.", ("tarkovsky", "cinema"))
    assert edited.viewing.heart
    assert decision.sourced.review_id == by_hand.review_id
    assert "rating and heart and tags" in decision.reason


def test_what_the_diary_says_stays_and_the_report_says_so():
    by_hand = stored(told=replace(SEEN, rating=6, text="Mine."))
    decision = decide(unit(replace(SEEN, text="Theirs.")), facts(by_hand))
    assert not decision.edited
    assert "rates it 4 stars; your diary keeps 3 stars" in decision.reason
    assert "another text" in decision.reason


def test_two_viewings_of_a_day_are_two():
    first = stored()
    decision = decide(unit(), facts(first, taken=frozenset([first.review_id])))
    assert decision.outcome == "imported"


def test_two_viewings_of_a_day_at_other_times_are_two():
    decision = decide(unit(replace(SEEN, time="20:15")), facts(stored(told=replace(SEEN, time="11:00"))))
    assert decision.outcome == "imported"


def test_of_several_on_a_day_the_same_one_is_meant():
    other, same = stored(7, replace(SEEN, rating=2)), stored(8)
    assert decide(unit(), facts(other, same)).review_id == same.review_id


def test_what_is_said_of_a_film_goes_to_its_newest_viewing():
    newest, older = stored(7, Viewing("2026-05-01")), stored(8, Viewing("2020-01-01"))
    decision = decide(unit(Viewing("", rating=9, heart=True), whole=True), facts(newest, older))
    (edited,) = decision.edited
    assert (edited.review_id, edited.viewing.watched) == (newest.review_id, "2026-05-01")
    assert (edited.viewing.rating, edited.viewing.heart) == (9, True)


def test_of_a_film_that_was_never_logged_it_is_a_viewing_on_no_day():
    decision = decide(unit(Viewing("", rating=9), whole=True), facts())
    assert (decision.outcome, decision.logged.viewing.watched) == ("imported", "")


def test_of_two_films_with_one_name_nothing_goes_to_a_viewing_of_the_other():
    assert decide(unit(Viewing("", rating=9), whole=True, apart=True), facts(stored())).outcome == "imported"


RATED = Viewing("", rating=8)


def test_an_entry_on_no_day_takes_the_day_of_the_viewing_that_it_is():
    undated = stored(told=replace(RATED, text="Zone."))
    told = replace(SEEN, time="20:15", tags=("cinema",), text="Zone. And rain.")
    decision = decide(unit(told), facts(undated, undated={undated.review_id}, meant={undated.review_id}))
    (edited,) = decision.edited
    assert (decision.outcome, decision.review_id, decision.logged) == ("there", undated.review_id, None)
    assert edited.viewing == told
    assert decision.sourced.review_id == undated.review_id
    assert "its day and text and tags and time came from the file" in decision.reason


def test_an_entry_on_no_day_that_is_another_viewing_stays_as_it_is():
    undated = stored(told=RATED)
    for known in (facts(undated), facts(undated, undated={undated.review_id})):
        assert decide(unit(), known).outcome == "imported"
    both = facts(undated, undated={undated.review_id}, meant={undated.review_id})
    assert decide(unit(apart=True), both).outcome == "imported"


def test_a_viewing_of_the_same_day_comes_before_an_entry_on_no_day():
    undated, same = stored(7, RATED), stored(8)
    decision = decide(unit(), facts(undated, same, undated={undated.review_id}, meant={undated.review_id}))
    assert decision.review_id == same.review_id


def test_a_line_that_is_known_brings_its_day_later_unless_the_member_said_there_is_none():
    undated = stored(told=RATED)
    (edited,) = decide(unit(), facts(known=UUID(int=7), stored=undated, undated={UUID(int=7)})).edited
    assert edited.viewing == SEEN
    assert decide(unit(), facts(known=UUID(int=7), stored=undated)).edited == ()


@pytest.mark.parametrize(
    ("rating", "told", "line"),
    [
        (None, [], None),
        (None, [Told(1, "2020-01-01", 4), Told(2, "2024-01-01", 8), Told(3, "2022-01-01")], 2),
        (8, [Told(1, "2020-01-01", 8), Told(2, "2024-01-01"), Told(3, "2025-01-01", 9)], 1),
        (8, [Told(1, "2020-01-01"), Told(2, "2024-01-01"), Told(3, "2025-01-01", 9)], 2),
        (8, [Told(1, "2020-01-01", 8), Told(2, "2024-01-01", 8)], 2),
        (8, [Told(1, "2024-01-01", 8), Told(2, "2024-01-01", 8)], 2),
        (8, [Told(1, "2020-01-01", 9), Told(2, "2024-01-01", 3)], 2),
        (8, [Told(1, "2020-01-01", 8, finished=False)], None),
    ],
)
def test_of_several_days_it_is_the_latest_with_that_rating_else_the_latest_without(rating, told, line):
    assert taker(Viewing("", rating=rating), told) == line
    assert taker(Viewing("", rating=rating), told[::-1]) == line


@pytest.mark.parametrize(
    ("source", "name", "whole"),
    [
        ("letterboxd", "film:https://boxd.it/f1", True),
        ("letterboxd", "https://boxd.it/e1", False),
        ("imdb", "tt0079944", True),
        ("tmdb", "1398", True),
        ("movary", "stalker|1979||film|1", True),
        ("movary", "stalker|1979||viewing|1", False),
        ("simkl", "film:5", True),
        ("simkl", "film:5@", False),
        ("trakt", "film:5@2020-01-01T20:15:00.000Z", False),
        ("trakt", "history:5", False),
        ("mapped", "5", False),
        ("moviediary", str(NEW), False),
    ],
)
def test_names_tell_whether_a_line_speaks_of_a_film(source, name, whole):
    assert speaks_of_film(source, name) is whole


def test_the_longer_text_of_the_same_stays():
    short, long = replace(SEEN, text="Zone."), replace(SEEN, text="Zone. And rain.")
    assert completed_by(short, long).text == completed_by(long, short).text == "Zone. And rain."


SECRET = replace(SEEN, time="20:15", rating=9, heart=True, medium="disc", tags=("secret",), text="Secret.", seen_before=True)
BARE = Viewing("2026-05-01")


@pytest.mark.parametrize(
    ("file", "diary"), [("me", "everyone"), ("followers", "everyone"), ("members", "everyone"), ("me", "followers")]
)
def test_what_a_file_says_for_few_does_not_go_into_an_entry_for_more(file, diary):
    told, by_hand = replace(SECRET, audience=file), stored(told=replace(BARE, audience=diary))
    for known in (facts(by_hand), facts(known=by_hand.review_id, stored=by_hand)):
        decision = decide(unit(told), known)
        assert (decision.outcome, decision.review_id, decision.edited, decision.logged) == ("there", by_hand.review_id, (), None)
        assert "rating and heart and text and tags and time and place and being a rewatch in the file stayed" in decision.reason
        assert AUDIENCES[file] in decision.reason


def test_an_entry_for_more_on_no_day_takes_no_day_that_was_said_for_few():
    undated = stored(told=RATED)
    known = facts(undated, undated={undated.review_id}, meant={undated.review_id})
    decision = decide(unit(replace(SEEN, audience="me")), known)
    assert (decision.outcome, decision.edited, decision.logged) == ("there", (), None)
    assert "its day in the file stayed away" in decision.reason


@pytest.mark.parametrize(("file", "diary"), [("everyone", "me"), ("members", "followers"), ("me", "me")])
def test_what_a_file_says_for_as_many_or_more_completes_an_entry_whose_audience_stays(file, diary):
    decision = decide(unit(replace(SECRET, audience=file)), facts(stored(told=replace(BARE, audience=diary))))
    (edited,) = decision.edited
    assert edited.viewing == replace(SECRET, audience=diary)
    assert "place and being a rewatch came from the file" in decision.reason


def test_a_file_that_says_nothing_more_for_few_is_told_of_as_there():
    assert decide(unit(replace(SEEN, audience="me")), facts(stored())).reason == THERE


def test_of_lines_of_one_viewing_the_smallest_audience_holds():
    assert together([Said(text="Zone.", audience="members"), Said(audience="me"), Said(audience="everyone")]).audience == "me"
    assert together([Said(audience="me"), Said(audience="nobody")]).audience == "nobody"


def test_lines_of_one_viewing_are_one():
    seen, told = Said(watched="2026-05-01", rating=8), Said(text="Zone.", tags=("a", "b"))
    said = together([seen, told, Said(rating=2, tags=("b", "c"), heart=True)])
    assert said == Said(watched="2026-05-01", rating=8, text="Zone.", tags=("a", "b", "c"), heart=True)


def test_what_does_not_fit_is_shortened_and_told():
    told, notes = viewing(Said(text="x" * 10_001, tags=tuple(f"tag {n}" for n in range(21))), "me")
    assert (len(told.text), len(told.tags), told.audience, told.watched) == (10_000, 20, "me", "")
    assert notes == (LONG_TEXT, MANY_TAGS)


@pytest.mark.parametrize(
    ("film", "key"),
    [
        (Film("Stalker", 1979, imdb_id="tt0079944", tmdb_id=1398), "imdb:tt0079944"),
        (Film("Stalker", 1979, tmdb_id=1398), "tmdb:1398"),
        (Film("Amélie!", 2001), "amelie|2001"),
        (Film("Heat"), "heat|"),
    ],
)
def test_a_film_is_known_by_its_number_or_its_name(film, key):
    assert key_of(film) == key


HEAT = Candidate("tt0113277", "Heat", 1995, directors=("Michael Mann",))


def test_the_only_film_of_a_title_and_year_is_meant():
    assert match(Film("HEAT", 1995), False, [HEAT], True).found == "one"


def test_the_same_title_and_year_twice_is_never_guessed():
    other = replace(HEAT, value="tt0999999", directors=())
    found = match(Film("Heat", 1995), False, [HEAT, other], True)
    assert (found.found, [one.value for one in found.choices]) == ("several", ["tt0113277", "tt0999999"])
    assert match(Film("Heat", 1995), True, [HEAT], True).found == "several"


def test_a_director_tells_two_films_apart():
    other = replace(HEAT, value="tt0999999", directors=("Somebody Else",))
    assert match(Film("Heat", 1995, directors=("Michael Mann",)), False, [HEAT, other], True).choices[0] == HEAT
    assert match(Film("Heat", 1995, directors=("Michael Mann",)), False, [HEAT, other], True).found == "one"


def test_the_year_before_or_after_is_a_choice_and_no_more():
    found = match(Film("Heat", 1996), False, [HEAT], True)
    assert (found.found, found.choices) == ("several", (HEAT,))
    assert match(Film("Heat", 1997), False, [HEAT], True).found == "none"


def test_one_film_that_two_tell_of_is_one():
    ours = Candidate("abc", "Heat", 1995, numbers=frozenset(["tt0113277"]), movie_id=STALKER)
    theirs = replace(HEAT, numbers=frozenset(["tt0113277"]))
    assert match(Film("Heat", 1995), False, [ours, theirs], True).movie_id == STALKER


def test_a_film_without_a_year_is_always_asked_about():
    assert match(Film("Heat"), False, [HEAT], True).found == "several"
    assert match(Film("Heat"), False, [], False).found == "none"


def test_where_nobody_could_know_a_film_is_simply_new():
    assert match(Film("Home Movie", 2020), False, [], False).found == "new"


def test_taking_back_removes_what_was_added():
    assert [event.review_id for event in withdraw(Added(NEW), False)] == [NEW]


def test_taking_back_leaves_what_was_changed_since_unless_that_goes_too():
    assert withdraw(Added(NEW, changed=True), False) == []
    assert withdraw(Added(NEW, changed=True), True)
    assert withdraw(Added(NEW, shared=True), True) == []


def test_taking_back_lets_a_review_say_what_it_said():
    before = Viewing("2026-05-01")
    (edited,) = put_back(Completed(stored(), before), TODAY)
    assert (edited.viewing, edited.revision) == (before, 2)


def test_what_the_member_said_since_is_not_put_back():
    assert put_back(Completed(stored(), Viewing("2026-05-01"), changed=True), TODAY) == []
    assert put_back(Completed(stored(told=SEEN), SEEN), TODAY) == []


def test_a_viewing_that_is_rated_otherwise_takes_the_entry_and_keeps_its_rating():
    undated = stored(told=RATED)
    told = replace(SEEN, rating=3)
    (edited,) = decide(unit(told), facts(undated, undated={undated.review_id}, meant={undated.review_id})).edited
    assert edited.viewing == told
