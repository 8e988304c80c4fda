"""Who is mentioned in what members write, and how it is shown."""

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from moviediary.mentions import mentioned
from moviediary.text import markdown, plain


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("As @Ada said, and @bob, and @ada again.", ("ada", "bob")),
        ("(@ada) *@bob* “@cy”—@x-y: @__", ("ada", "bob", "cy", "x-y", "__")),
        ("> @ada\n\n- @bob\n\n# @cy", ("ada", "bob", "cy")),
        ("ありがとう@adaさん", ("ada",)),
        ("Escaped \\@ada is still @bob", ("ada", "bob")),
    ],
)
def test_names_are_found_wherever_words_are(text, names):
    assert mentioned(text) == names


@pytest.mark.parametrize(
    "text",
    [
        "`@ada` and ``x @bob``",
        "```\n@ada\n```",
        "    @ada in code",
        "[@ada](https://example.org)",
        "(https://example.org/@ada)",
        "<https://example.org/@ada>",
        "https://example.org/@ada and http://example.org?to=@ada",
        "ada@example.org",
        "@ada@example.org",
        "@ada.example.org",
        "example.org/@ada",
        "@a",
        "@zoë",
        "é@ada",
        "@" + "a" * 31,
        "nobody",
    ],
)
def test_what_is_code_a_link_an_address_or_another_name_mentions_nobody(text):
    assert mentioned(text) == ()
    assert "/members/" not in markdown(text)


def test_a_mention_is_shown_as_a_link_with_the_words_that_were_written():
    assert markdown("See @Ada.") == '<p>See <a href="/members/ada" rel="nofollow ugc noopener">@Ada</a>.</p>'
    assert plain("See **@Ada**.") == "See @Ada."


@given(st.text(alphabet="@ab-_ .*`[]()<>/:\n\\é日", max_size=60))
def test_exactly_those_who_are_mentioned_are_linked(text):
    shown = html5lib.parse(markdown(text), namespaceHTMLElements=False)
    links = [link.get("href") for link in shown.iter("a") if "".join(link.itertext()).startswith("@")]
    named = [href.removeprefix("/members/") for href in links if href.startswith("/members/")]
    assert tuple(dict.fromkeys(named)) == mentioned(text)
