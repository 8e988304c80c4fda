"""What became of every line of a file, for people, for spreadsheets and for programs."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from moviediary import cells
from moviediary.imports.models import Import, ImportLine

TOLD = {
    "imported": "imported",
    "there": "already there",
    "look": "imported, needs a look",
    "failed": "failed",
    "kept": "kept for later",
    "left": "left out",
    "": "not imported yet",
}


def as_csv(lines: Callable[[], Iterable[ImportLine]]) -> Iterator[str]:
    """Lines as a table that can be put right and brought again: what was written, then what became of it.

    They are asked for twice, so that they need not be in memory for the names of their columns.
    """
    columns = [*dict.fromkeys(column for line in lines() for column in _written(line)), *cells.REPORT]
    yield cells.row(columns)
    for line in lines():
        told = dict(zip(cells.REPORT, (TOLD[line.outcome], line.reason, line.file, str(line.number)), strict=True))
        yield cells.row([{**_written(line), **told}.get(column, "") for column in columns])


def _written(line: ImportLine) -> dict[str, str]:
    """What was written, without what a report of ours said of it; columns of one's own of that name get another one."""
    if {*cells.REPORT} <= line.original.keys():
        return {name: value for name, value in line.original.items() if name not in cells.REPORT}
    return {f"{name} (file)" if name in cells.REPORT else name: value for name, value in line.original.items()}


def as_json(batch: Import, outcomes: Mapping[str, int], lines: Iterable[ImportLine]) -> dict[str, Any]:
    """The report as a program reads it; `lines` are those somebody has to look at."""
    counts = {TOLD[outcome].replace(" ", "_").replace(",", ""): count for outcome, count in outcomes.items()}
    about = {"import": str(batch.id), "file": batch.file_name, "source": batch.source, "state": batch.state}
    return {
        **about,
        "problem": batch.problem,
        "lines": sum(outcomes.values()),
        **counts,
        "to_look_at": [_told(line) for line in lines],
    }


def _told(line: ImportLine) -> dict[str, Any]:
    about = {"file": line.file, "line": line.number, "result": TOLD[line.outcome], "reason": line.reason}
    return {**about, "original": line.original}
