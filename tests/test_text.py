"""Text on its way in and out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moviediary.text import clean, fold, markdown, slug


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Amélie", "AMELIE"),
        ("L’Avventura", "l'avventura"),
        ("Wall·E", "wall e"),
        ("Øde", "ode"),
        ("Tom & Jerry", "Tom and Jerry"),
    ],
)
def test_case_accents_and_punctuation_make_no_difference(one, other):
    assert fold(one) == fold(other)


@given(st.text(st.characters(max_codepoint=127)), st.sampled_from("abc123"))
def test_an_accent_makes_no_difference_to_the_rest_of_a_title(text, letter):
    assert fold(f"{text}{letter}\u0301") == fold(f"{text}{letter}")


def test_a_heap_of_accents_is_folded_like_one():
    # Were it put in order as a whole, nobody would wait for it.
    assert fold("Ame" + "\u0301\u0316" * 500_000 + "lie") == "amelie"


@pytest.mark.parametrize(("one", "other"), [("Alien", "Aliens"), ("ハハ", "ババ"), ("???", "!!!")])
def test_other_titles_stay_other_titles(one, other):
    assert fold(one) != fold(other)


@given(st.text())
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_a_slug_is_part_of_an_address(text):
    assert slug(text)
    assert not set(slug(text)) & set("/?#% ")


@given(st.text(alphabet=st.characters()))
def test_clean_text_can_stand_in_xml(text):
    kept = clean(text)
    assert all(character in "\n\t" or ord(character) >= 32 for character in kept)
    kept.encode()


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[a](javascript:alert(1))",
        "![a](https://example.org/a.png)",
        "<p hx-get=/ style=x class=y id=z data-hx-get=/>hi</p>",
        "<svg onload=alert(1)>",
        '[a](https://example.org/" onmouseover="alert(1))',
    ],
)
def test_markdown_shows_nothing_that_runs_or_loads(text):
    import html5lib

    tree = html5lib.parseFragment(markdown(text), namespaceHTMLElements=False)
    for element in tree.iter():
        assert element.tag in ("DOCUMENT_FRAGMENT", "p", "a")
        assert set(element.attrib) <= {"href", "rel"}
        assert not element.get("href", "").startswith("javascript")


def test_markdown_keeps_what_people_write():
    shown = markdown("# Rain\n*slow* and **long**\n\n> quote\n\n- one\n\n[more](https://example.org) ~~no~~")
    for part in ("<h4>Rain</h4>", "<em>slow</em>", "<strong>long</strong>", "<blockquote>", "<li>one</li>", "<s>no</s>"):
        assert part in shown
    assert '<a href="https://example.org" rel="nofollow ugc noopener">more</a>' in shown
