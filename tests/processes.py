"""The site as its own processes: gunicorn and the worker, with a database and a Redis that outlive them."""

import os
import signal
import subprocess
import time
from pathlib import Path

import requests
from people import PASSWORD, Page
from servers import free_port, until
from starting import ROOT, Started, done, python


class Processes:
    def __init__(self, folder: Path, redis_url: str, **env):
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.env = {
            "PATH": os.environ["PATH"],
            "DATABASE_URL": f"sqlite:///{folder / 'diary.db'}",
            "STORAGE_URL": f"file://{folder / 'files'}",
            "REDIS_URL": redis_url,
            "SECRET_KEY": "tests only",
            "ALLOW_REGISTRATION": "true",
            "LOG_LEVEL": "error",
            "METADATA_PROVIDERS": "none",
            **{f"RATE_LIMIT_{name}": "100000 per minute" for name in ("SIGN_IN", "REGISTER", "WRITE", "SEARCH")},
            **env,
        }
        self.web = self.worker = None
        self.application = "app:app"
        self.worker_file = ROOT / "worker.py"
        # Where what the processes tell is wanted.
        self.log: Path | None = None

    def command(self, *arguments: str, typed: str = "") -> subprocess.CompletedProcess:
        """Run `python -m moviediary` to its end."""
        return done("-m", "moviediary", *arguments, env=self.env, typed=typed)

    def start_web(self) -> None:
        self.web = self._started("-m", "gunicorn", self.application, "--bind", f"127.0.0.1:{self.port}", env=self.env)
        until(self.answers, "the site answers")

    def start_worker(self) -> None:
        self.worker = self._started(self.worker_file, env={**self.env, "PYTHONPATH": str(ROOT)})

    def _started(self, *arguments, env):
        if self.log is None:
            return python(*arguments, env=env)
        with open(self.log, "ab") as log:
            return python(*arguments, env=env, stdout=log.fileno(), stderr=log.fileno())

    def answers(self) -> bool:
        try:
            return requests.get(f"{self.address}/healthz", timeout=10).ok
        except requests.RequestException:
            return False

    def kill(self, process: "subprocess.Popen | Started") -> None:
        """kill -9 of a process with all it started."""
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def stop(self) -> None:
        for process in (self.web, self.worker):
            if process is not None and process.poll() is None:
                self.kill(process)


class Visitor:
    """Somebody with a browser that asks again when nobody answers, as people do."""

    def __init__(self, address: str):
        self.address = address
        self.session = requests.Session()

    def get(self, path: str) -> Page:
        return self._page(lambda: self.session.get(self.address + path, timeout=10))

    def send(self, page: str, action: str, **values: str) -> Page:
        filled = {**self.get(page).form(action), **values}
        return self.post(action, filled)

    def post(self, action: str, data: dict[str, str]) -> Page:
        return self._page(lambda: self.session.post(self.address + action, data=data, timeout=10, allow_redirects=False))

    def register(self, name: str) -> None:
        made = self.send("/register", "/register", username=name, email=f"{name}@example.org", password=PASSWORD)
        assert made.status == 303, made.text

    def _page(self, ask) -> Page:
        deadline = time.monotonic() + 60
        while True:
            try:
                answer = ask()
            except requests.RequestException:
                answer = None
            if answer is not None and answer.status_code < 500:
                return Page(_Answer(answer))
            assert time.monotonic() < deadline, "the site does not come back"
            time.sleep(0.05)


class _Answer:
    """An answer of requests in the shape of Flask's, for `Page`."""

    def __init__(self, answer: requests.Response):
        self.status_code, self.headers, self._text = answer.status_code, answer.headers, answer.text

    def get_data(self, as_text: bool) -> str:
        return self._text

    def close(self) -> None:
        pass


def children(pid: int) -> list[int]:
    """The processes that this one started and that are there."""
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []
