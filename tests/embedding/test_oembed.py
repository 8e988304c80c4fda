"""Which address means which page, and XML that every reader of XML can read."""

from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from moviediary.embedding.oembed import Meant, as_xml, meant, most

HOSTS = ("diary.example", "localhost:8000")
REVIEW = "ChGQLfyceYkkVjWE7g5g1"
# A busy machine takes its time.
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("https://diary.example/members/mira", Meant(username="mira")),
        ("http://DIARY.example:80/members/mira/?show=x#y", Meant(username="mira")),
        (f"http://localhost:8000/reviews/{REVIEW}", Meant(review_id=REVIEW)),
        ("https://evil.example/members/mira", None),
        ("https://diary.example.evil.example/members/mira", None),
        ("https://diary.example@evil.example/members/mira", None),
        ("https://mira@diary.example/members/mira", None),
        ("https://diary.example:8443/members/mira", None),
        ("https://diary.example/members/mira/diary", None),
        ("https://diary.example/members/mira%0a", None),
        (f"https://diary.example/reviews/{REVIEW}/edit", None),
        ("https://diary.example/reviews/deleted", None),
        ("https://diary.example/settings/profile", None),
        ("javascript://diary.example/members/mira", None),
        ("/members/mira", None),
        ("https://[::1/members/mira", None),
    ],
)
def test_only_profiles_and_reviews_of_ours_are_meant(url, found):
    assert meant(url, HOSTS) == found


@unhurried
@given(st.text())
def test_any_text_is_an_address_or_not(url):
    meant(url, HOSTS)
    meant(f"https://{url}", HOSTS)


@unhurried
@given(st.dictionaries(st.sampled_from(["title", "author_name", "html"]), st.text(st.characters(codec=None))))
def test_any_words_make_xml_that_can_be_read(told):
    root = ElementTree.fromstring(as_xml(told))
    assert [child.tag for child in root] == list(told)


@pytest.mark.parametrize("words", ["]]>", "a & b < c", "👩🏽‍🚀 七人の侍", "שלום עולם", 'say "no"'])
def test_words_arrive_as_they_were(words):
    root = ElementTree.fromstring(as_xml({"title": words}))
    assert root.findtext("title") == words


def test_room_is_a_number_or_there_is_no_limit():
    assert most("480") == 480
    assert {most(text) for text in ("", "0", "-5", "1e3", "٤٨٠", "9" * 5000)} == {100_000}
