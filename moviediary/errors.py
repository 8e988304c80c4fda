"""What can go wrong, said where it is known; shown to people by `failures.py`."""

from collections.abc import Mapping


class DiaryError(Exception):
    """An error with a sentence for the person who asked. `status` is its HTTP status."""

    status = 500


class NotFound(DiaryError):
    """Not there, or not for the one who asks: the two look the same."""

    status = 404


class SignedOut(DiaryError):
    """Whoever asks is no longer a member."""

    status = 401


class NotAllowed(DiaryError):
    """Visible to the one who asks, but not theirs to change."""

    status = 403


class Refused(DiaryError):
    """A command broke a rule of the diary. `problems` maps a field of the form to its sentence."""

    status = 422

    def __init__(self, message: str, problems: Mapping[str, str] | None = None):
        super().__init__(message)
        self.problems = dict(problems or {})


class ChangedMeanwhile(Refused):
    """Somebody saved another version between reading and writing."""

    status = 409


class TooMany(DiaryError):
    """A limit was reached; `retry_after` is in seconds."""

    status = 429

    def __init__(self, message: str, retry_after: int):
        super().__init__(message)
        self.retry_after = retry_after


class TryAgain(Exception):
    """A handler could not finish now; `after` is the least number of seconds to wait, if the other side said so."""

    def __init__(self, message: str, after: float = 0):
        super().__init__(message)
        self.after = after


class GiveUp(Exception):
    """A handler met what no retry can cure."""
