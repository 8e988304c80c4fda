"""What upkeep needs to know of the site: what belongs into a backup beside the tables, where backups go, how many are kept."""

from pathlib import Path

from moviediary.backups.making import Site

of_backups = Site({}, "")
# None where the site makes no backups by itself.
folder: Path | None = None
keep = 7


def configure(site: Site, backups: Path | None, kept: int) -> None:
    global of_backups, folder, keep
    of_backups, folder, keep = site, backups, kept
