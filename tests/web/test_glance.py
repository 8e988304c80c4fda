"""The year at a glance: heatmap, bars, history, calendar, top rated and trends, as readers get them."""

import re
from datetime import timedelta

import pytest

from moviediary import clock

TRENDS = ("/trends", "/trends?period=all", "/trends/directors")


def today():
    return clock.today("UTC")


def squares(page):
    """The days of the heatmap with films, with what they say."""
    found = {}
    for link in page.tree.iter("a"):
        label = link.get("aria-label") or ""
        if (link.get("class") or "") in ("l1", "l2", "l3", "l4"):
            found[link.get("href").partition("watched=")[2]] = label
    return found


def everything(reader):
    """What a reader sees of alice, page by page; the messages of the page before are read already."""
    reader.get("/members")
    everywhere = ("", "/diary", "/ratings", "/history", f"/calendar/{today():%Y-%m}", *TRENDS)
    return [reader.get(f"/members/alice{path}").text for path in everywhere]


def test_a_day_of_the_heatmap_leads_to_its_entries(alice, carol):
    day = (today() - timedelta(days=3)).isoformat()
    for title in ("Stalker", "Mirror", "Heat"):
        alice.log(title, "1979", when="day", day=day if title != "Heat" else today().isoformat())
    page = carol.get("/members/alice")
    assert list(squares(page)) == [day, today().isoformat()]
    assert squares(page)[day].startswith("2 films on ")
    there = carol.get(f"/members/alice?watched={day}")
    assert len(there.entries()) == 2
    assert list(squares(there)) == [day, today().isoformat()]


def test_each_year_has_its_heatmap(alice):
    alice.log(when="day", day="2019-03-01")
    alice.log("Mirror", "1975", when="day", day="2021-08-05")
    page = alice.get("/members/alice")
    assert squares(page) == {}
    years = [link for link in page.links() if "year=" in link]
    assert years == [f"/members/alice?year={year}" for year in (today().year, 2021, 2019)]
    assert list(squares(alice.get("/members/alice?year=2019"))) == ["2019-03-01"]
    # Who follows a square stays in its year.
    assert list(squares(alice.get("/members/alice?watched=2021-08-05"))) == ["2021-08-05"]


@pytest.mark.parametrize("year", ["0", "99999", "abc", "-1", "٢٠٢٤", "1887"])
def test_a_year_that_is_none_shows_the_past_twelve_months(alice, year):
    assert "in the past year" in alice.get(f"/members/alice?year={year}").text


@pytest.mark.everywhere
def test_films_without_a_day_are_counted_aloud(alice, carol):
    alice.log(when="about", about="2019-03")
    alice.log("Mirror", "1975", when="about", about="2019")
    alice.log("Heat", "1995", when="unknown")
    page = carol.get("/members/alice?year=2019")
    assert "2 films without a day and 1 film without a date are not shown." in page.text
    (dayless,) = [link for link in page.links() if "dayless" in link]
    assert len(carol.get(dayless).entries()) == 2
    (undated,) = [link for link in page.links() if "undated" in link]
    assert len(carol.get(undated).entries()) == 1


@pytest.mark.everywhere
def test_what_one_may_not_see_changes_no_number(alice, bob, carol):
    alice.log(rating="8", director="Andrei Tarkovsky", tags="rain")
    shown = {reader: everything(reader) for reader in (alice, bob, carol)}
    alice.log("Mirror", "1975", rating="2", director="Andrei Tarkovsky", audience="me", tags="rain")
    alice.log("Heat", "1995", rating="2", director="Michael Mann", unfinished="y", audience="me")
    assert everything(bob) == shown[bob]
    assert everything(carol) == shown[carol]
    assert all(now != then for now, then in zip(everything(alice), shown[alice], strict=True))
    for narrowed in ("rating=1", "tag=rain", "director=Andrei+Tarkovsky", f"watched={today().year}", "unfinished=1"):
        assert "Mirror" not in carol.get(f"/members/alice/diary?{narrowed}").text


def test_what_members_may_see_is_counted_for_members_only(alice, bob, carol):
    alice.log(rating="8", audience="members")
    assert "1 film in the past year" in bob.get("/members/alice").text
    assert "0 films in the past year" in carol.get("/members/alice").text


@pytest.mark.everywhere
def test_a_film_not_finished_is_in_none_of_it(alice):
    alice.log(rating="8")
    before = {path: alice.get(f"/members/alice{path}").text for path in ("/trends", "/ratings")}
    alice.log("Mirror", "1975", rating="2", unfinished="y")
    assert alice.get("/members/alice/trends").text == before["/trends"]
    assert "Mirror" not in alice.get("/members/alice/ratings").text
    assert "Mirror" not in alice.get("/members/alice/diary?finished=1").text
    assert "Mirror" in alice.get("/members/alice/diary?unfinished=1").text


@pytest.mark.everywhere
def test_bars_say_how_many_and_what_part(alice, carol):
    for title, rating in (("Stalker", "9"), ("Mirror", "9"), ("Heat", "4"), ("Ran", "")):
        alice.log(title, "1985", rating=rating)
    page = carol.get("/members/alice")
    assert "2 films with 4½ stars, 67 %" in page.text
    assert "1 unrated" in page.text
    assert len(carol.get("/members/alice/diary?rating=4.5").entries()) == 2
    assert len(carol.get("/members/alice/diary?rating=none").entries()) == 1


def test_tiles(alice):
    for title in ("Stalker", "Mirror"):
        alice.log(title, "1979", director="Andrei Tarkovsky", rating="8")
    page = alice.get("/members/alice")
    assert "favorite director, 2×Andrei Tarkovsky" in page.text
    assert "week streak1" in page.text
    assert f"most active month, 2{today():%B %Y}" in page.text


def test_a_director_seen_once_is_no_favorite(alice):
    alice.log(director="Andrei Tarkovsky")
    assert "favorite" not in alice.get("/members/alice").text


@pytest.mark.everywhere
def test_filters_add_up_and_each_can_be_taken_away(alice, carol):
    alice.log("Stalker", "1979", rating="9", heart="y", tags="35mm", text="Rain and dogs.", medium="cinema")
    alice.log("Mirror", "1975", rating="9", medium="tv")
    alice.log("Heat", "1995", rating="9", heart="y", medium="cinema")
    page = carol.get("/members/alice/diary?rating=4.5&hearted=1&medium=cinema&decade=1970")
    assert len(page.entries()) == 1
    for words in ("4½ stars", "liked", "Cinema", "films of the 1970s"):
        assert words in page.text
    without = [link for link in page.links() if "hearted=1" in link and "decade" not in link and "rating=4.5" in link]
    assert len(carol.get(without[0]).entries()) == 2
    assert len(carol.get("/members/alice/diary?text=DOGS").entries()) == 1
    assert "Heat" not in carol.get("/members/alice/ratings?decade=1970").text
    assert "No entry is like that" in carol.get("/members/alice/diary?tag=none").text


@pytest.mark.everywhere
@pytest.mark.parametrize(
    "asked", ["watched=0000", "watched=0000-05", "watched=0001", "year=020261", "year=0202699999", "year=9999"]
)
def test_a_year_that_nothing_can_be_of_shows_the_last_months(alice, asked):
    alice.log()
    usual = squares(alice.get("/members/alice"))
    assert squares(alice.get(f"/members/alice?{asked}")) == usual != {}


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("language=English", "in English"),
        ("genre=Western", "Western"),
        ("country=Germany", "from Germany"),
        ("medium=unknown", "place unknown"),
        ("text=perfect", "“perfect”"),
        ("tag=default", "#default"),
        ("director=Dreyer%3B", "directed by Dreyer;"),
        ("watched=2021-03", "March 2021"),
        ("rewatch=no", "first viewings"),
    ],
)
def test_a_filter_is_said_in_words_whatever_its_value_looks_like(alice, asked, words):
    alice.log(day="2021-03-05")
    page = alice.get(f"/members/alice/diary?{asked}")
    assert page.status == 200
    assert words in page.text


@pytest.mark.everywhere
@pytest.mark.parametrize("span", ["to=9999-12-31", "from=9999-12-31", "to=0001-01-30", "from=0001-01-01&to=0001-01-02"])
def test_a_span_at_an_end_of_the_calendar_asks_for_nothing(alice, span):
    alice.log("Stalker", "1979", rating="9")
    for page in ("diary", "ratings?list", "trends"):
        shown = alice.get(f"/members/alice/{page}{'&' if '?' in page else '?'}{span}")
        assert shown.status == 200
        assert page == "trends" or "Stalker" in shown.text


def test_top_rated_is_by_rating_then_heart_then_the_latest_viewing(alice, carol):
    for title, rating, heart, day in (
        ("Low", "3", "y", "2021-01-01"),
        ("Old", "9", None, "2020-01-01"),
        ("New", "9", None, "2022-01-01"),
        ("Loved", "9", "y", "2019-01-01"),
        ("Best", "10", None, "2018-01-01"),
    ):
        alice.log(title, "1979", rating=rating, heart=heart, when="day", day=day)
    for way in ("", "?list=1"):
        text = carol.get(f"/members/alice/ratings{way}").text
        places = [text.index(f"{title} ") for title in ("Best", "Loved", "New", "Old", "Low")]
        assert places == sorted(places)


def test_a_year_is_on_one_page_for_printing(small_site):
    alice, carol = small_site.member("alice"), small_site.browser()
    for number in range(52):
        alice.log(f"Film {number}", "1979", when="day", day="2021-03-05")
    page = carol.get("/members/alice/diary?watched=2021")
    assert len(page.entries()) == 50
    (whole,) = [link for link in page.links() if "whole" in link]
    assert len(carol.get(whole).entries()) == 52
    assert [link for link in carol.get("/members/alice/diary").links() if "whole" in link] == []


def test_many_top_rated_films_come_page_by_page(small_site):
    alice = small_site.member("alice")
    for number in range(65):
        alice.log(f"Film {number}", "1979", rating="8")
    first = alice.get("/members/alice/ratings?rating=4")
    (older,) = {link for link in first.links() if "before=" in link}
    second = alice.get(older)
    shown = [{link for link in page.links() if link.startswith("/movies/")} for page in (first, second)]
    assert [len(links) for links in shown] == [60, 5]
    assert not shown[0] & shown[1]
    for mark in ("x", "9", "99-1-x", "5-2-x", "5-1-\0"):
        assert alice.get(f"/members/alice/ratings?before={mark}").status == 200


def test_history_tells_months_with_count_and_average(alice, carol):
    alice.log(rating="8", when="day", day="2021-03-05")
    alice.log("Mirror", "1975", rating="5", when="about", about="2021-03")
    alice.log("Heat", "1995", when="about", about="2020")
    alice.log("Ran", "1985", when="unknown")
    page = carol.get("/members/alice/history")
    assert "March 2021 2 films · 3.3 ★" in page.text
    sections = ["section-2021-03", "section-2020", "section-none"]
    assert re.findall(r'id="(section-[^"]+)"', page.html) == sections
    assert len(page.entries()) == 2
    for key, title in (("2020", "Heat"), ("none", "Ran")):
        part = carol.get(f"/members/alice/history/{key}", partial=True)
        assert title in part.text
        assert len(part.entries()) == 1
        # Without JavaScript the same link leads to the list.
        assert len(carol.follow(carol.get(f"/members/alice/history/{key}")).entries()) == 1


@pytest.mark.parametrize("key", ["2021-13", "x", "20211", "0000"])
def test_a_section_that_is_none_is_not_there(alice, key):
    assert alice.get(f"/members/alice/history/{key}").status == 404
    assert alice.get(f"/members/alice/calendar/{key}").status == 404


def test_the_calendar_shows_what_was_watched_on_its_day(alice, carol):
    alice.log(when="day", day="2021-03-05")
    alice.log("Mirror", "1975", when="day", day="2021-03-05")
    alice.log("Heat", "1995", when="about", about="2021-03")
    page = carol.get("/members/alice/calendar/2021-03")
    assert "March 2021: Stalker, Mirror" in page.text
    assert "1 film of March 2021 without a day" in page.text
    assert len(carol.get("/members/alice/diary?watched=2021-03&dayless=1").entries()) == 1
    assert "/members/alice/calendar/2021-02" in page.links()
    assert "/members/alice/calendar/2021-04" in page.links()
    assert carol.get("/members/alice/calendar").status == 200


def test_weeks_begin_as_the_member_says(alice, carol):
    def first_weekday():
        return re.search(r'<abbr title="(\w+)"', carol.get("/members/alice/calendar").html)[1]

    assert first_weekday() == "Monday"
    assert alice.send("/settings/profile", "/settings/profile", week_start="6").status == 303
    assert first_weekday() == "Sunday"
    assert alice.send("/settings/profile", "/settings/profile", week_start="3").status == 422


@pytest.mark.parametrize(
    ("languages", "day"), [("en-US,en;q=0.9", "6"), ("de-DE", "0"), ("ar-EG", "5"), ("ja", "6"), ("", "0"), ("xx;;", "0")]
)
def test_a_new_member_has_the_week_of_their_browser(site, languages, day):
    browser = site.browser()
    said = {"username": "dora", "email": "d@example.org", "password": "correct horse battery"}
    form = {**browser.get("/register").form("/register"), **said}
    browser.post("/register", form, **{"Accept-Language": languages})
    assert browser.get("/settings/profile").form("/settings/profile")["week_start"] == day


@pytest.mark.everywhere
def test_trends_of_a_period_lead_to_as_many_films(alice, carol):
    viewings = (("Stalker", "2021-03-05", "cinema"), ("Stalker", "2021-06-05", "tv"), ("Heat", "2022-01-01", "cinema"))
    for title, day, medium in viewings:
        alice.log(title, "1979", when="day", day=day, medium=medium, director=f"Director of {title}", rating="8")
    page = carol.get("/members/alice/trends?year=2021")
    assert "2021 2 films" in page.text
    leads = {"director=Director": 2, "rewatch=yes": 1, "medium=tv": 1, "weekday=friday": 1, "decade=1970": 2}
    for words, count in leads.items():
        (link,) = {link for link in page.links() if words in link and "from=2021-01-01" in link}
        assert len(carol.get(link).entries()) == count, link
    assert "3 films" in carol.get("/members/alice/trends?period=all").text
    assert "1 film" in carol.get("/members/alice/trends?from=2021-06-01&to=2021-12-31").text
    assert "No films in this time" in carol.get("/members/alice/trends?year=1999").text
    assert carol.get("/members/alice/trends/nonsense").status == 404


def test_the_numbers_of_a_movie_count_finished_viewings(alice, carol):
    alice.log(rating="8")
    alice.log(rating="8", unfinished="y")
    movie = next(link for link in carol.get("/members/alice/diary").links() if link.startswith("/movies/"))
    page = carol.get(movie)
    assert "1 rating with 4 stars, 100 %" in page.text
    assert len(carol.get(f"{movie}?rating=4").entries()) == 1


@pytest.mark.everywhere
def test_the_unrated_of_a_movie_lead_to_the_entries_without_a_rating(alice, bob, carol):
    alice.log(rating="8")
    own, others = alice.log(), bob.log()
    alice.log(unfinished="y")
    movie = next(link for link in carol.get("/members/alice/diary").links() if link.startswith("/movies/"))
    assert "2 unrated" in carol.get(movie).text
    for reader in (alice, carol):
        page = reader.get(f"{movie}?rating=none")
        assert page.entries() == [others, own]
        assert "Only those without a rating. Show all" in page.text
