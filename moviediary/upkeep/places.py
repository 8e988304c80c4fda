"""Which place it was that could not be read or written."""

from itertools import takewhile
from pathlib import Path

from moviediary.storage import DRAFT


def place(problem: OSError) -> str:
    """The whole path that could not be used; for a draft, of whose name nobody ever heard, the folder that it was to be in."""
    try:
        parts = Path(str(problem.filename)).absolute().parts
    except OSError:
        # The folder that a path begins in may be gone.
        return str(problem.filename)
    return str(Path(*takewhile(lambda part: not part.startswith(DRAFT), parts)))
