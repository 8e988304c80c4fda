"""What members say below an entry, through the front door."""

import re
from uuid import uuid4

import pytest
from people import PASSWORD

from moviediary import rebuild
from moviediary.accounts.queries import member_named
from moviediary.comments.models import ReviewComment
from moviediary.relations import actions as relations


def say(browser, entry, text="Words.", partial=False, **values):
    """Send the form below an entry; gives the answer."""
    return browser.send(f"/reviews/{entry}", f"/reviews/{entry}/comments", partial, text=text, **values)


def said(browser, entry, text="Words."):
    """Comment on an entry; gives the id of the comment."""
    answer = say(browser, entry, text)
    assert answer.status == 303, answer.text
    return answer.location.partition("#comment-")[2]


def reply(browser, entry, comment, text="An answer.", **values):
    answer = browser.send(f"/comments/{comment}/reply", f"/reviews/{entry}/comments", text=text, **values)
    assert answer.status == 303, answer.text
    return answer.location.partition("#comment-")[2]


def change(browser, comment, noun, partial=False, **values):
    address = f"/comments/{comment}/{noun}"
    return browser.send(address, address, partial, **values)


def talk(browser, entry):
    """The comments on the page of an entry, in their order: their first word, and whether they are answers."""
    page = browser.get(f"/reviews/{entry}")
    return [
        comment(node) for node in page.tree.iter() if "comment-" in node.get("id", "") or "comment-gone" in node.get("class", "")
    ]


def comment(node):
    if "comment-gone" in node.get("class", ""):
        return "gone"
    text = next("".join(inner.itertext()).split()[0] for inner in node.iter("div") if "comment-text" in inner.get("class", ""))
    return f"> {text}" if "comment-reply" in node.get("class") else text


def test_a_comment_and_its_answers_stand_below_the_entry_for_everybody(alice, bob, carol):
    entry = alice.log()
    first = said(bob, entry, "First, *really*.")
    said(alice, entry, "Second.")
    answer = reply(alice, entry, first, "Answer.")
    # An answer to an answer belongs to the same first one.
    reply(bob, entry, answer, "Again.")
    for browser in (alice, bob, carol):
        assert talk(browser, entry) == ["First,", "> Answer.", "> Again.", "Second."]
    page = carol.get(f"/reviews/{entry}")
    assert "<em>really</em>" in page.html
    assert "Comments 4" in page.text
    assert "Sign in to comment." in page.text
    assert f"/reviews/{entry}#comments" in carol.get("/").links()


def test_a_comment_has_an_address_of_its_own(alice, bob, carol):
    entry = alice.log()
    comment = said(bob, entry)
    assert carol.get(f"/comments/{comment}").location == f"/reviews/{entry}#comment-{comment}"
    assert carol.get("/comments/nothing").status == 404


def test_the_same_form_sent_twice_says_it_once(alice, bob):
    entry = alice.log()
    form = {**bob.get(f"/reviews/{entry}").form(f"/reviews/{entry}/comments"), "text": "Once."}
    answers = [bob.post(f"/reviews/{entry}/comments", form) for _ in range(3)]
    assert {answer.location for answer in answers} == {answers[0].location}
    assert talk(bob, entry) == ["Once."]


@pytest.mark.everywhere
@pytest.mark.parametrize("partial", [False, True])
def test_a_form_that_is_corrected_and_sent_again_says_what_it_says_now(alice, bob, partial):
    entry = alice.log()
    action = f"/reviews/{entry}/comments"
    sent = {**bob.get(f"/reviews/{entry}").form(action), "text": "Wrods."}
    # The answer never arrives, or he goes back.
    bob.post(action, sent, partial)
    for _ in range(2):
        answer = bob.post(action, {**sent, "text": "Words."}, partial)
        assert ("Words." in answer.html) if partial else (answer.status == 303)
    assert talk(alice, entry) == ["Wrods.", "Words."]


@pytest.mark.everywhere
def test_a_form_whose_comment_was_deleted_meanwhile_says_it_anew(alice, bob):
    entry = alice.log()
    action = f"/reviews/{entry}/comments"
    sent = {**bob.get(f"/reviews/{entry}").form(action), "text": "Words."}
    first = bob.post(action, sent).location.partition("#comment-")[2]
    change(bob, first, "deletion")
    answer = bob.post(action, sent)
    assert (answer.status, talk(alice, entry)) == (303, ["Words."])


def test_with_scripts_the_comment_comes_in_place_with_an_empty_form_for_the_next(alice, bob):
    entry = alice.log()
    sent = bob.get(f"/reviews/{entry}").form(f"/reviews/{entry}/comments")
    answer = bob.post(f"/reviews/{entry}/comments", {**sent, "text": "Words."}, partial=True)
    assert answer.status == 200
    assert "Words." in answer.text
    after = answer.form(f"/reviews/{entry}/comments")
    assert after["text"].strip() == ""
    assert after["key"] != sent["key"]


@pytest.mark.parametrize(("text", "words"), [("", "Write something first."), ("x" * 2001, "this one has 2,001")])
@pytest.mark.parametrize("partial", [False, True])
def test_a_refused_comment_says_why_and_keeps_what_was_typed(alice, bob, text, words, partial):
    entry = alice.log()
    refused = say(bob, entry, text, partial)
    assert refused.status == 422
    assert words in refused.text
    assert refused.form(f"/reviews/{entry}/comments")["text"] == text


def test_an_expired_form_keeps_what_was_typed_and_can_be_sent_again(alice, bob):
    entry = alice.log()
    form = {**bob.get(f"/reviews/{entry}").form(f"/reviews/{entry}/comments"), "text": "Kept.", "csrf_token": "old"}
    expired = bob.post(f"/reviews/{entry}/comments", form)
    assert expired.status == 422
    again = expired.form(f"/reviews/{entry}/comments")
    assert again["text"] == "Kept."
    assert bob.post(f"/reviews/{entry}/comments", again).status == 303


def test_after_signing_out_what_was_typed_is_still_shown(alice, bob):
    entry = alice.log()
    form = {**bob.get(f"/reviews/{entry}").form(f"/reviews/{entry}/comments"), "text": "Kept."}
    bob.send("/", "/logout")
    answer = bob.post(f"/reviews/{entry}/comments", form)
    assert answer.status == 401
    assert "Kept." in answer.html


@pytest.mark.everywhere
def test_the_author_closes_the_talk_and_what_was_typed_meanwhile_is_kept(alice, bob):
    entry = alice.log()
    said(bob, entry)
    form = bob.get(f"/reviews/{entry}").form(f"/reviews/{entry}/comments")
    alice.send(f"/reviews/{entry}", f"/reviews/{entry}/closure")
    page = bob.get(f"/reviews/{entry}")
    assert "Comments are closed." in page.text
    assert f"/reviews/{entry}/comments" not in [node.get("action") for node in page.tree.iter("form")]
    assert talk(bob, entry) == ["Words."]
    late = bob.post(f"/reviews/{entry}/comments", {**form, "text": "Too late."})
    assert late.status == 422
    assert "closed meanwhile" in late.text
    assert late.form(f"/reviews/{entry}/comments")["text"] == "Too late."
    token = {"csrf_token": form["csrf_token"]}
    assert bob.post(f"/reviews/{entry}/closure/removal", token).status == 403
    alice.send(f"/reviews/{entry}", f"/reviews/{entry}/closure/removal")
    assert say(bob, entry).status == 303


def test_a_comment_is_changed_in_place_by_whoever_wrote_it(alice, bob):
    entry = alice.log()
    comment = said(bob, entry)
    saved = change(bob, comment, "edit", partial=True, text="Better.")
    assert "Better." in saved.text
    assert "edited" in saved.text
    assert talk(alice, entry) == ["Better."]
    assert alice.get(f"/comments/{comment}/edit").status == 403
    form = bob.get(f"/comments/{comment}/edit").form(f"/comments/{comment}/edit")
    alice_form = {**form, "csrf_token": alice.get("/").form("/logout")["csrf_token"], "text": "Hers."}
    assert alice.post(f"/comments/{comment}/edit", alice_form).status == 403


def test_the_second_of_two_tabs_sees_what_the_first_one_saved(alice, bob):
    entry = alice.log()
    comment = said(bob, entry)
    form = bob.get(f"/comments/{comment}/edit").form(f"/comments/{comment}/edit")
    change(bob, comment, "edit", text="From the first tab.")
    refused = bob.post(f"/comments/{comment}/edit", {**form, "text": "From the second tab."})
    assert refused.status == 409
    assert "From the first tab." in refused.text
    again = refused.form(f"/comments/{comment}/edit")
    assert again["text"] == "From the second tab."
    assert bob.post(f"/comments/{comment}/edit", again).status == 303


@pytest.mark.everywhere
def test_a_comment_is_deleted_by_its_writer_the_author_of_the_entry_or_an_admin_and_nobody_else(site, alice, bob):
    dora, emil = site.member("dora"), site.member("emil")
    entry = bob.log()
    for who in (dora, bob, alice):
        comment = said(dora, entry)
        assert emil.get(f"/comments/{comment}/deletion").status == 403
        assert change(who, comment, "deletion").location == f"/reviews/{entry}#comments"
        assert talk(emil, entry) == []
    assert not ReviewComment.select().where(ReviewComment.text != "").exists()


def narrowed(alice, bob, entry):
    alice.send(f"/reviews/{entry}/edit", f"/reviews/{entry}/edit", audience="me")


def blocked(alice, bob, entry):
    relations.block(member_named("alice"), "bob")


@pytest.mark.everywhere
@pytest.mark.parametrize("partial", [False, True])
@pytest.mark.parametrize(
    "hide", [narrowed, blocked, lambda alice, bob, entry: alice.send(f"/reviews/{entry}", f"/reviews/{entry}/deletion")]
)
def test_one_deletes_what_one_said_below_an_entry_that_one_cannot_see_any_more(site, alice, bob, hide, partial):
    entry, dora = alice.log("Stalker"), site.member("dora")
    mine, hers = said(bob, entry, "Mine."), said(dora, entry, "Hers.")
    hide(alice, bob, entry)
    page = bob.get(f"/comments/{mine}/deletion")
    assert (page.status, "Mine." in page.text) == (200, True)
    assert "Stalker" not in page.html
    assert "Hers." not in page.html
    assert entry not in page.html
    assert bob.get(f"/comments/{hers}/deletion").status == 404
    done = change(bob, mine, "deletion", partial)
    assert done.location == "/"
    assert "Your comment is deleted." in bob.follow(done).text
    assert [row.text for row in ReviewComment.select().order_by(ReviewComment.id)] == ["", "Hers."]
    assert bob.get(f"/comments/{mine}/deletion").status == 404


def test_of_a_deleted_comment_with_answers_it_is_said_that_it_was_there(alice, bob):
    entry = alice.log()
    first = said(bob, entry, "First.")
    answer = reply(alice, entry, first, "Answer.")
    change(bob, first, "deletion")
    assert talk(bob, entry) == ["gone", "> Answer."]
    token = {"csrf_token": bob.get("/").form("/logout")["csrf_token"]}
    late = bob.post(f"/reviews/{entry}/comments", {**token, "key": "x", "parent": first, "text": "Late."})
    assert late.status == 422
    assert "is gone" in late.text
    assert late.form(f"/reviews/{entry}/comments")["text"] == "Late."
    change(alice, answer, "deletion")
    assert talk(bob, entry) == []


def test_what_one_may_not_see_can_neither_be_read_nor_commented_on(alice, bob, carol):
    entry = alice.log(audience="me")
    comment = said(alice, entry)
    token = {"csrf_token": bob.get("/").form("/logout")["csrf_token"], "text": "x", "key": "x"}
    for browser in (bob, carol):
        assert browser.get(f"/reviews/{entry}/comments").status == 404
        assert browser.get(f"/comments/{comment}").status == 404
    assert bob.post(f"/reviews/{entry}/comments", token).status == 404
    assert bob.post(f"/reviews/{entry}/closure", token).status == 404
    for noun in ("edit", "deletion"):
        assert bob.post(f"/comments/{comment}/{noun}", token).status == 404


def test_across_a_block_comments_are_not_there(site, alice, bob):
    entry, dora = alice.log(), site.member("dora")
    first = said(dora, entry, "Hers.")
    reply(alice, entry, first, "Answer.")
    mine = said(bob, entry, "His.")
    relations.block(member_named("dora"), "bob")
    assert talk(alice, entry) == ["Hers.", "> Answer.", "His."]
    # What somebody else answered to looks as if it had been deleted.
    assert talk(bob, entry) == ["gone", "> Answer.", "His."]
    assert talk(dora, entry) == ["Hers.", "> Answer."]
    assert "Comments 2" in bob.get(f"/reviews/{entry}").text
    for path in (f"/comments/{first}", f"/comments/{first}/reply", f"/comments/{first}/deletion"):
        assert bob.get(path).status == 404
    assert dora.get(f"/comments/{mine}").status == 404
    token = {"csrf_token": bob.get("/").form("/logout")["csrf_token"], "key": "x", "text": "Hi.", "parent": first}
    assert bob.post(f"/reviews/{entry}/comments", token).status == 422


def test_comments_of_the_muted_are_folded_and_nobody_else_notices(site, alice, bob):
    entry, dora = alice.log(), site.member("dora")
    said(dora, entry)
    relations.mute(member_named("bob"), "dora")
    assert "Hidden: somebody you mute." in bob.get(f"/reviews/{entry}").text
    for browser in (alice, dora):
        assert "somebody you mute" not in browser.get(f"/reviews/{entry}").text
    assert talk(bob, entry) == ["Words."]


@pytest.mark.everywhere
def test_many_comments_come_page_by_page(alice, bob, carol):
    entry = alice.log()
    names = [f"c{number:02}" for number in range(53)]
    # The page, which grows with each of them, is opened once.
    form = bob.get(f"/reviews/{entry}").form(f"/reviews/{entry}/comments")
    sent = [bob.post(f"/reviews/{entry}/comments", {**form, "key": str(uuid4()), "text": name}) for name in names]
    comments = [answer.location.partition("#comment-")[2] for answer in sent]
    reply(bob, entry, comments[10], "answer")
    first = carol.get(f"/reviews/{entry}")
    assert talk(carol, entry) == [*names[:11], "> answer", *names[11:49]]
    (later,) = {link for link in first.links() if "from=" in link}
    rest = carol.get(later)
    assert re.findall(r"<p>(c\d\d)</p>", rest.html) == names[49:]
    # The address of a late one leads to where it stands.
    place = carol.get(f"/comments/{comments[52]}").location
    assert place == f"/reviews/{entry}/comments?from={comments[52]}#comment-{comments[52]}"
    assert "c52" in carol.get(place.partition("#")[0]).text
    # One that was deleted meanwhile still says where a page begins.
    change(bob, comments[49], "deletion")
    assert re.findall(r"<p>(c\d\d)</p>", carol.get(later).html) == names[50:]


def test_names_that_are_mentioned_lead_to_their_diaries(alice, bob):
    entry = alice.log(text="With @Bob.")
    said(bob, entry, "Hello @alice and @nobody.")
    links = alice.get(f"/reviews/{entry}").links()
    assert {"/members/bob", "/members/alice", "/members/nobody"} <= set(links)


def test_when_people_leave_the_talk_goes_on_without_them(site, alice, bob):
    entry, dora = alice.log(), site.member("dora")
    hers = bob.log("Mirror", "1975")
    first = said(bob, entry, "First.")
    reply(dora, entry, first, "Answer.")
    gone = said(dora, hers, "Deleted by the admin.")
    change(alice, gone, "deletion")
    bob.send("/settings/account", "/settings/account/deletion", password=PASSWORD)
    assert talk(dora, entry) == ["gone", "> Answer."]
    assert ReviewComment.select().count() == 1
    assert [str(difference) for difference in rebuild.differences()] == []


def test_what_an_admin_deleted_stays_deleted_when_the_admin_leaves(site, alice, bob):
    dora = site.member("dora")
    entry = bob.log()
    change(alice, said(dora, entry), "deletion")
    alice.send("/admin/members", "/admin/members/bob/admin")
    alice.send("/settings/account", "/settings/account/deletion", password=PASSWORD)
    assert talk(dora, entry) == []
    assert [str(difference) for difference in rebuild.differences()] == []


def test_an_answer_to_an_answer_says_whom_it_is_for(alice, bob, site):
    dora, entry = site.member("dora"), alice.log()
    first = said(bob, entry)
    second = reply(alice, entry, first)
    form = dora.get(f"/comments/{second}/reply").form(f"/reviews/{entry}/comments")
    assert (form["text"], form["parent"]) == ("@alice ", second)
    assert dora.get(f"/comments/{first}/reply").form(f"/reviews/{entry}/comments")["text"] == ""
    assert alice.get(f"/comments/{second}/reply").form(f"/reviews/{entry}/comments")["text"] == ""
