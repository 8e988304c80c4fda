"""Taking a diary along in a real browser: the worker makes the export while the page shows how far it is."""

import zipfile

from hands import log_by_hand
from playwright.sync_api import expect


def test_an_export_is_asked_for_shown_when_it_is_ready_and_downloaded(page, member):
    log_by_hand(page, "Stalker")
    page.goto("/settings/profile")
    page.get_by_role("link", name="Exports").click()
    expect(page.get_by_text("No exports yet")).to_be_visible()
    page.get_by_role("button", name="Make the export").press("Enter")
    # Without loading the page again.
    download = page.get_by_role("link", name="Download")
    expect(download).to_be_visible()
    expect(page.get_by_text("The latest export is ready.")).to_be_attached()
    with page.expect_download() as started:
        download.click()
    assert started.value.suggested_filename.startswith(f"movie-diary-{member}-")
    with zipfile.ZipFile(started.value.path()) as archive:
        assert b"Stalker" in archive.read("reviews.jsonl")
    page.locator("#exports").get_by_role("button", name="Delete").click()
    expect(page.get_by_text("No exports yet")).to_be_visible()
