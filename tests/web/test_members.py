"""The list of members, of which a page shows some."""

import pytest

from moviediary.accounts.actions import register
from moviediary.accounts.commands import Account
from moviediary.profiles.queries import PAGE


@pytest.fixture
def crowd(site, alice):
    """alice, who has a film, and as many others as fill a page."""
    alice.log()
    for number in range(PAGE):
        register(Account(f"m{number:02}", f"m{number:02}@example.org", "correct horse battery"))


def listed(page):
    return [item.text for item in page.tree.iter("span") if (item.text or "").startswith("@")]


def more(page):
    return [link for link in page.links() if link.startswith("/members?before=")]


def test_those_with_the_most_films_come_first_and_the_others_on_the_next_page(crowd, carol):
    first = carol.get("/members")
    assert listed(first) == ["@alice", *(f"@m{number:02}" for number in range(PAGE - 1))]
    last = carol.get(more(first)[0])
    assert (listed(last), more(last)) == ([f"@m{PAGE - 1:02}"], [])


def test_members_without_a_film_come_by_name_letter_by_letter(site, alice, carol):
    for name in ("cab", "c_b", "c-b"):
        register(Account(name, f"{name}@example.org", "correct horse battery"))
    assert listed(carol.get("/members")) == ["@alice", "@c-b", "@c_b", "@cab"]
    assert listed(carol.get("/members?before=0-c-b")) == ["@c_b", "@cab"]


def test_whoever_blocked_somebody_is_not_there_for_them(crowd, alice, bob):
    alice.send("/members/bob", "/members/bob/block")
    assert "@alice" not in listed(bob.get("/members"))
    assert "@bob" not in listed(alice.get("/members"))


def test_an_admin_finds_every_account_the_newest_first(crowd, alice):
    first = alice.get("/admin/members")
    older = [link for link in first.links() if "before=" in link]
    last = alice.get(older[0])
    assert [*accounts(first), *accounts(last)] == [*(f"m{number:02}" for number in reversed(range(PAGE))), "alice"]
    assert [link for link in last.links() if "before=" in link] == []
    assert accounts(alice.get("/admin/members?before=0OIl")) == accounts(first)


def accounts(page):
    actions = [form.get("action") for form in page.tree.iter("form")]
    return [action.split("/")[3] for action in actions if action and action.startswith("/admin/members/")]


def test_an_admin_finds_accounts_by_a_part_of_their_name_or_address(crowd, alice):
    assert accounts(alice.get("/admin/members?q=M07")) == ["m07"]
    assert accounts(alice.get("/admin/members?q=m12@exam")) == ["m12"]
    first = alice.get("/admin/members?q=example.org")
    older = [link for link in first.links() if "before=" in link]
    assert len(accounts(first)) == PAGE
    assert accounts(alice.get(older[0])) == ["alice"]
    nobody = alice.get("/admin/members?q=%25")
    assert accounts(nobody) == []
    assert "No account has this" in nobody.text


def test_whoever_makes_somebody_an_admin_is_led_back_to_the_same_accounts(crowd, alice):
    there = "/admin/members?q=m07"
    assert alice.send(there, "/admin/members/m07/admin?q=m07").location == there
    assert alice.get(there).form("/admin/members/m07/demotion?q=m07")
    first = alice.get("/admin/members")
    older = next(link for link in first.links() if "before=" in link)
    assert alice.send(older, f"/admin/members/alice/demotion{older.removeprefix('/admin/members')}").location == older


def test_the_next_page_begins_where_somebody_stood_who_is_gone(crowd, carol):
    assert listed(carol.get("/members?before=0-m57x")) == ["@m58", "@m59"]


@pytest.mark.parametrize("mark", ["-", "0-", "x-y", "9999999999-a", "-1-m00", "\0"])
def test_a_mark_that_is_none_shows_members_all_the_same(crowd, carol, mark):
    assert carol.get(f"/members?before={mark}").status == 200
