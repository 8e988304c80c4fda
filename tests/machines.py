"""What random sequences of commands run on: a database of their own, of which the tables are what the log says in the end."""

import shutil
import tempfile
from pathlib import Path

from hypothesis.stateful import RuleBasedStateMachine

from moviediary import database, jobs, rebuild, wiring


class Machine(RuleBasedStateMachine):
    """`template` is the file with every table that each sequence begins with."""

    template: Path

    def __init__(self):
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        path = Path(self.folder.name) / "diary.db"
        shutil.copy(self.template, path)
        database.configure(f"sqlite:///{path}")
        wiring.connect()
        jobs.bell = None
        self.connection = database.connected()
        self.connection.__enter__()

    def teardown(self):
        try:
            assert [str(difference) for difference in rebuild.differences()] == []
        finally:
            self.connection.__exit__(None, None, None)
            database.disconnect()
            self.folder.cleanup()
