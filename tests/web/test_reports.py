"""Reporting to the admin, and the admin's queue, through the front door."""

import pytest
from people import PASSWORD

from moviediary.accounts.queries import member_named
from moviediary.relations import actions as relations
from moviediary.reports.models import Report


def report(browser, kind, address, reason="This is rude."):
    return browser.send(f"/reports/new?kind={kind}&id={address}", "/reports", reason=reason)


@pytest.fixture
def dora(site, alice):
    return site.member("dora")


@pytest.mark.everywhere
def test_the_admin_reads_what_was_reported_as_it_was_and_as_it_is_and_settles_it(alice, bob, dora):
    entry = bob.log(text="Rude *words*.")
    thanks = report(dora, "review", entry)
    assert thanks.location == f"/reviews/{entry}"
    assert "nobody else learns" in dora.follow(thanks).text
    assert "1 report waits for you" in alice.get("/admin").text
    address = f"/reviews/{entry}/edit"
    bob.send(address, address, text="Kind words.")
    queue = alice.get("/admin/reports")
    for words in ("Entry of Stalker", "Bob", "Reported by dora", "This is rude.", "Rude words.", "Kind words."):
        assert words.lower() in queue.text.lower()
    (settle,) = (action for node in queue.tree.iter("form") if (action := node.get("action") or "").endswith("/resolution"))
    refused = alice.send("/admin/reports", settle, note="")
    assert refused.status == 422
    assert "Write down what you did" in refused.text
    assert alice.send("/admin/reports", settle, note="Talked to Bob.").location == "/admin/reports"
    assert "Nothing to look at" in alice.get("/admin/reports").text
    assert "Talked to Bob." in alice.get("/admin/reports?settled=yes").text


def told(browser):
    """How many notifications wait, and those that tell of reports."""
    page = browser.get("/notifications")
    links = [link for link in page.tree.iter("a") if "/notifications/" in link.get("href", "")]
    said = ["".join(link.itertext()) for link in links]
    unread = int(next(link for link in page.tree.iter("a") if link.get("id") == "bell").get("data-unread"))
    return unread, [words for words in said if "report" in words]


def settle(browser, note="Looked at."):
    """Settle the report that stands first in the queue."""
    queue = browser.get("/admin/reports")
    first = next(form.get("action") for form in queue.tree.iter("form") if "/resolution" in (form.get("action") or ""))
    assert browser.send("/admin/reports", first, note=note).status == 303


def test_admins_are_told_what_waits_until_it_is_settled(alice, bob, dora):
    entry = bob.log(text="Rude *words*.")
    report(dora, "review", entry)
    page = alice.get("/notifications")
    assert told(alice) == (1, ["Unread: A report waits for you."])
    assert "This is rude." in page.text
    assert alice.get(next(link for link in page.links() if link.startswith("/notifications/"))).location == "/admin/reports"
    # Said again it is the same report, and what the admin has seen is not news.
    report(dora, "review", entry, "So rude.")
    assert told(alice) == (0, ["A report waits for you."])
    report(dora, "member", "bob")
    report(dora, "review", bob.log("Mirror", "1975"))
    assert told(alice) == (1, ["Unread: 2 reports wait for you.", "A report waits for you."])
    settle(alice)
    assert told(alice) == (1, ["Unread: A report waits for you.", "A report waits for you."])
    for _ in range(2):
        settle(alice)
    assert told(alice) == (0, [])
    assert told(bob) == told(dora) == (0, [])


@pytest.mark.everywhere
def test_whoever_is_no_admin_any_more_reads_no_reports_and_nobody_is_told_of_their_own(alice, bob, dora):
    alice.send("/admin/members", "/admin/members/bob/admin")
    report(dora, "member", "alice")
    assert told(alice) == told(bob) == (1, ["Unread: A report waits for you."])
    alice.send("/admin/members", "/admin/members/bob/demotion")
    assert told(bob) == (0, [])
    alice.send("/admin/members", "/admin/members/bob/admin")
    assert told(bob) == (1, ["Unread: A report waits for you."])
    report(alice, "member", "dora")
    assert told(alice) == (1, ["Unread: A report waits for you."])
    assert told(bob) == (1, ["Unread: 2 reports wait for you."])


@pytest.mark.everywhere
def test_whoever_becomes_an_admin_is_told_of_what_waits(alice, bob, dora):
    report(dora, "member", "alice")
    assert told(alice) == (1, ["Unread: A report waits for you."])
    alice.send("/notifications", "/notifications/reading")
    settled = told(alice)
    alice.send("/admin/members", "/admin/members/bob/admin")
    assert told(bob) == (1, ["Unread: A report waits for you."])
    # To who knew of it, it is no news.
    assert told(alice) == settled


def test_a_report_on_whoever_left_is_told_no_more(alice, bob, dora, deliver_all):
    report(dora, "member", "bob")
    bob.send("/settings/account", "/settings/account/deletion", password=PASSWORD)
    deliver_all()
    assert told(alice) == (0, [])


@pytest.mark.parametrize("kind", ["review", "comment", "member"])
def test_each_kind_is_reported_from_its_own_page_and_not_by_its_owner(alice, bob, dora, kind):
    entry = bob.log(text="Words.")
    said = bob.send(f"/reviews/{entry}", f"/reviews/{entry}/comments", text="Said.").location.partition("#comment-")[2]
    address = {"review": entry, "comment": said, "member": "bob"}[kind]
    page = "/members/bob" if kind == "member" else f"/reviews/{entry}"
    link = f"/reports/new?kind={kind}&id={address}"
    assert link in dora.get(page).links()
    assert link not in bob.get(page).links()
    assert report(dora, kind, address).status == 303
    assert report(bob, kind, address).status == 422
    assert "report" not in bob.get(page).text.lower()
    (kept,) = Report.select()
    assert (kept.kind, kept.reported_id) == (kind, member_named("bob").id)


def test_what_was_deleted_or_hidden_meanwhile_is_still_known_as_it_was(alice, bob, dora):
    first, second = bob.log(text="First."), bob.log("Mirror", "1975", text="Second.")
    for entry in (first, second):
        report(dora, "review", entry)
    bob.send(f"/reviews/{first}", f"/reviews/{first}/deletion")
    address = f"/reviews/{second}/edit"
    bob.send(address, address, audience="me", text="A secret.")
    queue = alice.get("/admin/reports").text
    assert "This entry is no longer there." in queue
    assert "Only its author can see this entry now." in queue
    assert "First." in queue
    assert "A secret." not in queue


def test_what_one_may_not_see_cannot_be_reported(bob, dora, carol):
    entry, shown = bob.log(audience="me"), bob.log("Mirror", "1975")
    for kind, address in (("review", entry), ("review", "x"), ("comment", "x"), ("member", "nobody"), ("film", shown)):
        assert dora.get(f"/reports/new?kind={kind}&id={address}").status == 404
        token = dora.get("/").form("/logout")
        assert dora.post("/reports", {**token, "kind": kind, "id": address, "reason": "x"}).status == 404
    relations.block(member_named("bob"), "dora")
    assert dora.get("/reports/new?kind=member&id=bob").status == 404
    assert "/login" in carol.get(f"/reports/new?kind=review&id={shown}").location
    assert Report.select().count() == 0


@pytest.mark.everywhere
def test_a_refused_report_keeps_what_was_typed_and_the_same_report_twice_is_one(bob, dora):
    entry = bob.log()
    long = report(dora, "review", entry, "x" * 1001)
    assert long.status == 422
    assert long.form("/reports")["reason"] == "x" * 1001
    for reason in ("First.", "Second."):
        report(dora, "review", entry, reason)
    assert [row.reason for row in Report.select()] == ["Second."]


def test_the_queue_does_not_exist_for_others(alice, bob, carol):
    token = {"csrf_token": bob.get("/").form("/logout")["csrf_token"], "note": "x"}
    for browser in (bob, carol):
        assert browser.get("/admin/reports").status == 404
    assert bob.post("/admin/reports/x/resolution", token).status == 404
    assert alice.send("/admin/members", "/logout").status == 303


def test_reports_go_with_who_was_reported_and_outlive_who_reported(alice, bob, dora):
    report(dora, "review", bob.log())
    dora.send("/settings/account", "/settings/account/deletion", password=PASSWORD)
    assert "somebody who has left" in alice.get("/admin/reports").text
    bob.send("/settings/account", "/settings/account/deletion", password=PASSWORD)
    assert Report.select().count() == 0
