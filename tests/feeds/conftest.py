"""A site with alice, a member, and its database open."""

from contextlib import contextmanager

import pytest
from people import Site, config

from moviediary import database


@contextmanager
def opened(url, folder):
    site = Site(config(url, folder))
    site.member("alice")
    with database.connected():
        yield site
    database.disconnect()


@pytest.fixture
def site(database_url, tmp_path):
    with opened(database_url, tmp_path) as site:
        yield site


@pytest.fixture
def small_site(sqlite_url, tmp_path):
    """On SQLite, for what has nothing to do with the database, or with this one."""
    with opened(sqlite_url, tmp_path) as site:
        yield site
