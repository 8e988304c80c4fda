"""What somebody does who brings a file, and what the worker does then."""

import io
from datetime import timedelta

from moviediary import sweep


def upload(browser, file, name="letterboxd-alice.zip", form=None):
    """Send a file with the form as it stands on the page, or with one that was got before."""
    form = form or browser.get("/imports").form("/imports")
    return browser.post("/imports", {**form, "file": (io.BytesIO(file), name)})


def bring(browser, file, name="letterboxd-alice.zip"):
    """Send a file, and let the worker read it; returns the address of the import."""
    answer = upload(browser, file, name)
    assert answer.status == 303, answer.text
    work()
    return answer.location


def imported(browser, file, name="letterboxd-alice.zip"):
    """Bring a file, and import all of it."""
    address = bring(browser, file, name)
    browser.send(address, f"{address}/run")
    work()
    return address


def work():
    """What the worker would do."""
    sweep.sweep(timedelta(0))
