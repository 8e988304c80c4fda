"""Search, as one types and on its page: what is shown to whom, and the filters."""

from datetime import timedelta
from urllib.parse import quote

import pytest
import time_machine
from acts import Somebody
from click.testing import CliRunner
from playhouse.test_utils import count_queries
from telling import numbered, tell

from bench.titles import write
from moviediary import clock, database
from moviediary.commandline import commands
from moviediary.movies.models import Movie


def suggestions(browser, typed):
    return browser.get(f"/search/suggestions?q={quote(typed)}", partial=True)


def groups(page):
    return [node.get("aria-label") for node in page.tree.iter("div") if node.get("role") == "group"]


def films(page):
    return [link for link in page.links() if link.startswith("/movies/")]


@pytest.fixture
def shelf(alice):
    """Alice has seen five films."""
    for title, year, director, stars in (
        ("Cleo from 5 to 7", "1962", "Agnès Varda", "10"),
        ("Vagabond", "1985", "Agnès Varda", "8"),
        ("Heat", "1995", "Michael Mann", "8"),
        ("Heathers", "1988", "Michael Lehmann", ""),
        ("Body Heat", "1981", "Lawrence Kasdan", "6"),
    ):
        alice.log(title, year, director=director, rating=stars)
    return alice


def test_suggestions_are_films_and_members_that_lead_to_their_pages(shelf, bob):
    shown = suggestions(bob, "heat")
    assert groups(shown) == ["Films"]
    assert len(films(shown)) == 3
    assert "Heat 1995" in bob.get(films(shown)[0]).text
    assert suggestions(bob, "ali").links() == ["/members/alice"]


@pytest.mark.everywhere
def test_members_are_found_in_letters_of_whichever_case(alice, bob):
    bob.send("/settings/profile", "/settings/profile", display_name="Élodie Ångström 100%_o")
    assert suggestions(alice, "elodie ang").links() == ["/members/bob"]
    bob.send("/settings/profile", "/settings/profile", display_name="🎬 ΟΔΥΣΣΕΑΣ")
    assert suggestions(alice, "🎬").links() == ["/members/bob"]
    assert "bob@example.org" in alice.get(f"/admin/members?q={quote('ΟΔΥΣ')}").text
    bob.send("/settings/profile", "/settings/profile", display_name="Élodie Ångström 100%_o")
    for typed in ("élodie", "ÉLODIE", "ångSTRÖM", "0%_O", "BOB"):
        assert suggestions(alice, typed).links() == ["/members/bob"], typed
        listed = alice.get(f"/admin/members?q={quote(typed)}").text
        assert "bob@example.org" in listed, typed
        assert "alice@example.org" not in listed, typed
    for typed in ("e%e", "1_0", "~"):
        assert "/members/bob" not in suggestions(alice, typed).links(), typed
        assert "bob@example.org" not in alice.get(f"/admin/members?q={quote(typed)}").text, typed


def test_nothing_is_suggested_for_nothing(alice):
    assert suggestions(alice, "").links() == []
    assert "Nothing here is called that" in suggestions(alice, "zzzz").text


def test_without_htmx_suggestions_are_the_search_page(alice):
    assert alice.get("/search/suggestions?q=heat").location == "/search?q=heat"


def test_a_visitor_is_suggested_what_they_may_see_and_asks_nobody_else(shelf, carol):
    shown = suggestions(carol, "heat")
    assert len(films(shown)) == 3
    assert "seen" not in shown.text
    assert "/login" in carol.get("/search/further?q=heat").location


@pytest.mark.everywhere
@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("q=heat&decade=1980", ["Heathers", "Body Heat"]),
        ("director=varda", ["Vagabond", "Cleo from 5 to 7"]),
        ("director=AGNÈS", ["Vagabond", "Cleo from 5 to 7"]),
        ("q=cleo&director=Mann", []),
        ("rating=4", ["Heat", "Vagabond"]),
        ("rating=none", ["Heathers"]),
        ("seen=no", []),
        ("seen=yes&decade=1960", ["Cleo from 5 to 7"]),
        ("q=heat&rating=7", ["Heat", "Heathers", "Body Heat"]),
    ],
)
def test_films_are_filtered(shelf, query, titles):
    page = shelf.get(f"/search?{query}")
    shown = [" ".join("".join(node.itertext()).split()) for node in page.tree.iter("span") if node.get("class") == "grid-title"]
    assert [title.rsplit(" ", 1)[0] for title in shown] == titles


@pytest.mark.everywhere
def test_whether_i_have_seen_a_film_is_asked_of_my_diary(shelf, bob):
    assert films(bob.get("/search?q=heat&seen=yes")) == []
    assert len(films(bob.get("/search?q=heat&seen=no"))) == 3


def test_a_visitor_has_no_filters_about_their_own_diary(shelf, carol):
    page = carol.get("/search?q=heat&seen=yes&rating=5")
    assert "Seen by me" not in page.text
    assert len(films(page)) == 3


@pytest.mark.everywhere
def test_the_filters_stay_in_the_form_and_can_be_taken_away(shelf):
    page = shelf.get("/search?q=heat&decade=1980&director=Lehmann")
    form = page.form("/search")
    assert (form["q"], form["decade"], form["director"]) == ("heat", "1980", "Lehmann")
    assert "/search?q=heat" in page.links()


def offered(browser):
    return [node.get("value") for node in browser.get("/search").tree.iter("option") if node.getparent().get("name") == "genre"]


@pytest.mark.everywhere
def test_genres_are_looked_up_once_in_a_while_however_often_strangers_ask(alice, carol):
    movie = numbered(alice, "Stalker", "1979", "tt0079944")
    with database.connected():
        tell(movie, genres=("Drama",))
    with count_queries() as first:
        assert offered(carol) == ["", "Drama"]
    with database.connected():
        tell(movie, genres=("Drama", "Science Fiction"))
    with count_queries() as again:
        carol.get("/search")
    assert (first.count - again.count, "genres" in str(again.get_queries())) == (1, False)
    with time_machine.travel(clock.now() + timedelta(minutes=5, seconds=1)):
        assert offered(carol) == ["", "Drama", "Science Fiction"]


@pytest.mark.everywhere
@pytest.mark.parametrize(
    "query", ["decade=abc", "decade=1983", "rating=11", "seen=maybe", "after=x", "genre=%00", "decade=1980&after=0.0.0.zz"]
)
def test_what_makes_no_sense_asks_for_nothing(shelf, query):
    assert shelf.get(f"/search?q=heat&{query}").status == 200


@pytest.mark.everywhere
def test_another_members_private_entry_is_no_viewing_of_mine(alice, bob):
    alice.log("Secret Film", "1999", audience="me", rating="10")
    assert films(bob.get("/search?q=secret&seen=yes")) == []
    assert films(bob.get("/search?q=secret&rating=5")) == []


def test_a_film_not_seen_to_its_end_is_not_seen(alice):
    alice.log("Satantango", "1994", unfinished="y")
    assert films(alice.get("/search?q=satantango&seen=yes")) == []
    assert len(films(alice.get("/search?q=satantango&seen=no"))) == 1
    assert "seen" not in suggestions(alice, "satantango").text


def test_what_nobody_has_can_be_added_from_the_list(shelf, bob, carol):
    def offered(browser):
        return [link for link in suggestions(browser, "zzzz").links() if "by_hand" in link]

    assert offered(bob) == ["/reviews/new?by_hand=1&movie=&title=zzzz&year="]
    assert offered(carol) == []


@pytest.mark.everywhere
def test_the_address_of_a_search_holds_only_what_is_asked(shelf):
    typed = shelf.get("/search?q=heat&genre=&decade=&director=&seen=&rating=4", partial=True)
    assert typed.headers["HX-Replace-Url"] == "/search?q=heat&rating=4"
    assert "HX-Replace-Url" not in shelf.get("/search?q=heat&after=0.0.1995.x", partial=True).headers


def test_the_offline_catalogue_is_walked_page_by_page(small_site, tmp_path):
    files = write(tmp_path, 3_000)
    told = CliRunner().invoke(commands, ["catalogue", "import", *map(str, files)])
    assert told.exit_code == 0, told.output
    alice = small_site.member("alice")
    page = alice.get("/search?q=love")
    assert "Information courtesy of IMDb" in page.text
    (whole,) = (link for link in page.links() if link.startswith("/search/offline"))
    seen = []
    while whole:
        page = alice.get(whole)
        seen += [link for link in page.links() if "movie=tt" in link]
        whole = next((link for link in page.links() if "after=" in link), "")
    assert len(seen) == len(set(seen)) > 30
    assert "/login" in small_site.browser().get("/search/offline?q=love").location


def test_a_film_of_the_offline_catalogue_is_logged_without_asking_anybody(small_site, tmp_path):
    CliRunner().invoke(commands, ["catalogue", "import", *map(str, write(tmp_path, 300))])
    alice = small_site.member("alice")
    chosen = next(link for link in alice.get("/reviews/new/choices?q=the thing 1982", partial=True).links() if "movie=tt" in link)
    assert "The Thing" in alice.get(chosen).text
    alice.send(chosen, "/reviews", rating="9")
    movie = Movie.get()
    assert (movie.title, movie.year, movie.imdb_id) == ("The Thing", 1982, "tt0084787")


def test_the_order_of_films_tells_nobody_what_somebody_logged_who_is_gone_for_them(alice, bob, site, carol):
    dora = site.member("dora")
    alice.log("Ran", "1985")
    for _ in range(2):
        bob.log("Ran", "1950")

    def years(browser):
        return [film.rpartition("-")[2] for film in films(browser.get("/search?q=ran"))]

    assert years(carol) == years(dora) == ["1950", "1985"]
    Somebody("dora").block("bob")
    assert years(dora) == ["1985", "1950"]
    assert years(bob) == years(carol) == ["1950", "1985"]
    # As if nobody had logged it, and so the newer one first.
    Somebody("dora").block("alice")
    assert years(dora) == ["1985", "1950"]
    dora.log("Ran", "1950")
    assert years(dora) == ["1950", "1985"]
