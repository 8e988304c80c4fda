"""The review queue through the front door: which film is meant, remembered for every other line and import."""

import pytest
from imports.files import letterboxd, seen
from imports.front import bring, imported, work

from moviediary import database
from moviediary.imports.queue_queries import FEW


@pytest.fixture
def alice(alice):
    alice.log("Solaris", "1972")
    alice.log("Mirror", "1975")
    return alice


def unsure():
    """Two films that are a year off, so that nobody is sure of them; one of them twice."""
    rows = [seen(1, "Solaris", "1971"), seen(2, "Solaris", "1971", day="2026-05-09"), seen(3, "Mirror", "1974")]
    return letterboxd(diary=rows).getvalue()


def radios(page):
    return [node.get("value") for node in page.tree.iter("input") if node.get("name") == "movie" and node.get("form") == "answer"]


def answers(browser, address, partial=False, **values):
    """Answer for the film that is shown; the candidate that is chosen already, unless something else is said."""
    page = browser.get(f"{address}/films")
    action = next(form.get("action") for form in page.tree.iter("form") if form.get("id") == "answer")
    said = {**page.form(action), "movie": radios(page)[0], **values}
    return browser.post(action, {name: value for name, value in said.items() if value is not None}, partial)


def titles(browser):
    tree = browser.get("/members/alice/diary").tree
    return sorted("".join(node.itertext()) for node in tree.iter("h3") if "entry-title" in (node.get("class") or ""))


def test_a_film_nobody_is_sure_of_is_imported_and_asked_about(alice):
    address = imported(alice, unsure())
    assert "Look at 2 films" in alice.get(address).text
    assert "2 films need a look" in alice.get("/imports").text
    assert alice.get("/imports/films").location == f"{address}/films"
    page = alice.get(f"{address}/films")
    assert "Solaris 1971" in page.text
    assert len(radios(page)) == 1


def test_an_answer_holds_for_every_line_about_that_film(alice):
    address = imported(alice, unsure())
    assert titles(alice).count("Solaris 1971") == 2
    assert "Solaris (1971) is settled" in alice.follow(answers(alice, address)).text
    work()
    assert titles(alice).count("Solaris 1972") == 3
    assert "Solaris 1971" not in titles(alice)
    assert "1 film needs a look" in alice.get(f"{address}/films").text


def test_an_answer_is_remembered_for_the_next_import(alice):
    answers(alice, imported(alice, unsure()))
    work()
    later = imported(alice, letterboxd(diary=[seen(9, "Solaris", "1971", day="2026-06-01")]).getvalue())
    assert "needs a look" not in alice.get(later).text
    assert titles(alice).count("Solaris 1972") == 4


def test_the_next_film_comes_without_another_page(alice):
    address = imported(alice, unsure())
    following = answers(alice, address, partial=True)
    assert following.status == 200
    assert "Mirror 1974" in following.text
    assert "Solaris (1971) is settled" in following.text
    last = answers(alice, address, partial=True)
    assert "Every film of this import is settled." in last.text


@pytest.mark.everywhere
def test_a_skipped_film_stays_as_the_file_calls_it_and_can_be_told_later(alice):
    address = imported(alice, unsure())
    following = answers(alice, address, partial=True, movie=None, skip="y")
    change = next(link for link in following.links() if link.startswith(f"{address}/films/"))
    assert titles(alice).count("Solaris 1971") == 2
    page = alice.get(change)
    alice.post(change, {**page.form(change), "movie": radios(page)[0]})
    work()
    assert "Solaris 1971" not in titles(alice)


def test_another_film_can_be_looked_for(alice):
    alice.log("Ran", "1985")
    address = imported(alice, unsure())
    page = alice.get(f"{address}/films")
    action = next(form.get("action") for form in page.tree.iter("form") if form.get("id") == "answer")
    found = alice.get(f"{action}?q=ran", partial=True)
    assert "Ran" in found.text
    assert "<html" not in found.html
    assert len(radios(alice.get(f"{action}?q=ran"))) == 2
    assert "No film is called that" in alice.get(f"{action}?q=nonesuch").text
    alice.post(action, {**page.form(action), "movie": radios(found)[0]})
    work()
    assert titles(alice).count("Ran 1985") == 3


def test_nothing_chosen_is_said(alice):
    address = imported(alice, unsure())
    sent = answers(alice, address, movie=None)
    assert sent.status == 422
    assert "Choose a film, or skip this one." in sent.text


def test_the_same_answer_twice_is_one(alice):
    address = imported(alice, unsure())
    page = alice.get(f"{address}/films")
    action = next(form.get("action") for form in page.tree.iter("form") if form.get("id") == "answer")
    said = {**page.form(action), "movie": radios(page)[0]}
    assert alice.post(action, said).status == alice.post(action, said).status == 303
    work()
    assert len(titles(alice)) == 5


@pytest.mark.everywhere
def test_without_anything_to_look_at_the_queue_leads_to_the_imports(alice):
    assert alice.get("/imports/films").location == "/imports"
    address = bring(alice, letterboxd(diary=[seen(1)]).getvalue())
    assert "Every film of this import is settled." in alice.get(f"{address}/films").text


def test_films_that_wait_are_told_on_ones_own_diary_and_to_nobody_else(alice, bob, site):
    assert "a look" not in alice.get("/members/alice").text
    address = imported(alice, unsure())
    for page in ("", "/diary", "/ratings", "/history", "/calendar", "/trends"):
        shown = alice.get(f"/members/alice{page}")
        assert "2 films you imported need a look" in shown.text
        assert "/imports/films" in shown.links()
        for other in (bob, site.browser()):
            assert "a look" not in other.get(f"/members/alice{page}").text
    assert "a look" not in alice.get("/members/bob").text
    answers(alice, address)
    work()
    assert "1 film you imported needs a look" in alice.get("/members/alice").text
    answers(alice, address, skip="1", movie=None)
    assert "a look" not in alice.get("/members/alice").text


def test_very_many_films_that_wait_are_not_counted(alice):
    rows = [seen(number, f"Solaris {number}", "") for number in range(120)]
    imported(alice, letterboxd(diary=rows).getvalue())
    assert "More than 99 films you imported need a look" in alice.get("/members/alice").text


@pytest.mark.everywhere
@pytest.mark.parametrize("counted", [False, True], ids=["never counted", "counted when there was nothing"])
def test_films_that_wait_are_found_by_indexes(alice, counted):
    with database.connected():
        if counted:
            database.db.execute_sql("ANALYZE")
    imported(alice, unsure())
    with database.connected():
        if not database.is_sqlite():
            return
        plan = [row[3] for row in database.db.execute_sql(f"EXPLAIN QUERY PLAN {FEW}", ("0" * 32,))]
    assert not [step for step in plan if "SCAN" in step and "SCAN waiting" not in step], plan
