"""Archives: what is in them, and what is refused before it does harm."""

import io
import resource
import zipfile

import pytest
from brought import Packed, archive_of, brought, zipped

from moviediary.sheets import limits
from moviediary.sheets.contents import Unreadable

TABLE = "Title,Year\nStalker,1979\n"
ZEROS = bytes(10 * limits.MB)


def members(*names):
    return brought(zipped(dict.fromkeys(names, TABLE)), "export.zip").members


def test_a_folder_that_holds_everything_and_what_systems_leave_behind_are_left_out():
    assert members(
        "letterboxd/export/diary.csv",
        "letterboxd/export/lists/mine.csv",
        "letterboxd/export/.DS_Store",
        "__MACOSX/letterboxd/export/._diary.csv",
        "letterboxd/export/lists/Thumbs.db",
    ) == ("diary.csv", "lists/mine.csv")


def test_names_that_stand_twice_and_names_from_windows():
    data = archive_of([Packed("a\\b.csv", b"x"), Packed("a/c.csv", b"x"), Packed("a/c.csv", b"y"), Packed("d.csv", b"z")])
    contents = brought(data, "export.zip")
    assert contents.members == ("a/b.csv", "a/c.csv", "a/c.csv (2)", "d.csv")
    assert contents.text("a/c.csv (2)") == "y"


def test_the_parts_of_an_archive_are_read_side_by_side():
    contents = brought(zipped({"a.csv": "Title\nA\nB\n", "b.csv": "Title\nC\nD\n"}), "export.zip")
    pairs = zip(contents.table("a.csv").records(), contents.table("b.csv").records(), strict=True)
    assert [(one.cells["Title"], two.cells["Title"]) for one, two in pairs] == [("A", "C"), ("B", "D")]


@pytest.mark.parametrize("name", ["../diary.csv", "a/../../diary.csv", "/etc/passwd", "C:\\films.csv", "..\\diary.csv"])
def test_a_name_that_leads_out_of_the_archive_is_refused(name):
    with pytest.raises(Unreadable, match="leads out of it"):
        brought(archive_of([Packed("diary.csv", b"x"), Packed(name, b"x")]))


def test_a_link_is_refused():
    with pytest.raises(Unreadable, match="leads out of it"):
        brought(archive_of([Packed("diary.csv", b"/etc/passwd", mode=0o120777)]))


def test_an_archive_with_a_password_is_refused():
    with pytest.raises(Unreadable, match="locked with a password"):
        brought(archive_of([Packed("diary.csv", b"x", flags=1)]))


def test_an_unusual_way_of_packing_is_refused():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("diary.csv", TABLE)
    with pytest.raises(Unreadable, match="unusual way"):
        brought(file.getvalue())


def test_ten_thousand_members_are_refused():
    with pytest.raises(Unreadable, match="more than 2,000 files"):
        brought(archive_of(Packed(f"{number}.csv") for number in range(10_000)))


def test_a_directory_that_would_fill_the_memory_is_not_even_read():
    name = "x" * 60_000
    data = archive_of(Packed(f"{number}{name}") for number in range(60))
    with pytest.raises(Unreadable, match="more than 2,000 files"):
        brought(data)


def test_what_unpacks_to_two_gigabytes_is_refused_by_what_is_read_and_not_by_what_is_told():
    packed = Packed("a", ZEROS)
    once = archive_of([packed])
    start = once.index(b"a", 30) + 1
    body = once[start : once.index(b"PK\x01\x02")]
    bombs = [Packed(f"{number}.csv", ZEROS, packed=body) for number in range(210)]
    with pytest.raises(Unreadable, match="Unpacked, this file is larger"):
        brought(archive_of(bombs))
    contents = brought(archive_of(bombs[:3]), "export.zip")
    with pytest.raises(Unreadable, match="unpacks to many times"):
        contents.table("0.csv")


@pytest.mark.parametrize("told", [10, 20 * limits.MB])
def test_a_size_that_is_no_true_one_is_not_believed(told):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    contents = brought(archive_of([Packed("diary.csv", ZEROS, told_size=told)]), "export.zip")
    with pytest.raises(Unreadable):
        list(contents.table("diary.csv").records())
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000


def test_what_is_read_of_all_parts_is_counted_once_for_each():
    budget = limits.Budget()
    for member in "abcde":
        budget.read(member, 60 * limits.MB, None)
        budget.read(member, 100 * limits.MB, None)
        budget.read(member, 80 * limits.MB, None)
    budget.read("f", 12 * limits.MB, None)
    with pytest.raises(limits.TooMuch, match="512 MB in all"):
        budget.read("f", 12 * limits.MB + 1, None)
    with pytest.raises(limits.TooMuch, match="100 MB in one of its parts"):
        limits.Budget().read("a", 100 * limits.MB + 1, None)


def test_an_archive_in_an_archive_is_not_opened():
    contents = brought(zipped({"inner.zip": zipped({"diary.csv": TABLE}), "films.csv": TABLE}), "export.zip")
    assert contents.members == ("inner.zip", "films.csv")
    with pytest.raises(Unreadable, match="is an archive inside of what you brought"):
        contents.table("inner.zip")


@pytest.mark.parametrize("cut", [5, 30, 100, -10, -30])
def test_an_archive_that_ends_in_the_middle_is_damaged(cut):
    data = zipped({"diary.csv": TABLE * 100, "watched.csv": TABLE})
    with pytest.raises(Unreadable, match="damaged"):
        brought(data[:cut])


def test_a_part_that_is_damaged_is_named():
    data = zipped({"diary.csv": TABLE * 1000})
    middle = 60
    contents = brought(
        data[:middle] + bytes(byte ^ 255 for byte in data[middle : middle + 10]) + data[middle + 10 :], "export.zip"
    )
    with pytest.raises(Unreadable, match=r"diary\.csv is damaged"):
        list(contents.table("diary.csv").records())


def test_an_archive_of_nothing():
    with pytest.raises(Unreadable, match="This archive is empty"):
        brought(zipped({}))
    with pytest.raises(Unreadable, match="This archive is empty"):
        brought(zipped({"__MACOSX/._a": "x", ".DS_Store": "x"}))


def test_a_part_that_is_not_there():
    with pytest.raises(Unreadable, match=r"There is no b\.csv in this archive\."):
        brought(zipped({"a.csv": TABLE}), "export.zip").text("b.csv")
