"""Archives that are written in pieces: any program reads them, and the same files give the same bytes."""

import io
import zipfile

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from moviediary.errors import GiveUp
from moviediary.exports import archive as archives
from moviediary.exports.archive import Archive

NAMES = ["README.txt", "posters/ü.webp", "events.jsonl"]
pieces = st.lists(st.tuples(st.integers(0, 2), st.binary(max_size=200))).map(lambda found: sorted(found, key=lambda one: one[0]))


def written(given_pieces, forgetful=False) -> bytes:
    archive, out = Archive(), b""
    for which, data in given_pieces:
        out += archive.add(NAMES[which], data)
        if forgetful:
            # As another process finds it, which knows only what was noted.
            archive = msgspec.convert(msgspec.json.decode(msgspec.json.encode(archive)), Archive)
    return out + archive.close()


@given(pieces)
def test_what_was_put_in_comes_out_again(given_pieces):
    with zipfile.ZipFile(io.BytesIO(written(given_pieces))) as archive:
        assert archive.testzip() is None
        for name in archive.namelist():
            assert archive.read(name) == b"".join(data for which, data in given_pieces if NAMES[which] == name)
        assert archive.namelist() == list(dict.fromkeys(NAMES[which] for which, _ in given_pieces))
        assert {info.date_time for info in archive.infolist()} <= {(1980, 1, 1, 0, 0, 0)}


@given(pieces)
def test_it_makes_no_difference_whether_one_process_wrote_it_or_several(given_pieces):
    assert written(given_pieces, forgetful=True) == written(given_pieces)


def test_what_is_too_large_for_the_format_is_refused_with_a_way_out():
    with pytest.raises(GiveUp, match="Leave out the posters"):
        Archive(position=archives.MOST_BYTES).add("a.txt", b"x")
    with pytest.raises(GiveUp, match="Leave out the posters"):
        Archive(files=[["a", 0, 0, 0, 0]] * archives.MOST_FILES).add("b", b"")
