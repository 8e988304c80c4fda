from dataclasses import replace

import pytest

from moviediary.sharing import rules
from moviediary.sharing.rules import EXCERPT, Author, MemberCard, MovieCard, Poster, excerpt, name_of

STALKER = MovieCard(("Stalker",), 1979, ("Andrei Tarkovsky",), "4.4", 61, Poster("Stalker", 1979, 3))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The *held* breath. **Yes**.", "The held breath. Yes."),
        ("One.\n\nTwo.\nThree.", "One. Two. Three."),
        ("- a\n- b", "a b"),
        ("[here](https://example.org) & <b>there</b>", "here & <b>there</b>"),
        ("", ""),
    ],
)
def test_an_excerpt_has_the_words_without_the_marks(text, words):
    assert excerpt(text) == words


def test_an_excerpt_ends_where_no_card_has_room():
    assert len(excerpt("word " * 500)) <= EXCERPT
    assert excerpt("word " * 500).endswith("…")


def test_the_same_words_are_the_same_picture():
    assert name_of(STALKER) == name_of(replace(STALKER))
    assert len({name_of(replace(STALKER, **change)) for change in ({}, {"ratings": 62}, {"average": "4.5"}, {"year": 1980})}) == 4


def test_another_way_of_drawing_is_another_picture(monkeypatch):
    before = name_of(STALKER)
    monkeypatch.setattr(rules, "DRAWING", rules.DRAWING + 1)
    assert name_of(STALKER) != before


def test_cards_of_two_kinds_are_never_the_same_picture():
    assert name_of(STALKER) != name_of(MemberCard(Author("a", "a", 0), "", 0, "", ()))
