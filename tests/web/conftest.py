"""A site on each database; alice owns, bob is another member, carol a stranger who is not signed in."""

import pytest
import redis
from mailserver import MailServer
from people import Site, config

from moviediary import database
from moviediary.queue import PERFORM, SafeQueue


@pytest.fixture
def site(database_url, tmp_path):
    yield Site(config(database_url, tmp_path))
    database.disconnect()


@pytest.fixture
def small_site(sqlite_url, tmp_path):
    """A site on SQLite, for what has nothing to do with the database."""
    yield Site(config(sqlite_url, tmp_path))
    database.disconnect()


@pytest.fixture
def post():
    """A mail server, which keeps what it is given."""
    with MailServer() as server:
        yield server


@pytest.fixture
def alice(site):
    """The first member, so the admin."""
    return site.member("alice")


@pytest.fixture
def bob(site, alice):
    return site.member("bob")


@pytest.fixture
def carol(site, alice):
    return site.browser()


@pytest.fixture
def tasks(redis_url):
    """Do the tasks that the worker is asked for, and answer what they were."""

    def do():
        with redis.from_url(redis_url) as connection:
            asked = [job for job in SafeQueue(connection=connection).get_jobs() if job.func_name == PERFORM]
            for job in asked:
                job.func(*job.args)
                job.delete()
        return [tuple(job.args) for job in asked]

    return do
