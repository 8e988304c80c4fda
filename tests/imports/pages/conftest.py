"""A site whose pages of imports are visited; alice brings files, bob is another member."""

import pytest
from people import Site, config

from moviediary import database


@pytest.fixture
def site(database_url, tmp_path):
    yield Site(config(database_url, tmp_path))
    database.disconnect()


@pytest.fixture
def alice(site):
    return site.member("alice")


@pytest.fixture
def bob(site, alice):
    return site.member("bob")
