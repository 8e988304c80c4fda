"""A disk that can be full, and that loses in a power cut what was not forced to it: `shim.c`, before the system's library."""

import shutil
import subprocess
from pathlib import Path

import pytest

SOURCE = Path(__file__).with_name("shim.c")


class Disk:
    """What lies below a folder, for processes started with `env`; where nothing more can be written while it is full."""

    def __init__(self, folder: Path, library: Path):
        self.folder = folder / "disk"
        self.survives = folder / "survives"
        self._full = folder / "full"
        for made in (self.folder, self.survives):
            made.mkdir(exist_ok=True)
        self.env = {
            "LD_PRELOAD": str(library),
            "DISK": str(self.folder),
            "SURVIVES": str(self.survives),
            "FULL": str(self._full),
        }

    def fill(self) -> None:
        self._full.touch()

    def make_room(self) -> None:
        self._full.unlink()


def built(folder: Path) -> Path:
    """The library, made of its source."""
    if not shutil.which("gcc"):
        pytest.skip("no C compiler here: install gcc and libc6-dev")
    library = folder / "shim.so"
    subprocess.run(["gcc", "-Wall", "-Werror", "-O1", "-shared", "-fPIC", "-o", library, SOURCE, "-ldl"], check=True)
    return library
