"""What just fits is taken, and one more is refused, for each limit there is. The limits are read from the code."""

import gc
import warnings
from io import BytesIO
from typing import NamedTuple
from uuid import uuid4

import pytest
import time_machine
from people import PASSWORD, Site, config
from PIL import Image

from moviediary import clock, database
from moviediary.accounts import rules as accounts
from moviediary.comments import rules as comments
from moviediary.config import RATE_LIMITS
from moviediary.diary import rules as diary
from moviediary.exports import rules as exports
from moviediary.movies import picture_limits
from moviediary.movies import rules as movies
from moviediary.reports import rules as reports
from moviediary.sheets.limits import LARGEST_FILE
from moviediary.streams import rules as streams
from moviediary.web import FIELDS, FORM_BYTES, PARTS, UPLOAD_BYTES


class Case(NamedTuple):
    """A field of a form, what stands in it for a number, and how far that may go."""

    page: str
    action: str
    field: str
    written: object
    last: int


def letters(number):
    return "x" * number


def addressed(number):
    return f"{'x' * 60}@{'y' * (number - 65)}.org"


def several(number):
    return ", ".join(f"n{one}" for one in range(number))


FILM = "/reviews/new?by_hand=1", "/reviews"
PROFILE = "/settings/profile", "/settings/profile"
REGISTER = "/register", "/register"
HOOKS = "/settings/webhooks", "/settings/webhooks"
HOOK = "https://example.org/"
CASES = {
    "review": Case(*FILM, "text", letters, diary.TEXT_LENGTH),
    "tags": Case(*FILM, "tags", several, diary.TAGS),
    "tag": Case(*FILM, "tags", letters, diary.TAG_LENGTH),
    "title": Case(*FILM, "title", letters, movies.TITLE_LENGTH),
    "directors": Case(*FILM, "director", several, movies.DIRECTORS),
    "director": Case(*FILM, "director", letters, movies.NAME_LENGTH),
    "comment": Case("/reviews/{entry}", "/reviews/{entry}/comments", "text", letters, comments.TEXT_LENGTH),
    "reason": Case("/reports/new?kind=member&id=bob", "/reports", "reason", letters, reports.REASON_LENGTH),
    "name": Case(*PROFILE, "display_name", letters, accounts.SHOWN_LENGTH),
    "about": Case(*PROFILE, "about", letters, accounts.ABOUT_LENGTH),
    "username": Case(*REGISTER, "username", letters, accounts.LONGEST_NAME),
    "address": Case(*REGISTER, "email", addressed, accounts.ADDRESS_LENGTH),
    "password": Case(*REGISTER, "password", letters, max(accounts.PASSWORD_LENGTHS)),
    "webhook": Case(*HOOKS, "address", lambda number: HOOK + "x" * (number - len(HOOK)), streams.LONGEST),
    "exports kept": Case("/exports", "/exports/plan", "keep", str, exports.MOST_MONTHLY),
}
FILLED = {
    FILM[1]: {"title": "Stalker", "year": "1979"},
    REGISTER[1]: {"username": "carol", "email": "carol@example.org", "password": PASSWORD},
    HOOKS[1]: {"wants": ["diary"]},
    "/exports/plan": {"format": "zip"},
}
AT_LEAST = {
    "username": (accounts.SHORTEST_NAME, letters),
    "password": (min(accounts.PASSWORD_LENGTHS), lambda number: "Zebra fish 17 and more"[:number]),
}


@pytest.fixture
def limited_site(sqlite_url, tmp_path):
    """A site that counts as one does where nobody said otherwise."""
    yield Site(config(sqlite_url, tmp_path, rate_limits=RATE_LIMITS))
    database.disconnect()


def sent(browser, case, value, entry):
    page, action = (path.format(entry=entry) for path in (case.page, case.action))
    return browser.send(page, action, **{**FILLED.get(action, {}), case.field: value})


def furnished(site, name):
    """Who fills the form in, and an entry of alice's."""
    alice, bob = site.member("alice"), site.member("bob")
    entry = alice.log()
    return (site.browser() if CASES[name].page == "/register" else alice), entry, bob


@pytest.mark.parametrize("name", CASES)
def test_one_more_than_fits_in_a_field_is_refused(small_site, name, figure):
    browser, entry, _ = furnished(small_site, name)
    case = CASES[name]
    over = sent(browser, case, case.written(case.last + 1), entry)
    just = sent(browser, case, case.written(case.last), entry)
    figure(f"{name}: {case.last + 1} and {case.last}", f"answered {over.status} and {just.status}")
    assert (over.status, just.status) == (422, 303), (over.text[-600:], just.text[-600:])


@pytest.mark.parametrize("name", AT_LEAST)
def test_one_less_than_is_needed_is_refused(small_site, name):
    browser, entry, _ = furnished(small_site, name)
    least, written = AT_LEAST[name]
    answers = [sent(browser, CASES[name], written(number), entry).status for number in (least - 1, least)]
    assert answers == [422, 303]


def test_there_are_as_many_webhooks_as_there_can_be(small_site):
    alice = small_site.member("alice")
    answers = [alice.send(*HOOKS, address=f"{HOOK}{number}", wants=["diary"]).status for number in range(streams.MOST)]
    form = {**alice.get(HOOKS[0]).form("/logout"), "address": f"{HOOK}one-more", "wants": "diary"}
    assert (set(answers), alice.post(HOOKS[1], form).status) == ({303}, 422)


def body(size):
    """A form of so many bytes."""
    return b"text=" + b"x" * (size - 5)


def test_a_form_is_as_large_and_has_as_many_fields_as_it_may(small_site, figure):
    alice = small_site.member("alice")
    form = "application/x-www-form-urlencoded"
    statuses = {
        "bytes": [alice.client.post("/reviews", data=body(FORM_BYTES + more), content_type=form).status_code for more in (1, -1)],
        "fields": [
            alice.client.post("/reviews", data="&".join(["a=b"] * count), content_type=form).status_code
            for count in (FIELDS + 1, FIELDS)
        ],
        "parts": [
            alice.client.post("/reviews", data={f"a{number}": "b" for number in range(count)}, content_type="multipart/form-data")
            for count in (PARTS + 1, PARTS)
        ],
    }
    statuses["parts"] = [answer.status_code for answer in statuses["parts"]]
    figure(f"forms of {FORM_BYTES:,} bytes and {FIELDS} fields, and one more", f"{statuses}")
    assert all(over == 413 and just != 413 for over, just in statuses.values()), statuses


def uploaded(browser, page, action, data):
    form = browser.get(page).form(action)
    with warnings.catch_warnings():
        # What is refused in the middle leaves the file it was taken into to be closed by whoever tidies up: here, at once.
        warnings.simplefilter("ignore", ResourceWarning)
        status = browser.post(action, {**form, "file": (BytesIO(data), "x.png")}).status
        gc.collect()
    return status


def test_a_picture_is_as_large_as_it_may_be(small_site):
    alice = small_site.member("alice")
    movie = next(link for link in alice.get(f"/reviews/{alice.log()}").links() if link.startswith("/movies/"))
    out = BytesIO()
    Image.new("RGB", (300, 450), (200, 30, 30)).save(out, "PNG")
    page, action = f"{movie}/correction", f"{movie}/poster-file"
    most = picture_limits.MAX_BYTES
    sizes = (UPLOAD_BYTES + 1, most + 1, most)
    answers = [uploaded(alice, page, action, out.getvalue().ljust(size, b"\0")) for size in sizes]
    assert answers == [413, 422, 303]


def test_a_file_to_import_is_as_large_as_it_may_be(small_site):
    alice = small_site.member("alice")
    line = b"Date,Name,Year\n2020-01-01,Heat,1995\n"
    answers = [uploaded(alice, "/imports", "/imports", line.ljust(size, b"\n")) for size in (LARGEST_FILE + 1, LARGEST_FILE)]
    assert answers == [422, 303]


def registered(site, browser, number):
    return site.browser().send(*REGISTER, username=f"m{number}", email=f"m{number}@example.org", password=PASSWORD)


def exported(site, browser, number):
    return browser.send("/exports", "/exports", format="csv")


def brought(site, browser, number):
    form = browser.get("/imports").form("/imports")
    return browser.post("/imports", {**form, "file": (BytesIO(b"Date,Name\n"), f"{number}.csv")})


def reported(site, browser, number):
    return browser.send("/reports/new?kind=member&id=alice", "/reports", reason=f"Rude, {number} times.")


def followed(site, browser, number):
    return browser.send("/members/alice", f"/members/alice/follow{'/removal' * (number % 2)}")


def commented(site, browser, number):
    action = f"/reviews/{site.entry}/comments"
    if not number:
        # The page, which grows with each of them, is opened once.
        site.form = browser.get(f"/reviews/{site.entry}").form(action)
    return browser.post(action, {**site.form, "key": str(uuid4()), "text": f"Comment {number}."})


def called(site, browser, number):
    if not number:
        site.hook = browser.send(*HOOKS, address=HOOK, wants=["diary"]).location
    return browser.send(site.hook, f"{site.hook}/test")


OFTEN = {
    "REGISTER": registered,
    "EXPORT": exported,
    "IMPORT": brought,
    "REPORT": reported,
    "WEBHOOK": called,
    "WRITE": followed,
    "WRITE ": commented,
}


@pytest.mark.parametrize("name", OFTEN, ids=lambda name: OFTEN[name].__name__)
def test_what_can_be_done_so_often_cannot_be_done_once_more(limited_site, name, figure):
    site, limit = limited_site, RATE_LIMITS[name.strip()]
    most = int(limit.split()[0])
    with time_machine.travel(clock.now(), tick=False) as time:
        alice = site.member("alice")
        site.entry, bob = alice.log(), site.member("bob")
        time.shift(3601)
        answers = [OFTEN[name](site, bob, number).status for number in range(most)]
        over = OFTEN[name](site, bob, most)
    figure(f"{OFTEN[name].__name__} {limit}", f"refused {answers.count(429)} of {most}, then answered {over.status}")
    assert 429 not in answers
    assert over.status == 429
    assert "too often" in over.text
