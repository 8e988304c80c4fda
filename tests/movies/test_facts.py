"""Facts of a movie: what a member may say, what they said, and what holds."""

from uuid import UUID

import pytest

from moviediary.errors import ChangedMeanwhile, NotAllowed, Refused
from moviediary.movies.commands import FixFacts, HandFacts
from moviediary.movies.events import FactsFixed
from moviediary.movies.facts import FixingFacts, Told, by_hand, checked, effective, fix, meant, version_of

MOVIE = UUID(int=1)
TOLD = Told(runtime=99, tagline="Feel it.", overview="Two neighbors.", genres=("Drama",))
NOTHING = HandFacts(None, None, None, None, None, None)


def facts(known=NOTHING, allowed=True):
    return FixingFacts(known, TOLD, allowed)


def test_what_is_said_by_hand_is_recorded_with_every_field():
    (event,) = fix(FixFacts(MOVIE, HandFacts(runtime=98, genres=(" Drama ", "Romance", "Drama", ""))), facts())
    assert event == FactsFixed(MOVIE, 98, None, None, ("Drama", "Romance"), None, None)


def test_saying_the_same_again_is_nothing():
    assert fix(FixFacts(MOVIE, HandFacts(runtime=98)), facts(HandFacts(runtime=98))) == []


def test_releasing_is_an_event_without_values():
    assert fix(FixFacts(MOVIE, NOTHING), facts(HandFacts(runtime=98))) == [FactsFixed(MOVIE, *[None] * 6)]


def test_only_who_may_correct_a_film_fixes_its_facts():
    with pytest.raises(NotAllowed):
        fix(FixFacts(MOVIE, HandFacts(runtime=98)), facts(allowed=False))


def test_whoever_saw_older_facts_is_told_what_they_are_now():
    older = version_of(NOTHING, TOLD)
    with pytest.raises(ChangedMeanwhile, match="runtime 97 min; tagline “Feel it"):
        fix(FixFacts(MOVIE, HandFacts(runtime=98), older), facts(HandFacts(runtime=97)))
    assert fix(FixFacts(MOVIE, HandFacts(runtime=98), older), facts())


@pytest.mark.parametrize(
    ("said", "field"),
    [
        (HandFacts(runtime=0), "runtime"),
        (HandFacts(runtime=6001), "runtime"),
        (HandFacts(tagline="x" * 501), "tagline"),
        (HandFacts(overview="x" * 5001), "overview"),
        (HandFacts(genres=tuple(map(str, range(21)))), "genres"),
        (HandFacts(countries=("x" * 121,)), "countries"),
        (HandFacts(languages=("x" * 121,)), "languages"),
    ],
)
def test_what_will_not_do_is_refused_at_its_field(said, field):
    with pytest.raises(Refused) as refusal:
        checked(said)
    assert list(refusal.value.problems) == [field]


def test_what_just_fits_is_taken():
    said = HandFacts(6000, "x" * 500, "x" * 5000, tuple(map(str, range(20))), ("x" * 120,), ())
    assert checked(said) == said


def test_the_hand_wins_and_the_provider_holds_elsewhere():
    hand = HandFacts(runtime=98, tagline="", countries=())
    assert effective(hand, TOLD) == Told(98, "", "Two neighbors.", ("Drama",))
    assert by_hand(hand) == ("runtime", "tagline", "countries")


WRITTEN = HandFacts(99, "Feel it.", "Two neighbors.", ("Drama",), (), ())


def test_a_form_sent_as_it_was_says_nothing_by_hand():
    assert meant(WRITTEN, NOTHING, TOLD, ()) == NOTHING


def test_a_form_says_what_differs_from_the_provider_and_keeps_what_was_said():
    written = HandFacts(99, "", "Two neighbors.", ("Drama", "Noir"), (), ())
    assert meant(written, HandFacts(runtime=99), TOLD, ()) == HandFacts(runtime=99, tagline="", genres=("Drama", "Noir"))


def test_what_is_released_is_not_said_whatever_stands_in_its_field():
    assert meant(HandFacts(98, "A", "B", (), (), ()), HandFacts(runtime=98), TOLD, ["runtime", "tagline"]) == HandFacts(
        overview="B", genres=()
    )
