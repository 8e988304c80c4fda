"""What is done once before processes are forked."""

import sys

import pytest
from people import Site, config

from moviediary import database
from moviediary.warming import warm


def test_the_home_page_needs_nothing_new_after_warming(small_site):
    small_site.member("alice").log(text="*Again*")
    templates = small_site.app.jinja_env.cache
    templates.clear()
    warm(small_site.app)
    compiled, loaded = set(templates.keys()), set(sys.modules)
    assert small_site.browser().get("/").status == 200
    assert compiled
    assert (set(templates.keys()) - compiled, set(sys.modules) - loaded) == (set(), set())


def test_no_connection_is_left_for_processes_to_share(small_site):
    warm(small_site.app)
    assert database.db.is_closed()


@pytest.mark.parametrize("registration", [True, False])
def test_a_site_whose_database_is_away_starts_all_the_same(tmp_path, registration):
    away = config("postgresql://nobody@127.0.0.1:1/nothing", tmp_path, allow_registration=registration)
    warm(Site(away).app)
