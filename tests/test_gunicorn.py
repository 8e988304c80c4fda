"""The settings of the web server that are code."""

import gc
import runpy
from pathlib import Path

import pytest

from moviediary import database

SETTINGS = Path(database.__file__).parents[1] / "gunicorn.conf.py"


@pytest.fixture
def settings():
    try:
        yield runpy.run_path(str(SETTINGS))
    finally:
        gc.enable()


def test_a_process_that_answers_looks_for_garbage(settings):
    settings["post_fork"](None, None)
    assert gc.isenabled()
