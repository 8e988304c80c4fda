"""A member with files to bring."""

import shutil
from contextlib import contextmanager

import pytest
from people import Site, config

from moviediary import database, ids, work
from moviediary.accounts.models import Member
from moviediary.imports import actions, queries, upload_actions
from moviediary.imports.commands import Take
from moviediary.imports.models import Import
from moviediary.tables import get


class Alice:
    """A member who imports; what the worker would do is done at once."""

    def __init__(self, browser):
        self.browser = browser
        with database.connected():
            self.member = Member.get(Member.username == browser.name)

    def bring(self, file, name="letterboxd-alice.zip", source="") -> Import:
        """Have a file read, up to its preview."""
        return self._worked(upload_actions.upload(self.member, name, file, source))

    def run(self, batch, **take) -> Import:
        """Import what a preview shows."""
        actions.run(self.member, ids.short(batch.id), Take(**{"audience": "everyone", **take}))
        return self._worked(batch)

    def imports(self, file, name="letterboxd-alice.zip", **take) -> Import:
        return self.run(self.bring(file, name), **take)

    def takes_back(self, batch, changed_too=False) -> Import:
        actions.take_back(self.member, ids.short(batch.id), changed_too)
        return self._worked(batch)

    def forgets(self, batch) -> None:
        actions.forget(self.member, ids.short(batch.id))
        while work.do(batch.id, 60):
            pass

    def goes_on(self, batch) -> Import:
        """Let the worker do what has become possible."""
        return self._worked(batch)

    def outcomes(self, batch) -> dict[str, int]:
        return {name: count for name, count in queries.counted(batch).outcomes.items() if count}

    def _worked(self, batch) -> Import:
        while work.do(batch.id, 60):
            pass
        return get(Import, batch.id)


@pytest.fixture
def site(site_database, tmp_path):
    return Site(config(site_database, tmp_path))


@pytest.fixture
def elsewhere(site_database, sqlite_template, tmp_path):
    """Another site, empty, with a member of the same name: `with elsewhere() as alice:`."""

    @contextmanager
    def other():
        folder = tmp_path / "elsewhere"
        folder.mkdir()
        shutil.copy(sqlite_template, folder / "diary.db")
        database.disconnect()
        alice = Alice(Site(config(f"sqlite:///{folder / 'diary.db'}", folder)).member("alice"))
        with database.connected():
            yield alice
        database.configure(site_database)
        database.db.connect(reuse_if_open=True)

    return other


@pytest.fixture
def alice(site):
    found = Alice(site.member("alice"))
    with database.connected():
        yield found
