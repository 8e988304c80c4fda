"""Exports in JSON with anything in place of something, or cut off: lines for all items, or a sentence, and nothing else."""

import copy
import json

from hypothesis import given, settings
from hypothesis import strategies as some
from sources.files import a_file, a_json
from sources.test_simkl import ANIME_FILM, SERIES, entry
from sources.test_trakt import EPISODE, EXPORT, HEAT, STALKER, played
from tries import tries

from moviediary import sources
from moviediary.sheets.contents import Unreadable
from moviediary.sources.lines import KINDS, How

ANYTHING = some.one_of(
    some.sampled_from(
        [None, True, False, 0, -1, 10**18, 1e300, "", "x", "\0", "\ud800", "2019.0", "1970", [], {}, [[]], {"": None}]
    ),
    some.text(max_size=8),
    some.integers(),
    some.floats(),
)
ITEMS = [
    *[played(1), EPISODE, {"rated_at": "2020-01-01T00:00:00Z", "rating": 7, "type": "movie", "movie": HEAT}],
    *[item for said in EXPORT.values() if isinstance(said, list) for item in said],
]
ENTRIES = [
    entry(user_rating=7, memo={"text": "Twice!"}),
    entry(status="dropped"),
    ANIME_FILM,
    SERIES,
    {"status": "", "movie": STALKER},
]


def places(said, path=()):
    """The path of every value in a value."""
    yield path
    inner = said.items() if isinstance(said, dict) else enumerate(said) if isinstance(said, list) else ()
    for name, value in inner:
        yield from places(value, (*path, name))


@some.composite
def mangled(draw, items):
    """Items, in one of which there is anything in the place of something."""
    said = copy.deepcopy(draw(some.lists(some.sampled_from(items), min_size=1, max_size=3)))
    *path, last = draw(some.sampled_from([path for path in places(said) if path]))
    inner = said
    for name in path:
        inner = inner[name]
    inner[last] = draw(ANYTHING)
    return said


def storable(line):
    """Whether a database takes what a line says."""
    text = json.dumps(
        [line.original, line.more, line.value, line.note, line.source_id, line.unit, str(line.film), str(line.said)]
    )
    parts = [line.value, line.source_id, line.unit, line.film.title if line.film else ""]
    return bool(text.encode()) and not any("\0" in part for part in parts) and all(part.encode() is not None for part in parts)


@given(mangled(ITEMS))
@settings(max_examples=tries(100), deadline=None)
def test_an_item_of_trakts_with_anything_in_it_is_one_line(items):
    lines = list(sources.read("trakt", a_json([*items, played(7)], "watched-history.json"), How()))
    assert [line.number for line in lines] == list(range(1, len(items) + 2))
    assert all(line.kind in KINDS and storable(line) for line in lines)


@given(mangled(ENTRIES), some.sampled_from(["movies", "anime", "shows"]))
@settings(max_examples=tries(100), deadline=None)
def test_an_entry_of_simkls_with_anything_in_it_is_one_line(items, array):
    said = {"movies": [entry()]} | {array: [entry(), *items]}
    lines = list(sources.read("simkl", a_json(said, "SimklBackup.json"), How()))
    assert len(lines) == sum(len(part) for part in said.values())
    assert all(line.kind in KINDS and storable(line) for line in lines)


@given(some.sampled_from([ITEMS, {"movies": ENTRIES}]), some.integers(min_value=0, max_value=4000))
@settings(max_examples=tries(60), deadline=None)
def test_an_export_that_is_cut_off_gives_what_was_there_or_a_sentence(said, length):
    contents = a_file(json.dumps(said)[:length] or " ", "a.json")
    for source in ("trakt", "simkl", "mapped"):
        try:
            assert all(line.kind in KINDS for line in sources.read(source, contents, How()))
        except Unreadable as refused:
            assert str(refused).endswith((".", "”."))  # noqa: PT017
