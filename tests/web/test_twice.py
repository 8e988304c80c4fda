"""The same button eight times at once, and two tabs that save at the same moment: one entry, and nobody's words are lost."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from people import Browser
from tries import numbers

from moviediary import database
from moviediary.diary.models import Review

AT_ONCE, ROUNDS, EDITS = 8, numbers(4, 200), numbers(6, 500)


@pytest.fixture
def hands():
    """Threads that stay, as those of a server do; each has its own connection to the database."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        yield pool
        for _ in pool.map(lambda _: database.db.close() if not database.db.is_closed() else None, range(AT_ONCE * 4)):
            pass


def same_browser(site, browser):
    """Another tab: what it does comes with the same cookies."""
    tab = Browser(site.app.test_client())
    for cookie in browser.client._cookies.values():
        tab.client.set_cookie(cookie.key, cookie.value)
    return tab


@pytest.mark.everywhere
def test_a_form_that_is_sent_eight_times_at_once_logs_one_film(site, alice, hands, figure):
    tabs, statuses = [same_browser(site, alice) for _ in range(AT_ONCE)], []
    for number in range(ROUNDS):
        form = {**alice.get("/reviews/new?by_hand=1").form("/reviews"), "title": f"Film {number}", "year": "1999"}
        statuses += hands.map(lambda tab, form=form: tab.post("/reviews", form).status, tabs)
    rows = Review.select().count()
    figure(f"{ROUNDS} rounds of {AT_ONCE} at once", f"{rows} entries, answers {sorted(set(statuses))}")
    assert set(statuses) == {303}
    assert rows == ROUNDS


@pytest.mark.everywhere
def test_of_two_tabs_that_save_at_once_one_is_told_and_keeps_its_words(site, alice, hands, figure):
    entry, silent = alice.log(), 0
    address = f"/reviews/{entry}/edit"
    tabs = [same_browser(site, alice) for _ in range(2)]
    for number in range(EDITS):
        form = alice.get(address).form(address)
        texts = [f"Tab {tab} in round {number}." for tab in range(2)]
        answers = list(hands.map(lambda tab, text, form=form: tab.post(address, {**form, "text": text}), tabs, texts))
        saved = Review.get().text
        (winner,) = (text for text, answer in zip(texts, answers, strict=True) if answer.status == 303)
        (loser,) = (answer for answer in answers if answer.status == 409)
        silent += saved != winner
        assert loser.form(address)["text"].strip() in texts
        assert loser.form(address)["text"].strip() != winner
    figure(f"{EDITS} rounds of two tabs", f"{silent} silent overwrites")
    assert silent == 0
