"""Finding members by name."""

from moviediary.accounts.models import Member


def members_called(text: str, limit: int = 10) -> list[Member]:
    """Members whose username or shown name holds the text."""
    name = Member.username.contains(text.lower()) | Member.display_name.contains(text)
    return list(Member.select().where(name).order_by(Member.username).limit(limit))
