"""How far an import is, how fast it goes, and how long it will take."""

from dataclasses import dataclass
from datetime import datetime

# Before so many seconds nobody can tell how fast it is.
SOON = 0.5


@dataclass(frozen=True)
class Progress:
    """`total` is 0 where nobody knows it yet. `mark` says from where it is measured, for whoever looks again."""

    done: int
    total: int
    rate: int = 0
    left: str = ""
    mark: str = ""

    @property
    def percent(self) -> int:
        return 100 * self.done // self.total if self.total else 0

    @property
    def tens(self) -> int:
        """What is said to those who listen: not every step."""
        return self.percent // 10 * 10


def progress(done: int, total: int, mark: str, now: datetime) -> Progress:
    """How far it is, and how fast since the `mark` of an earlier look; without one, that begins now."""
    done = min(done, total) if total else done
    begun = _read(mark)
    if begun is None or begun[0] > done or begun[1] > now.timestamp():
        return Progress(done, total, mark=f"{done}-{int(now.timestamp() * 1000)}")
    seconds = now.timestamp() - begun[1]
    rate = (done - begun[0]) / seconds if seconds >= SOON else 0
    left = _spoken((total - done) / rate) if rate and total > done else ""
    return Progress(done, total, round(rate), left, mark)


def _read(mark: str) -> tuple[int, float] | None:
    """How much was done at which moment."""
    done, _, moment = mark.partition("-")
    if not (done + moment).isascii() or not done.isdigit() or not moment.isdigit() or len(done) > 9 or len(moment) > 15:
        return None
    return int(done), int(moment) / 1000


def _spoken(seconds: float) -> str:
    if seconds < 55:
        return "less than a minute" if seconds > 10 else "a few seconds"
    minutes = round(seconds / 60)
    return f"about {minutes:,} minute{'' if minutes == 1 else 's'}"
