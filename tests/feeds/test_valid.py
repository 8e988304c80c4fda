"""Feeds are valid whatever members write, and even if what they wrote had come past the cleaning at the door."""

from uuid import uuid4
from xml.etree import ElementTree

from feedreader import parsed, problems
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tries import tries

from moviediary.accounts.models import Member
from moviediary.diary.actions import log_review
from moviediary.diary.commands import Viewing
from moviediary.diary.models import Review
from moviediary.movies.commands import DiscoverMovie, Identity
from moviediary.movies.models import Movie

NASTY = (
    *("]]>", "<![CDATA[", "&", "&amp;", "&#0;", "<b>x</b>", "</description>", "'\"", "\x00", "\x0b", "\x1b", "\x85", "\ufffe"),
    *("😀👩‍👩‍👧", "مرحبا بالعالم", "\u202eevil\u202c", "[x](http://[)", "[y](\x0b)", "a" * 10_000),
)
pieces = st.one_of(st.sampled_from(NASTY), st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
texts = st.lists(pieces, max_size=4).map("".join)


@settings(max_examples=tries(15), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(title=texts, name=texts, text=texts, tag=texts, spoiler=st.booleans())
@example(title="]]>", name="&", text="مرحبا \x0b😀" + "]]>" * 3_000, tag="<&>", spoiler=True)
def test_every_text_makes_a_valid_feed(small_site, title, name, text, tag, spoiler):
    _write(f"Film {title}", f"Alice {name}", text, tag, spoiler)
    for form in ("rss", "atom", "json"):
        for feed in ("feed", "reviews"):
            page = small_site.browser().get(f"/members/alice/{feed}.{form}")
            assert problems(page, form) == []
            if form != "json":
                found = parsed(page)
                assert len(found.entries) == (1 if text or feed == "feed" else 0)
    diaries = ElementTree.fromstring(small_site.browser().get("/subscriptions.opml").html.encode())
    assert diaries.find("body/outline/outline[2]").get("xmlUrl") == "http://localhost/members/alice/feed.rss"


def _write(title, name, text, tag, spoiler):
    """Log a film, then write over what the door let in, so that nothing was cleaned."""
    alice = Member.get()
    film = DiscoverMovie(Identity(title=f"Film {uuid4()}", year=1979))
    Review.update(audience="me").execute()
    review = log_review(alice, uuid4(), film, Viewing(watched="", rating=9, spoiler=spoiler))
    Review.update(text=text, tags=(tag,)).where(Review.id == review).execute()
    Movie.update(title=title).execute()
    Member.update(display_name=name).execute()
