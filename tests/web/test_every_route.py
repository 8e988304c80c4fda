"""What is tried on every route there is: forged, odd and repeated values, other methods, a database that fails."""

import json
import re
from itertools import product

import pytest
from tries import in_a_night
from web.test_security import filled, furnished, home, routes, state

from moviediary import database
from moviediary.accounts.models import Member
from moviediary.database import db

__all__ = ["home"]
NAMED = re.compile(r'name="([a-z_]+)"|[?&;]([a-z_]+)=')
FOREIGN = ("user_id", "member_id", "member", "owner", "role", "is_admin", "id", "created_at", "actor", "batch")
ODD = ("", "0", "-1", "1" * 400, "9" * 19, "NaN", "1e400", "[]", '{"$gt": ""}', "\x00", "\ud83c", "٣", "x" * 20_000)
SPECIAL = (
    "'",
    '"',
    "%",
    "_",
    "*",
    '"a',
    "NEAR(a b",
    "a OR",
    "-1",
    "1000000000",
    "' OR 1=1 --",
    "a*^:{}",
    "\x00",
    "☃",
    "a" * 5000,
    # As long as a month is written.
    "default",
    "0000",
    "0001-01-01",
    "9999-12-31",
    "0202699999",
)
# Where a wrong value is the end of what can be asked.
ENDED = ("/logout",)
# Whoever looks there asks the worker to read a file once more, of which nothing was kept.
ASKS_THE_WORKER = ("/columns", "/examples")
# Finds out whether anything can be saved by saving something, and tells programs in JSON.
WATCHED = "/readyz"
# What the table of titles is made of, which is not made of tables.
VIRTUAL = "movie_title"


def crawled(browser, addresses):
    """The names of all fields and parameters that pages know of."""
    pages = (browser.get(address).html for address in addresses)
    return sorted({name for html in pages for pair in NAMED.findall(html) for name in pair if name} - {"csrf_token", "password"})


def gets(site, entry, movie):
    return [filled(rule, entry, movie) for rule in routes(site, "GET")]


def posts(site, entry, movie):
    return [address for rule in routes(site, "POST") if (address := filled(rule, entry, movie)) not in ENDED]


def token(browser):
    return browser.get("/settings/profile").form("/settings/profile")["csrf_token"]


def test_no_write_happens_with_the_token_of_somebody_else_or_as_another_type(home, figure):
    site, alice, entry, movie = home
    other = token(site.member("mallory"))
    before = state()
    said = {"title": "Heat", "year": "1995", "when": "unknown", "text": "Words.", "display_name": "Mallory"}
    tried = 0
    for address in posts(site, entry, movie):
        for answer in (
            alice.client.post(address, data=said),
            alice.client.post(address, data={**said, "csrf_token": other}),
            alice.client.post(address, data={**said, "csrf_token": token(alice)[::-1]}),
            alice.client.post(address, data=json.dumps(said), content_type="text/plain"),
            alice.client.post(address, data=json.dumps(said), content_type="application/json"),
        ):
            tried += 1
            assert answer.status_code < 500, address
        assert state() == before, f"{address} changed something"
    figure(f"{tried} forged writes", "0 written")


def test_looking_writes_nothing_at_all(home, figure):
    site, alice, entry, movie = home
    db.execute_sql("PRAGMA query_only = 1")
    try:
        addresses = [address for address in gets(site, entry, movie) if not address.endswith((*ASKS_THE_WORKER, WATCHED))]
        for address in addresses:
            assert alice.get(address).status < 500, address
            head = alice.client.head(address)
            assert head.status_code < 500, address
            head.close()
    finally:
        db.execute_sql("PRAGMA query_only = 0")
    figure(f"{2 * len(addresses)} looks at a database that refuses writes", "0 writes")


def test_head_is_get_without_a_body(home, figure):
    site, alice, entry, movie = home
    addresses = gets(site, entry, movie)
    for address in addresses:
        whole, head = alice.client.get(address), alice.client.head(address)
        assert (head.status_code, head.data) == (whole.status_code, b""), address
        # What a page has to say once is said to whoever comes first.
        assert set(head.headers.keys()) - {"Set-Cookie"} == set(whole.headers.keys()) - {"Set-Cookie"}, address
        whole.close()
        head.close()
    figure(f"{len(addresses)} routes", "0 differ")


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PROPFIND", "DELETE", "PUT", "PATCH", "NONSENSE"])
def test_other_methods_are_refused_everywhere(home, method):
    site, alice, entry, movie = home
    for address in gets(site, entry, movie):
        answer = alice.client.open(address, method=method)
        assert answer.status_code in (403, 404, 405), address
        answer.close()


def test_pages_that_a_member_sees_are_kept_by_nobody_and_others_vary_by_who_asks(home):
    site, alice, entry, movie = home
    for address in gets(site, entry, movie):
        page = alice.get(address)
        kept = page.headers["Cache-Control"]
        personal = "alice" in page.html and "/settings/profile" in page.html
        assert not personal or kept == "no-store", address
        assert "public" in kept or kept == "no-store" or "private" in kept or "no-cache" in kept, address


def test_odd_values_and_fields_of_others_change_nothing_they_should_not(home, figure):
    site, alice, entry, movie = home
    bob = site.member("bob")
    names = [*crawled(alice, gets(site, entry, movie)), *FOREIGN]
    members = sorted(Member.select(Member.id, Member.username, Member.email, Member.is_admin, Member.created_at).tuples())
    mine, tried = token(bob), 0
    for address in posts(site, entry, movie):
        for value in ODD if in_a_night else ODD[:: len(ODD) // 3]:
            said = {name: value.encode("utf-8", "surrogatepass") for name in names}
            answer = bob.client.post(address, data={**said, "csrf_token": mine})
            twice = bob.client.post(address, data={**{name: ["a", value.encode("utf-8", "surrogatepass")] for name in names}})
            tried += 2
            assert answer.status_code < 500, f"{address} with {value[:20]!r}"
            assert twice.status_code < 500, f"{address} with {value[:20]!r} twice"
    figure(f"{tried} forms of {len(names)} odd fields", "0 crashes, 0 taken over")
    asked = Member.select(Member.id, Member.username, Member.email, Member.is_admin, Member.created_at)
    assert sorted(asked.tuples()) == members


def test_no_parameter_of_an_address_is_more_than_a_value(home, figure):
    site, alice, entry, movie = home
    addresses = gets(site, entry, movie)
    names = crawled(alice, addresses)
    values = SPECIAL if in_a_night else SPECIAL[::4]
    for address, value in product(addresses, values):
        answer = alice.client.get(address.partition("?")[0], query_string=dict.fromkeys(names, value))
        # OEmbed has this status for a form of answer that there is none of.
        assert answer.status_code < 500 or answer.status_code == 501, f"{address} with {value[:20]!r}"
        answer.close()
    figure(f"{len(addresses)} routes, {len(values)} values for {len(names)} parameters", "0 crashes")


@pytest.mark.everywhere
def test_a_nul_which_no_database_takes_is_nowhere_more_than_a_wrong_word(site, figure):
    site, alice, entry, movie = furnished(site)
    addresses = [address.partition("?")[0] for address in gets(site, entry, movie)]
    names, mine = crawled(alice, addresses), token(alice)
    asked = [f"{address}?{'&'.join(f'{name}=a%00b' for name in names)}" for address in addresses]
    for pieces in (address.split("/") for address in addresses):
        odd = [f"{piece[:2]}%00{piece[2:]}" for piece in pieces]
        asked += ["/".join([*pieces[:place], odd[place], *pieces[place + 1 :]]) for place in range(1, len(pieces))]
    for address in asked:
        answer = alice.client.get(address)
        # OEmbed has this status for a form of answer that there is none of.
        assert answer.status_code < 500 or answer.status_code == 501, address
        answer.close()
    for address in posts(site, entry, movie):
        said = dict.fromkeys(names, "a\0b")
        answer = alice.client.post(address, data={**said, "title": "Heat", "year": "1995", "csrf_token": mine})
        assert answer.status_code < 500, address
    figure(f"{len(asked)} addresses, all forms", "0 crashes")


def test_whoever_writes_while_the_database_is_held_keeps_their_words(home, figure):
    site, alice, entry, movie = home
    mine, kept, busy = token(alice), 0, 0
    said = {"text": "An hour of words.", "title": "Heat", "year": "1995", "when": "unknown", "csrf_token": mine, "key": "1"}
    db.execute_sql("PRAGMA busy_timeout = 10")
    other = database.open_database(f"sqlite:///{db.obj.database}")
    other.connect()
    other.execute_sql("BEGIN IMMEDIATE")
    try:
        for address in posts(site, entry, movie):
            for partial in (False, True):
                answer = alice.post(address, said, partial)
                assert answer.status < 500 or answer.status == 503, address
                # A form that htmx sent stays where it is, with all that is in it.
                busy += answer.status == 503 and not partial
                kept += answer.status == 503 and not partial and "An hour of words." in answer.html
                assert answer.status != 503 or answer.headers["Retry-After"]
                assert answer.status != 503 or ("<!doctype" in answer.html) != partial, address
    finally:
        other.execute_sql("ROLLBACK")
        other.close()
    figure(f"{busy} answers of a database that is held", f"{kept} keep what was typed")
    assert kept == busy > 0


def without_tables():
    tables = [table for table in db.get_tables() if not table.startswith(VIRTUAL)]
    return [f'ALTER TABLE "{table}" RENAME TO "gone_{table}"' for table in tables]


def without_entries():
    return ["ALTER TABLE review RENAME TO gone_review"]


def with_nonsense():
    nonsense = ("UPDATE review SET watched = 'soon', tags = '{'", "UPDATE movie SET directors = '{'", "UPDATE log SET data = '{'")
    return ["PRAGMA ignore_check_constraints = 1", *nonsense]


@pytest.mark.parametrize("partial", [False, True])
@pytest.mark.parametrize("harm", [without_tables, without_entries, with_nonsense])
def test_a_broken_database_is_told_in_a_sentence_everywhere(home, harm, partial, figure):
    site, alice, entry, movie = home
    addresses, forms, mine = gets(site, entry, movie), posts(site, entry, movie), token(alice)
    # Nothing of ours is patched: the database itself is broken.
    for statement in harm():
        db.execute_sql(statement)
    answers = [alice.get(address, partial) for address in addresses]
    answers += [alice.post(address, {"text": "Words.", "csrf_token": mine}, partial) for address in forms]
    failed = [answer for answer in answers if answer.status >= 500]
    figure(f"{len(answers)} requests, {harm.__name__}", f"{len(failed)} failed, each in a sentence")
    assert failed
    for answer in failed:
        assert answer.status in (500, 503)
        assert any(words in answer.html for words in ("went wrong", "Back in a moment", '"ready":false'))
        for secret in ("Traceback", "no such table", "moviediary/", "SELECT"):
            assert secret not in answer.html
        # A frame on another site's page is never a fragment.
        assert not (partial and "<!doctype" in answer.html) or "To the front page" not in answer.html
