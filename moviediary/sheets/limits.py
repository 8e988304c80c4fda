"""How much of a file is read, counted while it is read: what a file says of its own size is only a reason to refuse it sooner."""

from moviediary.errors import DiaryError

MB = 1024 * 1024
LARGEST_FILE = 64 * MB
# A Letterboxd account has a file for each of its lists.
MOST_MEMBERS = 2_000
LARGEST_MEMBER = 100 * MB
LARGEST_SUM = 512 * MB
# No text is packed to less than this part of itself; smaller ones may be, such as a page of nothing but commas.
MOST_RATIO, RATIO_FROM = 200, MB
MOST_RECORDS = 100_000
LONGEST_FIELD = MB
# What is read in one piece: a JSON document, an item of an array.
LARGEST_DOCUMENT, LARGEST_ITEM = 32 * MB, 4 * MB
DEEPEST = 50


class Unreadable(DiaryError):
    """A file that cannot be read, with the sentence for whoever brought it."""

    status = 422


class TooMuch(Unreadable):
    """More than is read of any file, so that there is no use in going on with another part of it."""


class Budget:
    """What may still be read of one file. Reading the same part twice counts once."""

    def __init__(self) -> None:
        self._bytes: dict[str, int] = {}
        self._records: dict[str, int] = {}
        self._sum = self._all_records = 0

    def read(self, member: str, size: int, packed: int | None) -> None:
        """Note that so many bytes of a member were read, which takes `packed` bytes in an archive."""
        grown = size - self._bytes.get(member, 0)
        if grown <= 0:
            return
        self._bytes[member] = size
        self._sum += grown
        if size > LARGEST_MEMBER or self._sum > LARGEST_SUM:
            raise TooMuch(TOO_LARGE_INSIDE)
        if packed is not None and size > RATIO_FROM and size > MOST_RATIO * packed:
            raise TooMuch(PACKED_TOO_WELL)

    def record(self, member: str, count: int) -> None:
        """Note that this is the so-manieth record of a member."""
        if count <= self._records.get(member, 0):
            return
        self._records[member] = count
        self._all_records += 1
        if self._all_records > MOST_RECORDS:
            raise TooMuch(TOO_MANY_RECORDS)


TOO_LARGE = f"This file is larger than {LARGEST_FILE // MB} MB. Split it, and bring the parts one after the other."
TOO_LARGE_INSIDE = (
    f"Unpacked, this file is larger than {LARGEST_MEMBER // MB} MB in one of its parts, or {LARGEST_SUM // MB} MB in all. "
    "Bring only the part that holds your films."
)
PACKED_TOO_WELL = "Something in this archive unpacks to many times what a diary could. Unpack it, and bring the file you mean."
TOO_MANY_RECORDS = f"This file has more than {MOST_RECORDS:,} lines. Split it, and bring the parts one after the other."
