"""HTML of other sites as Markdown."""

import re
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moviediary.sources.escaping import escaped
from moviediary.sources.hypertext import LONGEST, markdown_of
from moviediary.text import markdown, plain

SITE = "https://letterboxd.com/"


@pytest.mark.parametrize(
    ("html", "written"),
    [
        ("<b>Bold</b>, <i>it</i>, <em>em</em> <strong>strong</strong>", "**Bold**, *it*, *em* **strong**"),
        ("<p>One</p>\n<p>Two<br>three<br/>four</p>", "One\n\nTwo\nthree\nfour"),
        ("One\nline\r\n\r\n\r\nanother", "One\nline\n\nanother"),
        ("<b>two\n\nparagraphs</b>", "**two**\n\n**paragraphs**"),
        ("<blockquote><p>One</p><p>two</p></blockquote>after", "> One\n>\n> two\n\nafter"),
        ("<b>bold </b>and<i> it</i>", "**bold** and *it*"),
        ("<b><i>both</i></b>", "***both***"),
        ("<ul><li>a</li><li>b</li></ul><ol><li>x<li>y</ol>", "- a\n- b\n1. x\n2. y"),
        ('<a href="https://a.b/c_(d)?e=f&amp;g">a*b</a>', "[a\\*b](https://a.b/c_%28d%29?e=f&g)"),
        ('<a href="/film/ran/">Ran</a>', "[Ran](https://letterboxd.com/film/ran/)"),
        ('<a href="javascript:alert(1)">x</a> <a>y</a> <a href="http://[">z</a>', "x y z"),
        ("Tom &amp; Jerry &lt;3 &hearts; &nbsp;", "Tom & Jerry <3 ♥"),
        ("literal &amp;lt; and &lt;b&gt;", "literal \\&lt; and \\<b>"),
        ("a<b and c>d, x<y and y>z", "a\\<b and c>d, x\\<y and y>z"),
        ("<script>alert(1)</script>Kept<style>p {}</style><!-- no -->", "Kept"),
        ("<b>never closed", "**never closed**"),
        # There are no signs for bold in the midst of a word before a quotation mark: it goes, the words stay.
        ('a<b>"q"</b>b', 'a"q"b'),
        ("", ""),
        (" <p> </p> ", ""),
    ],
)
def test_html_becomes_markdown_that_says_the_same(html, written):
    assert markdown_of(html, SITE) == written


@pytest.mark.parametrize(
    "text",
    [
        *("1. one\n2) two", "# no heading\n#hash", "- a\n+ b\n* c", "> no quotation", "===\n---\n***\n___", "    no code"),
        *(
            "*stars* _under_ a_b __c__ `code` ~~gone~~ ~~~",
            "[a](b) ![c](d) [e]: f",
            "back\\slash \\* \\",
            "\\_\\_",
            "\\ \n1",
            "&amp; &copy; &#38;",
            "<b>x</b> <3",
        ),
    ],
)
def test_signs_that_mean_something_to_markdown_stay_what_they_are(text):
    lines = [line.strip() for line in text.split("\n")]
    assert plain(escaped(text)) == " ".join(lines)
    assert "<h" not in markdown(escaped(text))
    assert not re.search("<(?!/?p>|br>)", markdown(escaped(text)))


@given(st.text(alphabet="ab 1*_`~#>-+=.)([]!<&;\\|\n\t\"'é", max_size=60))
def test_any_text_is_shown_as_it_is(text):
    words = "".join(text.split())
    assert "".join(plain(escaped(text)).split()) == words
    assert "".join(plain(markdown_of(escape(text))).split()) == words


TAGS = (
    "<b>",
    "</b>",
    "<i>",
    "</i>",
    "<p>",
    "</p>",
    "<br>",
    "<blockquote>",
    "</blockquote>",
    '<a href="https://a.b">',
    "</a>",
    "<li>",
    "<ul>",
)


@given(st.lists(st.sampled_from((*TAGS, "word", " ", "*", "_", '"', "&amp;", "\n", "1. ")), max_size=25))
def test_no_word_is_lost_whatever_the_tags(parts):
    html = "".join(parts)
    words = re.sub(r"\s", "", "".join("&" if part == "&amp;" else part for part in parts if part not in TAGS))
    assert "".join(plain(markdown_of(html, SITE)).split()) == words


def test_a_text_that_no_diary_takes_is_left_as_it_is():
    assert markdown_of("<b>" * LONGEST) == "<b>" * LONGEST
