"""A line of the table."""

from dataclasses import dataclass

# How far a goal may be missed before it counts: two shared processors wander.
TOLERANCE = 1.3
HEADS = ("scenario", "site", "floor", "ratio", "goal", "met")
FORM = "{:42} {:>10} {:>10} {:>7}  {:>9}  {}"


@dataclass(frozen=True)
class Line:
    """The goal is a limit for the ratio of site to floor, or where `fixed` for the site's own figure; `least` turns it round."""

    what: str
    site: float
    floor: float | None
    goal: float
    unit: str
    fixed: bool = False
    least: bool = False

    @property
    def missed_by(self) -> float:
        """1 and below is met."""
        measured = self.site if self.fixed or self.floor is None else self.site / self.floor
        return self.goal / measured if self.least else measured / self.goal

    @property
    def missed(self) -> bool:
        return self.missed_by > TOLERANCE

    def __str__(self) -> str:
        met = "yes" if self.missed_by <= 1 else "nearly" if not self.missed else "NO"
        return FORM.format(
            f"{self.what}, {self.unit}",
            f"{self.site:.2f}",
            f"{self.floor:.2f}" if self.floor else "",
            f"{self.site / self.floor:.2f}" if self.floor else "",
            f"{'>=' if self.least else '<='} {self.goal:g}{'' if self.fixed else ' x'}",
            met,
        )
