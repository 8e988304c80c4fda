"""The site as docs/deploy.md says, behind nginx and with the files of deploy/; only names of places differ."""

import configparser
import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

import pytest
import requests
from mailserver import CERTIFICATE
from people import PASSWORD
from processes import ROOT, Processes, Visitor
from servers import RedisServer, free_port, until
from starting import python

pytestmark = pytest.mark.real
DEPLOY = ROOT / "deploy"
NAME = "films.example.org"
SLOW = 60
TOP = """
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
{user}
events {{ worker_connections 512; }}
http {{
    access_log off;
    default_type application/octet-stream;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
}}
"""


class Behind(Processes):
    """The site on a socket, with nginx in front; `address` is that of nginx."""

    def __init__(self, folder, socket_folder, redis_url, **env):
        settings = {"BASE_URL": f"https://{NAME}", "TRUSTED_PROXIES": "1", **env}
        super().__init__(folder, redis_url, **settings)
        self.folder, self.socket = folder, socket_folder / "web.sock"
        self.plain, self.port = free_port(), free_port()
        self.address = f"https://127.0.0.1:{self.port}"
        self.nginx = None

    def start_web(self):
        self.web = python("-m", "gunicorn", "app:app", "--bind", f"unix:{self.socket}", env=self.env)
        until(self.answers, "the site answers through nginx")

    def start_nginx(self):
        user = "user root;" if os.getuid() == 0 else ""
        (self.folder / "nginx.conf").write_text(TOP.format(folder=self.folder, user=user))
        (self.folder / "site.conf").write_text(self._shipped())
        self.nginx = subprocess.Popen([nginx(), "-c", str(self.folder / "nginx.conf")], start_new_session=True)
        until(self._is_open, "nginx answers")

    def _shipped(self):
        text = (DEPLOY / "nginx.conf").read_text()
        others = {
            r"unix:/run/movie-diary/web.sock": f"unix:{self.socket}",
            r"/var/cache/nginx-movie-diary": f"{self.folder}/cache",
            r"/srv/movie-diary/": f"{ROOT}/",
            r"listen 80;": f"listen 127.0.0.1:{self.plain};",
            r"listen 443 ": f"listen 127.0.0.1:{self.port} ",
            r"listen \[::\].*;": "",
            rf"/etc/letsencrypt/live/{NAME}/\w+.pem": str(CERTIFICATE),
        }
        for shipped, other in others.items():
            text, count = re.subn(shipped, other, text)
            assert count, f"{shipped} is not in the shipped configuration"
        return text

    def _is_open(self):
        with socket.socket() as connection:
            return connection.connect_ex(("127.0.0.1", self.port)) == 0

    def answers(self):
        return self.get("/healthz").ok

    def get(self, path, **headers):
        return requests.get(
            self.address + path, headers={"Host": NAME, **headers}, verify=str(CERTIFICATE), timeout=20, allow_redirects=False
        )

    def visitor(self):
        visitor = Visitor(self.address)
        # Or a list of authorities that the environment names would come before.
        visitor.session.trust_env, visitor.session.verify = False, str(CERTIFICATE)
        visitor.session.headers.update({"Host": NAME, "Referer": f"https://{NAME}/"})
        return visitor

    def stop(self):
        super().stop()
        if self.nginx is not None:
            self.kill(self.nginx)


def nginx():
    # Debian keeps it where only root's PATH leads.
    found = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if found is None:
        pytest.skip("no nginx here: install nginx")
    return found


@pytest.fixture(scope="module")
def behind(tmp_path_factory, sqlite_template, redis_server):
    folder = tmp_path_factory.mktemp("deployed")
    shutil.copy(sqlite_template, folder / "diary.db")
    with tempfile.TemporaryDirectory(prefix="diary-web-") as socket_folder:
        site = Behind(folder, Path(socket_folder), redis_server.patient_url)
        try:
            site.start_nginx()
            site.start_web()
            yield site
        finally:
            site.stop()


@pytest.fixture(scope="module")
def alice(behind):
    visitor = behind.visitor()
    visitor.register("alice")
    return visitor


def test_plain_http_leads_to_https(behind):
    for host in (NAME, "evil.example"):
        answer = requests.get(
            f"http://127.0.0.1:{behind.plain}/about?x=1", headers={"Host": host}, timeout=10, allow_redirects=False
        )
        assert (answer.status_code, answer.headers["Location"]) == (301, f"https://{NAME}/about?x=1")


def test_people_sign_in_over_https(behind, alice):
    alice.send("/", "/logout")
    signed_in = alice.send("/login", "/login", identifier="alice", password=PASSWORD)
    assert signed_in.status == 303
    cookie = signed_in.headers["Set-Cookie"]
    assert cookie.startswith("__Host-diary=")
    assert "Secure" in cookie
    page = alice.get("/settings/profile")
    assert page.status == 200
    assert page.headers["Strict-Transport-Security"]
    assert "nginx/" not in page.headers["Server"]


def test_pages_and_style_sheets_are_compressed(behind):
    for path in ("/login", "/static/css/base.css", "/static/js/diary.js"):
        answer = behind.get(path)
        if answer.status_code == 200:
            assert answer.headers["Content-Encoding"] == "gzip", path
            assert "Accept-Encoding" in answer.headers["Vary"]
    assert "Content-Encoding" not in behind.get("/login", **{"Accept-Encoding": "identity"}).headers
    assert behind.get("/static/css/base.css").status_code == 200


def test_the_headers_of_the_site_reach_the_visitor(behind):
    for path in ("/login", "/static/css/base.css", "/nothing"):
        answer = behind.get(path)
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Request-Id"]


def test_the_site_knows_where_a_request_came_from_and_no_visitor_can_say_otherwise(behind):
    # It is told only to this machine and its network.
    assert behind.get("/readyz").status_code == 200
    assert behind.get("/readyz", **{"X-Forwarded-For": "192.0.43.8", "X-Real-IP": "192.0.43.8"}).status_code == 200
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(str(behind.socket))
        head = f"GET /readyz HTTP/1.1\r\nHost: {NAME}\r\nX-Forwarded-For: 192.0.43.8\r\nConnection: close\r\n\r\n"
        connection.sendall(head.encode())
        assert connection.recv(100).startswith(b"HTTP/1.1 404")


def test_a_file_of_sixty_megabytes_can_be_brought_but_nothing_as_large_elsewhere(behind, alice):
    line = b"2026-01-02,Film,1999,https://boxd.it/abc,4\n"
    file = b"Date,Name,Year,Letterboxd URI,Rating\n" + line * (60_000_000 // len(line))
    form = alice.get("/imports").form("/imports")
    sent = alice.session.post(
        f"{behind.address}/imports", data=form, files={"file": ("ratings.csv", file)}, timeout=60, allow_redirects=False
    )
    assert sent.status_code == 303, sent.text
    assert "/imports/" in sent.headers["Location"]
    refused = alice.session.post(f"{behind.address}/reviews", data=file[:11_000_000], timeout=60)
    assert refused.status_code == 413


def test_slow_visitors_do_not_hold_up_others(behind):
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    head = f"POST /login HTTP/1.1\r\nHost: {NAME}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n"
    with ExitStack() as slow:
        for number in range(SLOW):
            connection = slow.enter_context(socket.create_connection(("127.0.0.1", behind.port), 10))
            connection = slow.enter_context(context.wrap_socket(connection))
            # Some do not come to the end of their headers, others not to that of their form.
            connection.sendall((head if number % 2 else f"{head}\r\nidentifier=a").encode())
        assert [behind.get("/login").status_code for _ in range(20)] == [200] * 20


def test_while_the_site_is_away_a_page_says_so_and_what_is_kept_is_still_there(behind, alice):
    address = re.search(r"/static/css/base\.css\?v=\w+", alice.get("/").html)[0]
    assert behind.get(address).status_code == 200
    behind.kill(behind.web)
    try:
        away = behind.get("/")
        assert (away.status_code, away.headers["Retry-After"]) == (503, "10")
        assert away.headers["Cache-Control"] == "no-store"
        assert "Back in a moment" in away.text
        assert "nginx" not in away.text
        assert behind.get(address).status_code == 200
        assert alice.session.post(f"{behind.address}/reviews", data={}, timeout=10).status_code == 503
    finally:
        behind.start_web()
    assert alice.get("/settings/profile").status == 200


def unit(name):
    found = configparser.RawConfigParser(strict=False)
    found.optionxform = str
    found.read(DEPLOY / name)
    return found


def test_the_units_start_what_the_procfile_starts_and_may_write_only_their_own_folder():
    procfile = dict(line.split(": ", 1) for line in (ROOT / "Procfile").read_text().splitlines())
    for name in ("web", "worker"):
        service = unit(f"movie-diary-{name}.service")["Service"]
        command = service["ExecStart"].removeprefix("/srv/movie-diary/.venv/bin/")
        assert procfile[name].startswith(command)
        assert (service["ProtectSystem"], service["StateDirectory"]) == ("strict", "movie-diary")
        # Of the site's own user only, or the doctor complains of what was shipped.
        assert (service["StateDirectoryMode"], service["UMask"]) == ("0700", "0077")
        # The web service makes no backups. Without the folder the worker starts all the same.
        assert service.get("ReadWritePaths") == {"web": None, "worker": "-/backups"}[name]
        # The processes need up to ten seconds to end what they are at.
        assert int(service["TimeoutStopSec"]) > 10
        assert service["Restart"] == "always"
        # A database that is away for an hour is no reason to stay away for good.
        assert unit(f"movie-diary-{name}.service")["Unit"]["StartLimitIntervalSec"] == "0"


def test_a_command_in_a_shell_has_the_settings_the_user_and_the_folder_of_the_site_from_wherever_it_is_asked(tmp_path):
    written = tmp_path / "systemd-run"
    written.write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n')
    written.chmod(0o755)
    line = [DEPLOY / "diary", "backup", "/backups/of a day.zip"]
    asked = subprocess.run(line, cwd=tmp_path, env={"PATH": f"{tmp_path}:{os.environ['PATH']}"}, capture_output=True, text=True)
    arguments = asked.stdout.splitlines()
    service = unit("movie-diary-web.service")["Service"]
    assert f"--uid={service['User']}" in arguments
    for name in ("WorkingDirectory", "EnvironmentFile", "StateDirectory", "StateDirectoryMode", "UMask"):
        assert f"--property={name}={service[name]}" in arguments
    python = service["ExecStart"].split()[0]
    assert arguments[-5:] == [python, "-m", "moviediary", "backup", "/backups/of a day.zip"]


def test_the_step_of_the_settings_can_be_gone_through_anew_and_changes_only_the_password_of_redis(tmp_path):
    settings = tmp_path / "movie-diary.env"
    step = re.search(r"## 5\. Settings\n\n((?: {4}.*\n)+)", (ROOT / "docs" / "deploy.md").read_text())[1]
    step = step.replace("/etc/movie-diary.env", str(settings)).replace("/usr/local/sbin/", f"{tmp_path}/")
    step = step.replace("cd /srv/movie-diary", f"cd {ROOT}")

    def gone_through(password):
        subprocess.run(["sh", "-c", f"password={password}\n{step}"], capture_output=True)
        return dict(re.findall(r"^(\w+)=(.*)$", settings.read_text(), re.MULTILINE))

    first = gone_through("first")
    assert all(first.values()), first
    assert first["REDIS_URL"].endswith("?password=first")
    assert settings.stat().st_mode & 0o777 == 0o600
    assert gone_through("second") == {**first, "REDIS_URL": first["REDIS_URL"].replace("first", "second")}
    # In another shell nobody knows the password of the last time.
    assert gone_through("")["REDIS_URL"].endswith("?password=second")


def test_nginx_can_make_the_folder_it_keeps_things_in():
    # It makes the last folder of the path only, and Debian has no /var/cache/nginx.
    path = re.search(r"proxy_cache_path (\S+)", (DEPLOY / "nginx.conf").read_text())[1]
    assert str(Path(path).parent) == "/var/cache"


def test_systemd_understands_the_units(tmp_path):
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        # It comes with systemd, which containers do without; what matters most was looked at above.
        return
    for path in DEPLOY.glob("movie-diary-*.s*"):
        text = path.read_text().replace("/srv/movie-diary/.venv/bin/python", sys.executable)
        (tmp_path / path.name).write_text(text)
    units = [str(tmp_path / name) for name in ("movie-diary-web.socket", "movie-diary-web.service", "movie-diary-worker.service")]
    env = {**os.environ, "SYSTEMD_UNIT_PATH": f"{tmp_path}:"}
    told = subprocess.run([analyze, "verify", "--man=no", *units], capture_output=True, text=True, env=env)
    complaints = [line for line in told.stderr.splitlines() if "movie-diary" in line]
    assert complaints == []


def test_the_rights_shipped_for_redis_are_enough_and_no_more(tmp_path, sqlite_url):
    with tempfile.TemporaryDirectory(prefix="diary-redis-") as folder:
        server = RedisServer(Path(folder))
        server.start()
        site = Processes(tmp_path, f"unix://movie-diary@{server.socket}?password=PASSWORD", LOG_LEVEL="info")
        try:
            with server.client() as client:
                for line in (DEPLOY / "redis.acl").read_text().splitlines()[::-1]:
                    client.execute_command("ACL", "SETUSER", *line.split()[1:])
            site.start_web()
            alice = Visitor(site.address)
            alice.register("alice")
            log = tmp_path / "worker.log"
            with open(log, "wb") as output:
                site.worker = python("worker.py", env={**site.env, "PYTHONPATH": str(ROOT)}, stderr=output.fileno())
            until(lambda: "1 listening" in requests.get(f"{site.address}/readyz", timeout=10).text, "the worker listens")
            alice.send("/reviews/new?by_hand=1", "/reviews", title="Stalker", year="1979")
            until(lambda: '"deliveries":"none is waiting"' in ready(site), "it is delivered")
            assert "NOPERM" not in log.read_text()
            # RQ looks for its own address, and goes on without it, but says so at each start.
            assert "not supported" not in log.read_text()
            assert "NOPERM" not in ready(site)
        finally:
            site.stop()
            server.kill()


def ready(site):
    return requests.get(f"{site.address}/readyz", timeout=10).text.replace(": ", ":")
