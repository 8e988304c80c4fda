"""Three people play a whole evening, and each sees exactly what they should: mira is asked, ben asks, cleo looks on."""

import re
from contextlib import ExitStack
from uuid import uuid4

import pytest
from hands import log_by_hand, register
from playwright.sync_api import expect

DELIVERED = 20_000


class Person:
    def __init__(self, page, name):
        self.page, self.name = page, name

    def at(self, path):
        self.page.goto(path)
        return self

    def press(self, name):
        self.page.get_by_role("button", name=re.compile(name)).first.click()

    def sees(self, text):
        expect(self.page.locator("main")).to_contain_text(text)

    def sees_nothing_of(self, text):
        expect(self.page.locator("main")).not_to_contain_text(text)

    def is_told(self, *sentences):
        """Wait until the worker has delivered, and read what it says."""
        for sentence in sentences:
            self.at("/notifications")
            self.page.wait_for_function(
                "sentence => document.body.innerText.includes(sentence) || (setTimeout(() => location.reload(), 300), false)",
                arg=sentence,
                polling=1_000,
                timeout=DELIVERED,
            )


@pytest.fixture
def people(contexts, browser_context_args, complaints):
    def arrive(role):
        name = f"{role}{uuid4().hex[:10]}"
        page = taken.enter_context(contexts.taken(browser_context_args, complaints)).new_page()
        register(page, name)
        return Person(page, name)

    with ExitStack() as taken:
        yield arrive("mira"), arrive("ben"), arrive("cleo")


def test_an_evening_of_three(people):
    mira, ben, cleo = people
    mira.at("/settings/privacy").page.get_by_label("People ask before they follow me").check()
    mira.press("^Save")
    entry = written(mira, "Stalker", "The dog stays with me.")

    ben.at(f"/members/{mira.name}").press("^Ask to follow")
    expect(ben.page.locator(".follow")).to_contain_text("Asked")
    mira.is_told(f"{ben.name} asks to follow you")
    mira.at("/follow-requests").press("^Accept")
    mira.sees("No requests")
    ben.is_told(f"{mira.name} lets you follow them")
    ben.at("/following").sees("Stalker")

    cleo.at(f"/members/{ben.name}").press("^Follow")
    ben.at(entry).press("^Like")
    expect(ben.page.get_by_role("button", name=re.compile("^Like"))).to_have_attribute("aria-pressed", "true")
    ben.press("^Share")
    ben.page.get_by_label("Your comment").fill(f"And the water, @{cleo.name}.")
    ben.press("^Comment$")
    ben.sees("And the water")
    mira.is_told(f"{ben.name} liked", f"{ben.name} shared", "And the water")
    cleo.is_told(f"{ben.name} mentioned you")
    cleo.at("/following").sees(f"{ben.name} shared")
    cleo.sees("Stalker")

    mira.at(entry).page.get_by_role("link", name=re.compile("^Reply")).click()
    mira.page.get_by_label(re.compile("^Your answer")).fill("The water most of all.")
    mira.press("^Reply$")
    mira.sees("The water most of all.")
    ben.is_told("The water most of all.")

    mira.at(f"/members/{ben.name}").page.locator(".follow-more summary").click()
    mira.press("^Block")
    mira.page.wait_for_url("**/settings/privacy")
    mira.at(entry).sees("Stalker")
    mira.sees_nothing_of("And the water")
    mira.sees_nothing_of(ben.name)
    assert ben.page.goto(entry).status == 404
    assert ben.page.goto(f"/members/{mira.name}").status == 404
    ben.at("/following").sees_nothing_of("Stalker")
    cleo.at(entry).sees("And the water")
    cleo.at("/following").sees("Stalker")
    mira.at("/notifications").sees_nothing_of(ben.name)


def written(person, title, text):
    """Log a film by hand, say something about it, and give the address of the entry."""
    log_by_hand(person.page, title, text=text)
    row = person.at(f"/members/{person.name}/diary").page.locator("article").first
    return f"/reviews/{row.get_attribute('id').removeprefix('entry-')}"
