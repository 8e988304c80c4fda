"""What a title is taken apart into."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moviediary.titles.words import LETTERS, NAME, WORDS, YEAR, name, squeezed, tokens, typed, variants, words


@pytest.mark.parametrize(
    ("title", "apart"),
    [
        ("Schindler's List", ("schindlers", "list")),
        ("L‘Avventura", ("lavventura",)),
        ("8½", ("8", "1", "2")),
        ("8 1/2", ("8", "1", "2")),
        ("Amélie", ("amelie",)),
        ("七人の侍", ("七", "人", "の", "侍")),
        ("バトル", ("ハ\u3099", "ト", "ル")),
        ("Сталкер", ("сталкер",)),
        ("Tom & Jerry", ("tom", "and", "jerry")),
        ("???", ()),
        ("\0 \ud800 %_*\"'", ()),
        ("", ()),
    ],
)
def test_a_title_is_taken_apart_into_folded_words(title, apart):
    assert words(title) == apart


def test_hangul_stays_a_word_so_that_half_a_syllable_begins_it():
    (whole,), (half,) = words("기생충"), words("기새")
    assert whole.startswith(half)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("WALL·E", "wall e"),
        ("WALL·E", "WALLE"),
        ("Spider-Man", "spiderman"),
        ("The Spider Man", "spider-man"),
        ("La Dolce Vita", "dolcevita"),
        ("8½", "8 1/2"),
    ],
)
def test_titles_meet_whatever_their_spaces_and_articles(one, other):
    assert squeezed(words(one)) == squeezed(words(other))


def test_an_article_alone_is_a_title():
    assert squeezed(words("The The")) == "the"
    assert squeezed(words("A")) == "a"


def test_digits_in_place_of_letters_are_read_as_letters():
    assert {"se7en", "seven", name("se7en"), name("seven")} <= tokens(("Se7en",), 1995)
    assert "megan" in tokens(("M3GAN",), None)
    assert "zooi" not in tokens(("2001", "1984"), None)


def test_a_word_with_a_hyphen_is_found_without():
    assert {"spider", "man", "spiderman", f"{YEAR}1968"} <= tokens(("Italian Spider-Man",), 1968)


@given(st.text())
def test_nobody_can_type_the_marks(text):
    assert not any(mark in word for word in typed(text) for mark in (NAME, YEAR, '"', "'", "\\", " ", "\0"))


@given(st.text(max_size=30))
def test_a_title_is_found_by_its_own_words_and_its_whole_name(text):
    assert {word[:LETTERS] for word in words(text)} <= tokens((text,), None)
    assert not words(text) or name("".join(words(text))) in tokens((text,), None)


def test_of_a_long_query_no_more_is_read_than_anybody_types():
    assert typed("x" * 10_000) == ("x" * LETTERS,)
    assert typed("a b " * 5_000) == ("a", "b") * (WORDS // 2)


@pytest.mark.parametrize("wrong", ["stalkr", "stallker", "stalket", "satlker", "talker", "stalkers"])
def test_every_single_error_leads_back(wrong):
    assert "stalker" in variants(wrong)


@given(st.text("abcdefghijklmnopqrstuvwxyz", min_size=5, max_size=20), st.data())
def test_a_word_is_a_variant_of_each_of_its_variants(word, data):
    assert word in variants(data.draw(st.sampled_from(sorted(variants(word)))))


@pytest.mark.parametrize("word", ["abc", "x" * 25, "七人七人", "", "abcд"])
def test_words_that_are_too_short_too_long_or_of_many_letters_have_no_variants(word):
    assert variants(word) == set()


def test_variants_stay_in_the_script_of_the_word():
    assert "сталкер" in variants("сталкре")
    assert not any(letter.isascii() for letter in "".join(variants("сталкре")))
    assert "ορφεας" in {word.replace("σ", "ς") if word.endswith("σ") else word for word in variants("ορφαεσ")}
