"""What is asked for when an account is made."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Account:
    """A new account; the display name is the username where none is given."""

    username: str
    email: str
    password: str
    display_name: str = ""
    time_zone: str = "UTC"
    # 0 is Monday.
    week_start: int = 0
