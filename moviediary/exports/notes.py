"""What stands in the README.txt of exports, for whoever unpacks one years from now."""

from collections.abc import Mapping

WHOLE = """\
This is a film diary, exported from Movie Diary: everything one member put in.

reviews.csv     your diary as a table, one viewing a line; any spreadsheet opens it
reviews.jsonl   the same for programs, one JSON object a line, with what was deleted within the last 30 days
events.jsonl    how it came about: every viewing as it was logged, changed, deleted and restored
talk.jsonl      what you said to others: likes, shares, comments, whom you follow and block
movies.jsonl    the films, with the numbers IMDb, TMDB and Wikidata know them by
kept.jsonl      lines of imported files that wait for a place in the diary, such as watchlists
gone.jsonl      what other systems call entries you deleted for good, so that an import does not bring them back
profile.json    what you said of yourself, and your settings
posters/        the pictures, if you asked for them, named after the films' ids in movies.jsonl
manifest.json   the version of this format, when the export was made, and how much is in it

All text is UTF-8. Ratings in reviews.csv are stars (3.5), elsewhere half stars (7).
In reviews.csv a cell that a spreadsheet would take for a formula begins with an apostrophe.

To bring it back, open Imports on any Movie Diary and choose this ZIP file as it is.
The format is described in docs/export-format.md of Movie Diary's source.
"""

LETTERBOXD = """\
This is a film diary, exported from Movie Diary in the form that Letterboxd imports.

At letterboxd.com choose Settings, Data, Import your data, and give it these files one after the other:

{files}
Letterboxd takes files of at most 1 MB, so a large diary is in several. A film that has no number of TMDB or IMDb here is
looked for by its title and year; look at what was found before you confirm, as an import there cannot be taken back.

What Letterboxd has no place for, and is therefore not in these files:

{left}
Nothing of this is lost: the export "Everything" has all of it.
"""

FILES = {
    "diary": "diary-*.csv         viewings of which you know the day",
    "undated": "undated-*.csv       viewings without an exact day; they become films you have watched, with rating and review",
    "unfinished": "not-finished-*.csv  films you did not finish; Letterboxd would count them as watched",
}
LEFT = {
    "partly": "of viewings without an exact day: the month or year, tags and rewatches of {}",
    "times": "the time of day of {}",
    "media": "where you watched it, of {}",
    "hearts": "the hearts of {}: mark these films as liked there by hand",
    "spoilers": "that the text tells what happens, of {}",
    "audiences": "that not everyone may see it, of {}. On Letterboxd they would be as public as the rest",
}


def letterboxd(counts: Mapping[str, int]) -> str:
    """What is in an export for Letterboxd, and what could not be said there."""
    files = "".join(f"  {words}\n" for name, words in FILES.items() if counts.get(name) or name == "diary")
    left = "".join(f"  - {words.format(_viewings(counts[name]))}\n" for name, words in LEFT.items() if counts.get(name))
    return LETTERBOXD.format(files=files, left=left or "  (nothing)\n")


def _viewings(count: int) -> str:
    return "1 viewing" if count == 1 else f"{count:,} viewings"
