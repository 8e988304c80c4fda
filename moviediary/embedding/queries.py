"""What strangers may see of a diary, for frames on their pages. Nobody in particular asks, whoever does."""

from dataclasses import dataclass
from datetime import date, timedelta

from moviediary.accounts.models import Member
from moviediary.diary import queries as diary
from moviediary.diary.entries import Entry
from moviediary.diary.numbers import Numbers, numbers
from moviediary.diary.statistics import Ratings
from moviediary.profiles import months
from moviediary.profiles.heat import heat_of
from moviediary.profiles.heatmap import Heatmap
from moviediary.profiles.surroundings import Tile, home, surroundings


@dataclass(frozen=True)
class Stats:
    """Numbers of a diary: those that are figures, those that are words, and how films were rated."""

    figures: list[Tile]
    words: list[Tile]
    ratings: Ratings


def latest(member: Member, count: int) -> list[Entry]:
    """The newest viewings of a member."""
    return diary.recent(None, member).entries[:count]


def review(address: str) -> Entry:
    """One entry. Raises NotFound where it is not for everybody."""
    return diary.entry(None, address)


def past_year(member: Member, today: date) -> Heatmap:
    """The days of the twelve months until today."""
    return heat_of(_numbers(member, today), home(member), today, None, member.week_start).heatmap


def stats(member: Member, today: date) -> Stats:
    """The numbers a profile begins with."""
    around = surroundings(_numbers(member, today), home(member), today, member.week_start)
    figures = [tile for tile in around.tiles if not tile.word]
    return Stats(figures, [tile for tile in around.tiles if tile.word], around.ratings)


def _numbers(member: Member, today: date) -> Numbers:
    first, last = months.last_year(today)
    return numbers(None, member, first, last + timedelta(days=1))
