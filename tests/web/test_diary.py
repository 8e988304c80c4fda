"""The diary through the front door: logging, editing, deleting, and who sees what."""

import re
from datetime import date, timedelta
from uuid import uuid4

import pytest
from peewee import chunked

from moviediary import clock, ids
from moviediary.diary.actions import purge_deleted
from moviediary.diary.models import Review
from moviediary.log import LogEntry, changes
from moviediary.movies.models import Movie


def edit(browser, entry, partial=False, **values):
    address = f"/reviews/{entry}/edit"
    return browser.send(address, address, partial, **values)


def remove(browser, entry, partial=False):
    return browser.send(f"/reviews/{entry}", f"/reviews/{entry}/deletion", partial)


def test_a_film_logged_by_hand_is_in_the_diary_with_all_that_was_said(alice, carol):
    said = {"director": "Andrei Tarkovsky", "rating": "9", "heart": "y", "medium": "cinema", "tags": "35mm, With Ada"}
    entry = alice.log("Stalker", "1979", **said, text="*Rain.*")
    shown = carol.get(f"/reviews/{entry}")
    for words in ("Stalker", "1979", "Andrei Tarkovsky", "Cinema", "35mm", "with ada", "Alice", "Rain."):
        assert words.lower() in shown.text.lower()
    assert "4½ stars" in shown.html
    assert "<em>Rain.</em>" in shown.html
    assert f"/reviews/{entry}" in carol.get("/members/alice").links()


def test_logging_leads_to_the_movie_with_an_undo(alice):
    logged = alice.send("/reviews/new?by_hand=1", "/reviews", title="Stalker", year="1979")
    page = alice.follow(logged)
    assert "Stalker is in your diary." in page.text
    (undo,) = [
        form.get("action") for form in page.tree.iter("form") if form.get("class") is None and "Undo" in "".join(form.itertext())
    ]
    alice.post(undo, {"csrf_token": page.form(undo)["csrf_token"]})
    assert alice.get("/members/alice/diary").entries() == []


def test_a_part_of_a_page_does_not_take_the_undo_away(alice):
    logged = alice.send("/reviews/new?by_hand=1", "/reviews", title="Stalker", year="1979")
    assert alice.get("/reviews/new/choices?q=sta", partial=True).status == 200
    assert "Stalker is in your diary." in alice.follow(logged).text


def test_a_long_title_leaves_room_for_what_happened_to_it(alice):
    entry = alice.log("Night of the Day of the Dawn of the Son of the Bride of the Return", "1991")
    told = alice.follow(remove(alice, entry)).text
    assert "Night of the Day of the Dawn of the Son… is out of your diary." in told


def test_the_same_form_sent_twice_logs_once(alice):
    form = alice.get("/reviews/new?by_hand=1").form("/reviews")
    answers = [alice.post("/reviews", {**form, "title": "Stalker", "year": "1979"}) for _ in range(3)]
    assert {answer.location for answer in answers} == {answers[0].location}
    assert Review.select().count() == 1


def test_messages_nobody_reads_do_not_fill_the_cookie(small_site):
    alice = small_site.member("alice")
    form = alice.get("/reviews/new?by_hand=1").form("/reviews")
    for number in range(30):
        alice.post("/reviews", {**form, "key": str(uuid4()), "title": f"Film {number} " + "x" * 100, "year": "1979"})
    assert len(alice.client.get_cookie("diary").value) < 2000
    assert "Film 29" in alice.get("/").text


def test_going_back_and_logging_something_else_logs_both(alice):
    form = alice.get("/reviews/new?by_hand=1").form("/reviews")
    for title in ("Stalker", "Mirror"):
        alice.post("/reviews", {**form, "title": title, "year": "1979"})
    assert Review.select().count() == 2


def test_a_refused_log_says_why_and_keeps_everything_typed(alice):
    typed = {
        "title": "Stalker",
        "year": "79",
        "text": "Long thoughts.",
        "tags": "35mm",
        "rating": "7",
        "when": "day",
        "day": "2999-01-01",
    }
    refused = alice.send("/reviews/new?by_hand=1", "/reviews", **typed)
    assert refused.status == 422
    kept = refused.form("/reviews")
    assert {name: kept[name] for name in typed} == typed
    assert Review.select().count() == 0
    dated = alice.post("/reviews", {**kept, "year": "1979"})
    assert dated.status == 422
    assert "This day has not come yet." in dated.text


def test_an_expired_form_keeps_what_was_typed_and_can_be_sent_again(alice):
    form = {**alice.get("/reviews/new?by_hand=1").form("/reviews"), "title": "Stalker", "year": "1979", "text": "Kept."}
    expired = alice.post("/reviews", {**form, "csrf_token": "from another time"})
    assert expired.status == 422
    assert "Nothing is lost" in expired.text
    again = expired.form("/reviews")
    assert again["text"] == "Kept."
    assert alice.post("/reviews", again).status == 303


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ({"when": "unknown"}, "watched, day unknown"),
        ({"when": "about", "about": "2019"}, "watched 2019"),
        ({"when": "about", "about": "2019-05"}, "watched May 2019"),
        ({"when": "day", "day": "2019-05-14"}, "watched 14 May 2019"),
    ],
)
def test_a_day_is_shown_as_exactly_as_it_is_known(alice, said, shown):
    entry = alice.log(**said)
    assert shown in alice.get(f"/reviews/{entry}").text


def test_yesterday_can_be_chosen(alice):
    yesterday = clock.today("UTC") - timedelta(days=1)
    entry = alice.log(when=yesterday.isoformat())
    assert f"watched {yesterday.day} " in alice.get(f"/reviews/{entry}").text


def test_a_diary_row_without_a_day_shows_no_day(alice):
    alice.log(when="unknown")
    alice.log("Mirror", "1975", when="about", about="2019-05")
    days = [
        "".join(link.itertext()) for link in alice.get("/members/alice/diary").tree.iter("a") if link.get("class") == "entry-day"
    ]
    assert days == ["–Day unknown: the entry"] * 2


def test_a_tag_with_a_comma_stays_one_while_something_else_is_changed(alice):
    entry = alice.log()
    # As an import may bring it.
    Review.update(tags=("1,5 times", "35mm")).execute()
    edit(alice, entry, text="Rain.")
    assert (Review.get().text, Review.get().tags) == ("Rain.", ("1,5 times", "35mm"))
    edit(alice, entry, tags="1,5 times")
    assert Review.get().tags == ("1", "5 times")


def test_a_tag_leads_to_the_entries_that_have_it(alice, carol):
    entry = alice.log(tags="with ada & bob, 35mm")
    links = carol.get(f"/reviews/{entry}").links()
    assert "/members/alice/diary?tag=35mm" in links
    assert "/members/alice/diary?tag=with%20ada%20%26%20bob" in links


def test_the_owner_sees_that_a_text_is_marked_as_telling_what_happens(alice, carol):
    entry = alice.log(text="He did it.", spoiler="y")
    assert "Marked as telling what happens" in alice.get(f"/reviews/{entry}").html
    others = carol.get(f"/reviews/{entry}").html
    assert "Show the text" in others
    assert "Marked as" not in others


def test_seeing_a_film_again_is_counted(alice):
    alice.log(when="day", day="2019-05-14")
    second = alice.log(when="day", day="2020-05-14")
    before = alice.log(when="day", day="2018-05-14", seen_before="y")
    assert "2nd" not in alice.get(f"/reviews/{before}").text
    assert "again" in alice.get(f"/reviews/{before}").text
    assert "3rd" in alice.get(f"/reviews/{second}").text


def test_beyond_the_thousandth_viewing_of_a_film_none_has_a_number(alice):
    alice.log(when="day", day="1990-01-01")
    with changes(None):
        first = Review.select().dicts().get()
        days = [(date(1990, 1, 1) + timedelta(days=more)).isoformat() for more in range(1, 1_001)]
        places = [{"watched": day, "position": day + first["position"][10:]} for day in days]
        names = [{"id": ids.uuid7(), "key": ids.uuid7(), **place} for place in places]
        for some in chunked(names, 300):
            Review.insert_many([first | named for named in some]).execute()
    asked = [alice.get(f"/reviews/{ids.short(names[number]['id'])}").text for number in (998, 999)]
    assert "1000th" in asked[0]
    assert "umpteenth" in asked[1]
    assert "umpteenth" in alice.get("/").text


def test_a_film_not_finished_counts_in_no_number(alice, carol):
    alice.log(rating="8")
    alice.log("Mirror", "1975", rating="2", unfinished="y")
    page = carol.get("/members/alice")
    # The mark of the entry, and the link to its own list.
    assert page.text.count("not finished") == 2
    assert "1 not finished" in page.text
    assert "4.0 ★" in page.text
    assert "1 film" in carol.get("/members").text


def test_an_entry_is_edited_in_place(alice):
    entry = alice.log(rating="9", text="First words.")
    row = edit(alice, entry, partial=True, rating="4", text="Second words.", view="diary")
    assert row.status == 200
    assert row.entries() == [entry]
    assert "Second words." in row.text
    assert "2 stars" in row.html
    assert "<html" not in row.html[:20]


def test_an_edit_that_is_refused_keeps_the_form_in_its_place(alice):
    entry = alice.log()
    refused = edit(alice, entry, partial=True, text="x" * 10_001, tags="kept")
    assert refused.status == 422
    assert refused.form(f"/reviews/{entry}/edit")["tags"] == "kept"
    assert "10,001" in refused.text


def test_every_edit_keeps_what_it_replaced(alice, carol):
    entry = alice.log(rating="9", text="First words.")
    edit(alice, entry, rating="4", text="Second words.")
    history = carol.get(f"/reviews/{entry}/history").text
    for words in ("First words.", "Second words.", "★★★★½", "★★"):
        assert words in history


def test_the_history_speaks_in_the_words_of_the_pages(alice):
    entry = alice.log(medium="server", audience="me")
    edit(alice, entry, medium="", audience="members")
    history = alice.get(f"/reviews/{entry}/history").text
    assert "Media server → nothing" in history
    assert "Only me → Members" in history


def test_the_second_of_two_tabs_is_told_and_loses_nothing(alice):
    entry = alice.log(text="As it was.")
    address = f"/reviews/{entry}/edit"
    first, second = alice.get(address).form(address), alice.get(address).form(address)
    alice.post(address, {**first, "text": "From the first tab."})
    told = alice.post(address, {**second, "text": "From the second tab."}, partial=True)
    assert told.status == 409
    assert "changed meanwhile" in told.text
    assert "From the first tab." in told.text
    assert "Tags, as" not in told.text
    assert told.form(address)["text"] == "From the second tab."
    assert "From the first tab." in alice.get(f"/reviews/{entry}").text
    assert alice.post(address, told.form(address)).status == 303
    assert "From the second tab." in alice.get(f"/reviews/{entry}").text


def test_a_deleted_entry_is_gone_everywhere_and_comes_back_whole(alice, carol):
    entry = alice.log(rating="9", text="Canary.")
    before = carol.get("/members/alice").text
    toast = remove(alice, entry)
    assert "is out of your diary" in alice.follow(toast).text
    assert carol.get(f"/reviews/{entry}").status == 404
    for page in ("/", "/members/alice", "/members"):
        assert "Canary" not in carol.get(page).text
    assert "4.5" not in carol.get("/members/alice").text
    alice.send("/reviews/deleted", f"/reviews/{entry}/restoration")
    assert carol.get("/members/alice").text == before


def test_deleting_in_place_offers_undo_in_place(alice):
    entry = alice.log()
    gone = remove(alice, entry, partial=True)
    assert gone.status == 200
    assert gone.entries() == []
    undo = f"/reviews/{entry}/restoration"
    back = alice.post(undo, gone.form(undo), partial=True)
    assert back.entries() == [entry]


def test_undo_on_a_page_leads_back_to_the_diary(alice):
    entry = alice.log()
    page = alice.follow(remove(alice, entry))
    undo = f"/reviews/{entry}/restoration"
    back = alice.post(undo, page.form(undo))
    assert back.location == f"/members/alice/diary#entry-{entry}"
    assert alice.follow(back).entries() == [entry]


@pytest.mark.everywhere
def test_everything_that_can_be_restored_is_found(alice):
    first = alice.log()
    (row,) = Review.select().dicts()
    more = [{**row, "id": ids.uuid7(), "key": ids.uuid7()} for _ in range(204)]
    Review.insert_many(more).execute()
    # Many in one moment, which pages part.
    now = clock.now()
    Review.update(deleted_at=now - timedelta(days=1)).execute()
    Review.update(deleted_at=now).where(Review.id.in_([one["id"] for one in more[:30]])).execute()
    expected = [one["id"] for one in (*more[:30][::-1], *more[30:][::-1], row)]
    found, path = [], "/reviews/deleted"
    while path:
        page = alice.get(path)
        found += re.findall(r'action="/reviews/(\w+)/restoration"', page.html)
        path = next((link for link in page.links() if "before=" in link), None)
    assert found == [ids.short(one) for one in expected]
    page = alice.get(f"/reviews/deleted?before=1-{first}")
    assert "nothing beyond this page" in page.text
    for nonsense in ("-", "9" * 30, f"{'9' * 17}-{first}", "x-y"):
        assert alice.get(f"/reviews/deleted?before={nonsense}").status == 200


@pytest.mark.everywhere
def test_after_thirty_days_a_deleted_entry_is_let_go(alice):
    entry = alice.log(text="Canary.")
    alice.follow(remove(alice, entry))
    Review.update(deleted_at=clock.now() - timedelta(days=31)).execute()
    purge_deleted()
    assert "Stalker" not in alice.get("/reviews/deleted").text
    assert Review.select().count() == 0
    assert Movie.select().count() == 1


@pytest.mark.parametrize(
    ("audience", "seen_by_members", "seen_by_all"), [("everyone", True, True), ("members", True, False), ("me", False, False)]
)
def test_who_may_see_an_entry(alice, bob, carol, audience, seen_by_members, seen_by_all):
    entry = alice.log(audience=audience, rating="9", text="Canary.")
    movie = next(link for link in alice.get(f"/reviews/{entry}").links() if link.startswith("/movies/"))
    for reader, may in ((alice, True), (bob, seen_by_members), (carol, seen_by_all)):
        assert reader.get(f"/reviews/{entry}").status == (200 if may else 404)
        assert reader.get(f"/reviews/{entry}/history").status == (200 if may else 404)
        for page in ("/", "/members/alice", "/members/alice/ratings", movie):
            shown = reader.get(page)
            seen = "Canary" in shown.text or (page.endswith("ratings") and "Stalker" in shown.text)
            assert seen is may, f"{reader.name or 'carol'} on {page}"
        # Numbers tell too.
        assert ("4.5" in reader.get("/members/alice").text) is may
        assert ("4.5" in reader.get(movie).text) is may
        assert ("1 film" in reader.get("/members").text) is may


def test_what_one_may_not_see_looks_like_what_never_was(alice, bob):
    hidden = alice.log(audience="me")
    one, other = bob.get(f"/reviews/{hidden}"), bob.get(f"/reviews/{hidden[:-2]}zz")
    assert one.status == other.status == 404
    assert one.text == other.text


def test_nobody_changes_the_entry_of_somebody_else(alice, bob, carol):
    entry = alice.log(text="Mine.")
    form = {"csrf_token": bob.get("/").form("/logout")["csrf_token"], "revision": "1", "when": "unknown", "text": "Yours."}
    for path in ("edit", "deletion", "restoration"):
        assert bob.post(f"/reviews/{entry}/{path}", form).status == 403
        assert carol.post(f"/reviews/{entry}/{path}", form).status == 401
    assert "Mine." in alice.get(f"/reviews/{entry}").text


def test_a_private_entry_does_not_exist_for_who_tries_to_change_it(alice, bob):
    entry = alice.log(audience="me")
    form = {"csrf_token": bob.get("/").form("/logout")["csrf_token"], "revision": "1", "when": "unknown"}
    for path in ("edit", "deletion", "restoration"):
        assert bob.post(f"/reviews/{entry}/{path}", form).status == 404


def test_long_lists_are_walked_there_and_back(small_site):
    alice = small_site.member("alice")
    form = alice.get("/reviews/new?by_hand=1").form("/reviews")
    for number in range(120):
        day = f"{2000 + number // 12}-{number % 12 + 1:02}-05"
        sent = {**form, "key": str(uuid4()), "title": f"Film {number}", "year": "1999", "when": "day", "day": day}
        assert alice.post("/reviews", sent).status == 303
    for start in ("/", "/members/alice/diary"):
        there, page = [], alice.get(start)
        pages = [page]
        while older := [link for link in page.links() if "before=" in link]:
            page = alice.get(older[-1])
            pages.append(page)
        there = [page.entries() for page in pages]
        assert [len(entries) for entries in there] == [50, 50, 20]
        assert len({entry for entries in there for entry in entries}) == 120
        newer = [link for link in page.links() if "after=" in link]
        assert alice.get(newer[0]).entries() == there[1]


@pytest.mark.everywhere
def test_numbers_lead_to_the_films_behind_them(alice):
    alice.log("Stalker", "1979", rating="9", director="Andrei Tarkovsky", when="day", day="2020-05-14")
    alice.log("Heat", "1995", rating="4", director="Michael Mann", when="day", day="2021-06-14")
    for query, title in (
        ("rating=4.5", "Stalker"),
        ("watched=2021", "Heat"),
        ("director=Michael+Mann", "Heat"),
        ("watched=2020-05", "Stalker"),
    ):
        entries = alice.get(f"/members/alice/diary?{query}")
        assert len(entries.entries()) == 1
        assert title in entries.text
    assert len(alice.get("/members/alice/diary?rating=99&watched=x").entries()) == 2


@pytest.mark.everywhere
def test_an_entry_says_at_once_in_the_log_what_was_said(alice):
    alice.log(text="Canary.", tags="a, b", medium="tv", seen_before="y", unfinished="y", heart="y", audience="members")
    logged = LogEntry.get(LogEntry.subject == "reviews.logged")
    for part in (
        '"text":"Canary."',
        '"tags":["a","b"]',
        '"medium":"tv"',
        '"seen_before":true',
        '"finished":false',
        '"heart":true',
        '"members"',
    ):
        assert part in logged.data


def test_an_id_that_is_none_is_not_found(alice):
    for path in (
        "/reviews/0",
        "/reviews/" + "z" * 40,
        "/movies/é",
        "/members/nobody",
        "/reviews/x/edit",
        "/posters/..%2fsecret.webp",
    ):
        assert alice.get(path).status == 404
