"""What a search shows besides films: members, and the genres there are to choose from."""

from collections import Counter

from moviediary.accounts.models import Member
from moviediary.movies.models import MovieDetails

GENRES = 40


def members_called(text: str, limit: int = 10) -> list[Member]:
    """Members whose username or shown name holds the text."""
    name = Member.username.contains(text.lower()) | Member.display_name.contains(text)
    return list(Member.select().where(name).order_by(Member.username).limit(limit))


def genres() -> list[str]:
    """The genres films of ours have, by name; the commonest, where there are very many."""
    found: Counter[str] = Counter()
    for names in MovieDetails.select(MovieDetails.genres).distinct().tuples():
        found.update(names[0])
    return sorted(name for name, _ in found.most_common(GENRES))
