"""What became of every line of a file, for people, for spreadsheets and for programs."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from moviediary.cells import row
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
OWN = ("Result", "Reason", "File", "Line")


def as_csv(lines: Iterable[ImportLine]) -> Iterator[str]:
    """Lines as a table that can be put right and brought again: what was written, then what became of it."""
    columns: list[str] = []
    for line in lines:
        if not columns:
            columns = [*line.original, *OWN]
            yield row(columns)
        # A line of another file has other columns, which a header of its own tells.
        if set(line.original) - set(columns):
            columns = [*line.original, *OWN]
            yield row(columns)
        told = {"Result": TOLD[line.outcome], "Reason": line.reason, "File": line.file, "Line": str(line.number)}
        yield row([{**line.original, **told}.get(column, "") for column in columns])


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
