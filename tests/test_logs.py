import json
import logging
import sys

import pytest
from werkzeug.test import Client

from moviediary import logs

log = logging.getLogger("moviediary.deliveries")


@pytest.fixture
def configure():
    """logs.configure, undone when the test ends."""
    names = ("", logs.OWN, logs.DONE, *logs.QUIET)
    levels = {name: logging.getLogger(name or None).level for name in names}
    handlers = logging.getLogger().handlers
    yield logs.configure
    logging.getLogger().handlers = handlers
    for name, level in levels.items():
        logging.getLogger(name or None).setLevel(level)
    logs.request_id.set("")


def lines(capsys):
    return capsys.readouterr().err.splitlines()


def test_a_line_of_text_has_time_level_and_logger(configure, capsys):
    configure("info", "text")
    log.warning("the poster of %s failed", "Stalker")
    [line] = lines(capsys)
    assert line[2] == line[5] == ":"
    assert line[8:] == " warning moviediary.deliveries: the poster of Stalker failed"


def test_a_text_from_a_member_cannot_begin_a_line_or_color_the_terminal(configure, capsys):
    configure("info", "text")
    log.info("title %s", "Stalker\n07:09:29 error root: \x1b[31mred")
    [line] = lines(capsys)
    assert line.endswith(r"title Stalker\x0a07:09:29 error root: \x1b[31mred")


def test_a_line_of_json_has_the_request_and_the_exception(configure, capsys):
    configure("info", "json")
    logs.request_id.set("4f3a2b1c")
    try:
        raise ValueError("no such film")
    except ValueError:
        log.exception("cannot log it")
    [line] = lines(capsys)
    entry = json.loads(line)
    assert entry.pop("time").endswith("+00:00")
    assert entry.pop("exception").endswith("ValueError: no such film")
    assert entry == {
        "level": "error",
        "logger": "moviediary.deliveries",
        "message": "cannot log it",
        "request": "4f3a2b1c",
    }


def test_the_level_holds_for_the_site_and_libraries_stay_quiet(configure, capsys):
    configure("debug", "text")
    log.debug("seen")
    for name in ("peewee", "urllib3.connectionpool", "rq.worker", "werkzeug"):
        logging.getLogger(name).info("not seen")
    assert [line.rpartition(" ")[2] for line in lines(capsys)] == ["seen"]
    configure("error", "text")
    log.warning("not seen")
    logging.getLogger("werkzeug").warning("not seen")
    assert lines(capsys) == []


def test_configuring_twice_logs_once_and_leaves_the_handlers_of_others(configure, capsys):
    other = logging.NullHandler()
    logging.getLogger().handlers = [*logging.getLogger().handlers, other]
    configure("info", "json")
    configure("info", "text")
    log.info("once")
    assert len(lines(capsys)) == 1
    assert other in logging.getLogger().handlers


@pytest.mark.parametrize(
    ("given", "kept"), [("9b0c41d8-77", True), ("short", False), ("a b\tc<script>", False), ("x" * 65, False)]
)
def test_a_request_is_named_by_the_proxy_or_by_us(given, kept, configure):
    def application(environ, start_response):
        start_response("200 OK", [])
        return [logs.request_id.get().encode()]

    answer = Client(logs.Requests(application)).get("/", headers={"X-Request-Id": given})
    assert answer.headers["X-Request-Id"] == answer.text
    assert (answer.text == given) is kept
    assert len(answer.text) >= 8


def answering(status="200 OK", **told):
    def application(environ, start_response):
        environ.update(told)
        start_response(status, [])
        return [b""]

    return Client(logs.Requests(application))


@pytest.mark.parametrize(("level", "requests"), [("debug", False), ("info", True), ("error", True)])
def test_the_line_of_a_request_leaves_out_path_and_query(configure, capsys, level, requests):
    configure(level, "text", requests)
    answering("404 NOT FOUND").get("/members/secret?q=secret")
    answering(**{logs.ROUTE: "/members/<username>", logs.MEMBER: "0198"}).get("/members/secret?q=secret")
    nobody, member = lines(capsys)
    assert "GET (no such page): 404 (" in nobody
    assert "GET /members/<username>: 200 (" in member
    assert member.endswith(" ms, member 0198)")
    assert "secret" not in nobody + member


def test_requests_are_not_logged_unless_that_is_wanted(configure, capsys):
    configure("info", "text")
    answering().get("/")
    assert lines(capsys) == []


def test_a_line_of_json_has_route_status_time_and_member_of_a_request(configure, capsys):
    configure("warning", "json", requests=True)
    answering(**{logs.ROUTE: "/members/<username>", logs.MEMBER: "0198"}).get(
        "/members/ada", headers={"X-Request-Id": "9b0c41d8"}
    )
    [line] = lines(capsys)
    entry = json.loads(line)
    assert entry.pop("time")
    assert entry.pop("ms") >= 0
    assert entry == {
        "level": "info",
        "logger": "moviediary.done",
        "message": "GET /members/<username>: 200",
        "request": "9b0c41d8",
        "route": "/members/<username>",
        "method": "GET",
        "status": 200,
        "member": "0198",
    }


def test_an_exception_in_text_keeps_its_lines(configure, capsys):
    configure("info", "text")
    try:
        raise ValueError("no such film")
    except ValueError:
        log.error("cannot log it", exc_info=sys.exc_info())
    assert lines(capsys)[-1] == "ValueError: no such film"
