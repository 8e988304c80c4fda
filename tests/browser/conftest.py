"""A real Chromium on the real site: gunicorn, the worker, a Redis and film databases that answer."""

import os
import shutil
import tempfile
from pathlib import Path
from uuid import uuid4

import pytest
from contexts import Contexts
from hands import register
from playwright.sync_api import expect
from processes import Processes
from provider_stub import ProviderStub
from servers import RedisServer
from tries import STUCK

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update"]
# Each page would have a process made for it, and one more for the next.
FEW = ["--renderer-process-limit=1", "--process-per-site"]
# Nobody waits that long where all is well; five seconds, which is usual, are few on a busy machine.
expect.set_options(timeout=STUCK * 1_000)


@pytest.fixture(scope="session")
def browser_type_launch_args():
    if CHROMIUM is None:
        pytest.skip("no Chromium here: install chromium")
    # Chromium's sandbox refuses to work for root, as which containers run.
    return {"executable_path": CHROMIUM, "args": [*QUIET, *FEW, *(["--no-sandbox"] if os.getuid() == 0 else [])]}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    # Each context would install one anew; tests/browser/test_offline.py, which is about it, lets it.
    return {**browser_context_args, "service_workers": "block"}


@pytest.fixture(scope="session")
def film_databases():
    with ProviderStub() as stub:
        yield stub


@pytest.fixture(scope="session")
def own_redis():
    """A Redis of the site's own: its worker would take the jobs of other tests."""
    with tempfile.TemporaryDirectory(prefix="diary-redis-") as folder:
        server = RedisServer(Path(folder))
        server.start()
        yield server
        server.kill()


@pytest.fixture(scope="session")
def home(tmp_path_factory, own_redis, film_databases):
    """The site, for all browser tests of this test process."""
    site = Processes(tmp_path_factory.mktemp("site"), own_redis.patient_url, **film_databases.settings)
    migrated = site.command("migrate")
    assert migrated.returncode == 0, migrated.stderr
    site.start_web()
    site.start_worker()
    yield site
    site.stop()


@pytest.fixture(scope="session")
def base_url(home):
    return home.address


@pytest.fixture(scope="session")
def contexts(browser, base_url):
    return Contexts(browser, base_url)


@pytest.fixture
def complaints():
    """What the browser complained of: errors, refused styles and scripts."""
    return []


@pytest.fixture
def context(contexts, browser_context_args, complaints):
    with contexts.taken(browser_context_args, complaints) as context:
        yield context


@pytest.fixture
def member(page, complaints):
    """A new member, signed in; gives the name."""
    name = f"m{uuid4().hex[:12]}"
    register(page, name)
    yield name
    assert complaints == []
