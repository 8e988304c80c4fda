"""What a member may ask of an import."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Take:
    """What is taken of a file. `audience` is for viewings that do not say who may see them; `undated` are films seen on no day.

    `profile` is what becomes of a profile that comes with an export of ours: "empty" takes what is empty here, "all", "none".
    `changed_too`: when it is taken back, what the member changed since goes as well.
    """

    audience: str = "everyone"
    dated: bool = True
    undated: bool = True
    profile: str = "empty"
    changed_too: bool = False


@dataclass(frozen=True)
class Answer:
    """Which film is meant: the value of a choice, as the log form sends it. "" leaves it under its title and year."""

    film_id: int
    value: str
