"""What several tests of exports do: ask for one at the front door, let the worker make it, and look inside."""

import io
import json
import math
import re
import zipfile

from moviediary import work


def finish() -> None:
    """Do all work that waits, as the worker does."""
    for row in list(work.Work.select()):
        while work.do(row.id, math.inf):
            pass


def asked(browser, wanted="zip", **values):
    """An export as it is downloaded."""
    sent = browser.send("/exports", "/exports", format=wanted, **values)
    assert sent.status == 303, sent.text
    finish()
    return browser.client.get(address(browser))


def address(browser) -> str:
    """The address of the file of the latest export."""
    found = re.search(r'href="(/exports/\w+/file)"', browser.get("/exports").html)
    assert found
    return found[1]


def files_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def lines_of(data: bytes) -> list[dict]:
    return [json.loads(line) for line in data.splitlines()]
