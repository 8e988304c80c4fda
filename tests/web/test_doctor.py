"""The doctor: what it says of a site that is well, and of each thing that can be wrong."""

import json
import os
import re
from collections import namedtuple
from dataclasses import replace
from datetime import timedelta
from importlib import metadata

import cysqlite
import pytest
import time_machine
from mailserver import MailServer
from people import Site, config
from servers import NatsServer, RedisServer, free_port
from starting import done

from moviediary import clock, database, mail_settings, schedule
from moviediary.config import ROOT
from moviediary.deliveries import Delivery
from moviediary.upkeep import beyond, doctor, here, models
from moviediary.upkeep.findings import BAD, OK, WARN

LONG = "a secret of more than thirty-two characters"


@pytest.fixture
def settings(database_url, tmp_path):
    tmp_path.chmod(0o700)
    return config(database_url, tmp_path, secret_key=LONG, base_url="")


@pytest.fixture
def site(settings):
    yield Site(settings)
    database.disconnect()


def found(settings, about, checks=(*here.CHECKS, *beyond.CHECKS)):
    """What is said about something: the states, and all the words."""
    some = [finding for check in checks for finding in check(settings) if finding.about == about]
    return [finding.state for finding in some], " ".join(f"{finding.said}. {finding.todo}" for finding in some)


def test_a_site_that_is_well_is_found_so(site, settings, redis_url):
    models.note(models.BY_HAND, clock.now(), size=1)
    schedule.note("sweep")
    findings = list(doctor.examined(replace(settings, redis_url=redis_url)))
    assert [finding for finding in findings if finding.state != OK] == []
    assert len(findings) > 12


def test_every_finding_that_is_not_well_says_what_to_do(site, settings):
    findings = list(doctor.examined(replace(settings, secret_key="short", redis_url="redis://other.example")))
    assert all(finding.todo.endswith((".", " ago")) or finding.state == OK for finding in findings)


@pytest.mark.parametrize(
    ("url", "state"),
    [
        ("redis://bus.example:6379", BAD),
        ("redis://10.0.0.7", BAD),
        ("rediss://bus.example", BAD),
        ("redis://:word@bus.example", WARN),
        ("rediss://:word@bus.example", OK),
        ("redis://bus.example?password=word", WARN),
        ("redis://localhost:6379", OK),
        ("redis://127.0.0.1", OK),
        ("redis://[::1]:6379", OK),
        ("unix:///run/redis.sock", OK),
    ],
)
def test_a_redis_elsewhere_without_a_password_is_red(small_settings, url, state):
    states, said = found(replace(small_settings, redis_url=url), "Redis address", here.CHECKS)
    assert states == [state]
    assert ":word@" not in said


@pytest.fixture
def small_settings(tmp_path):
    return config(f"sqlite:///{tmp_path / 'diary.db'}", tmp_path, secret_key=LONG)


def test_a_redis_of_this_machine_that_lets_everybody_in_is_red(small_settings, tmp_path):
    port = free_port()
    server = RedisServer(tmp_path)
    server.start()
    with server.client() as client:
        client.config_set("bind", "0.0.0.0")  # noqa: S104
        client.config_set("port", port)
        client.config_set("protected-mode", "no")
        open_to_all = found(replace(small_settings, redis_url=f"redis://127.0.0.1:{port}"), "Redis", [beyond.queue])
        client.config_set("protected-mode", "yes")
        closed = found(replace(small_settings, redis_url=f"redis://127.0.0.1:{port}"), "Redis", [beyond.queue])
        client.config_set("requirepass", "word")
        refused = found(replace(small_settings, redis_url=f"redis://:other@127.0.0.1:{port}"), "Redis", [beyond.queue])
    server.kill()
    assert open_to_all[0] == [OK, BAD]
    assert closed[0] == [OK]
    assert refused[0] == [BAD]
    assert "refuses the password" in refused[1]


@pytest.mark.parametrize(
    ("changes", "state", "says"),
    [
        ({"base_url": "https://d.example", "trusted_proxies": 0}, WARN, "TRUSTED_PROXIES"),
        ({"base_url": "https://d.example", "trusted_proxies": 1, "secure_cookies": False}, BAD, "SECURE_COOKIES"),
        ({"base_url": "https://d.example", "trusted_proxies": 1, "secure_cookies": True}, OK, "https://d.example"),
        ({"base_url": "", "host": "0.0.0.0"}, WARN, "BASE_URL"),  # noqa: S104
        ({"base_url": ""}, OK, "only this machine"),
    ],
)
def test_settings_that_do_not_go_together_are_told(small_settings, changes, state, says):
    states, said = found(replace(small_settings, **changes), "address", [here.settings])
    assert (states, says in said) == ([state], True)


@pytest.mark.parametrize(("found_version", "state"), [((3, 40, 1), BAD), ((3, 52, 0), BAD), ((3, 51, 3), OK), ((3, 54, 0), OK)])
def test_an_sqlite_that_can_destroy_a_database_is_red(small_settings, monkeypatch, found_version, state):
    monkeypatch.setattr(cysqlite, "sqlite_version_info", found_version)
    assert found(small_settings, "SQLite", [here.versions])[0] == [state]


def test_the_libraries_that_are_installed_have_no_known_holes(small_settings):
    assert found(small_settings, "libraries", [here.versions])[0] == [OK]


@pytest.mark.parametrize("name", here.FLOORS)
def test_a_library_below_its_floor_is_red(small_settings, monkeypatch, name):
    real = metadata.version
    monkeypatch.setattr(metadata, "version", lambda asked: "0.0.9rc1" if asked == name else real(asked))
    states, said = found(small_settings, "libraries", [here.versions])
    assert (states, f"{name} 0.0.9rc1, below {here.FLOORS[name]}" in said) == ([BAD], True)


def test_the_floors_are_no_higher_than_what_the_project_asks_for():
    asked = dict(re.findall(r'"([a-z-]+)>=([\d.]+)', (ROOT / "pyproject.toml").read_text()))
    for name, floor in here.FLOORS.items():
        assert name not in asked or here._parts(asked[name]) >= here._parts(floor)


def test_a_database_that_others_can_read_is_told_unless_a_folder_keeps_them_out(small_settings, tmp_path):
    path = tmp_path / "diary.db"
    path.touch(0o644)
    for folder in (tmp_path, *tmp_path.parents):
        if folder.stat().st_uid == os.getuid() and str(folder).count("/") > 2:
            folder.chmod(0o755)
    assert f"can read {path}" in found(small_settings, "permissions", [here.permissions])[1]
    tmp_path.chmod(0o700)
    assert found(small_settings, "permissions", [here.permissions])[0] == [OK]


def test_a_folder_for_backups_that_is_not_there_is_red(small_settings, tmp_path):
    states, said = found(replace(small_settings, backup_folder=str(tmp_path / "none")), "disk", [here.disk])
    assert (states[-1], "no folder" in said) == (BAD, True)


@pytest.mark.parametrize(("free", "state"), [(15_000_000, BAD), (500_000_000, WARN), (5_000_000_000, OK)])
def test_a_disk_that_is_nearly_full_is_told(small_settings, monkeypatch, free, state):
    disk = namedtuple("statvfs", "f_bavail f_frsize f_blocks")
    monkeypatch.setattr(os, "statvfs", lambda path: disk(free // 4096, 4096, 10_000_000))
    assert set(found(small_settings, "disk", [here.disk])[0]) == {state}


def test_a_clock_that_is_wrong_is_told(site, settings):
    with time_machine.travel("2019-05-01T00:00:00+00:00", tick=False):
        assert found(settings, "clock", [here.clock_and_files])[0] == [BAD]
    with time_machine.travel(clock.now() + timedelta(hours=1), tick=False):
        assert found(settings, "clock", [here.clock_and_files])[0] == [WARN]
    site.member("alice").log()
    with time_machine.travel(clock.now() - timedelta(hours=1), tick=False):
        assert found(settings, "clock", [beyond.tables])[0] == [BAD]


@pytest.mark.everywhere
def test_a_schema_that_is_older_or_newer_is_red(site, settings):
    for change, says in (
        ("UPDATE schema_migration SET name = '9999_future' WHERE name = '0017_upkeep'", "newer release: 9999_future"),
        ("DELETE FROM schema_migration WHERE name = '0017_upkeep'", "1 migration has not run"),
    ):
        with database.connected(), database.db.atomic() as changed:
            database.db.execute_sql(change)
            assert says in found(settings, "schema", [beyond.tables])[1]
            changed.rollback()


@pytest.mark.everywhere
def test_a_worker_that_is_gone_and_work_that_waits_are_told(site, settings):
    assert found(settings, "worker", [beyond.tables])[0] == [WARN]
    schedule.note("sweep")
    site.member("alice").log()
    with database.connected():
        Delivery.update(next_at=clock.now() - timedelta(minutes=3)).execute()
        Delivery.update(failed_at=clock.now()).where(Delivery.handler == "enrich").execute()
    assert found(settings, "worker", [beyond.tables])[0] == [OK]
    assert found(settings, "deliveries", [beyond.tables])[0] == [WARN]
    assert "1 deliveries" in found(settings, "given up", [beyond.tables])[1]
    with time_machine.travel(clock.now() + timedelta(minutes=5), tick=False):
        assert found(settings, "worker", [beyond.tables])[0] == [BAD]


def test_backups_that_fail_or_are_old_are_told(site, settings):
    assert "none was ever made" in found(settings, "backup", [beyond.tables])[1]
    models.note(models.BY_HAND, clock.now(), size=1_500_000)
    assert found(settings, "backup", [beyond.tables])[0] == [OK]
    with time_machine.travel(clock.now() + timedelta(days=3), tick=False):
        assert found(settings, "backup", [beyond.tables])[0] == [WARN]


def test_a_store_that_takes_nothing_is_red(small_settings, tmp_path):
    Site(small_settings)
    assert found(small_settings, "files", [beyond.store])[0] == [OK]
    assert list((tmp_path / "files").iterdir()) == []
    (tmp_path / "files").rmdir()
    (tmp_path / "files").write_text("no folder")
    assert found(small_settings, "files", [beyond.store])[0] == [BAD]


def test_mail_and_nats_are_looked_for_where_they_are_set(small_settings, tmp_path):
    nats = NatsServer(tmp_path)
    with MailServer() as post:
        server = mail_settings.server({"SMTP_URL": post.url, "MAIL_FROM": "d@example.org"}, "https://d.example")
        both = replace(small_settings, mail_server=server, nats_url=f"nats://me:canary@127.0.0.1:{nats.port}")
        assert found(both, "mail", [beyond.mail])[0] == [OK]
        states, said = found(both, "NATS", [beyond.nats])
        assert states == [WARN]
        nats.start()
        assert found(both, "NATS", [beyond.nats])[0] == [OK]
    nats.kill()
    assert "canary" not in said
    assert found(both, "mail", [beyond.mail])[0] == [WARN]
    assert found(small_settings, "mail", [beyond.mail]) == ([], "")


def test_a_database_that_is_away_is_red(tmp_path):
    away = config("postgresql://nobody@127.0.0.1:1/none", tmp_path, secret_key=LONG)
    Site(away)
    assert found(away, "database", [beyond.tables])[0] == [BAD]


def test_a_start_says_only_what_is_wrong(small_settings, caplog):
    doctor.glance(small_settings)
    assert [record for record in caplog.records if record.name.startswith("moviediary.upkeep")] == []
    doctor.glance(replace(small_settings, redis_url="redis://bus.example"))
    (said,) = [record for record in caplog.records if record.name.startswith("moviediary.upkeep")]
    assert said.levelname == "ERROR"
    assert "bus.example is asked without a password" in said.getMessage()


@pytest.mark.parametrize(("redis", "code"), [("unix:///none.sock", 0), ("redis://bus.invalid", 1)])
def test_the_exit_code_tells_programs_and_json_tells_them_more(tmp_path, redis, code):
    env = {"PATH": os.environ["PATH"], "DATABASE_URL": f"sqlite:///{tmp_path / 'd.db'}", "SECRET_KEY": LONG, "REDIS_URL": redis}
    env |= {"STORAGE_URL": f"file://{tmp_path / 'files'}", "METADATA_PROVIDERS": "none"}
    assert done("-m", "moviediary", "migrate", env=env).returncode == 0
    asked = done("-m", "moviediary", "doctor", "--json", env=env)
    assert asked.returncode == code, asked.stdout + asked.stderr
    assert {"about": "schema", "state": "ok", "said": "up to date", "todo": ""} in json.loads(asked.stdout)
