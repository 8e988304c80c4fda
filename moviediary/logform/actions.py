"""Logging a film, whichever way it was named."""

from uuid import UUID

from moviediary import clock
from moviediary.accounts.models import Member
from moviediary.diary import actions as diary
from moviediary.diary.actions import Film
from moviediary.diary.commands import Viewing
from moviediary.errors import GiveUp, Refused, TryAgain
from moviediary.ids import from_short
from moviediary.logform.commands import FilmSaid
from moviediary.logform.queries import identified
from moviediary.movies import reference
from moviediary.movies.commands import DiscoverMovie, Identity
from moviediary.movies.queries import by_reference
from moviediary.movies.rules import checked


def log_film(member: Member, key: UUID, said: FilmSaid, viewing: Viewing) -> UUID:
    """Put a viewing into the diary. Raises Refused, also where it cannot be told which film is meant."""
    return diary.log_review(member, key, film(said), viewing)


def film(said: FilmSaid) -> Film:
    """The film that is meant: ours first, then the providers', then as described by hand. Raises Refused."""
    pointed = reference.parse(said.value)
    if pointed is None:
        movie_id = from_short(said.value.partition("-")[0]) if said.value else None
        return movie_id or DiscoverMovie(_by_hand(said))
    known = by_reference(pointed)
    if known is not None:
        return known.id
    if said.title:
        return DiscoverMovie(_by_hand(said, pointed))
    return DiscoverMovie(_elsewhere(pointed), told=True)


def _by_hand(said: FilmSaid, pointed: reference.Reference | None = None) -> Identity:
    number = int(said.year) if said.year.isascii() and said.year.isdigit() and len(said.year) == 4 else 0
    identity = Identity(
        title=said.title,
        year=number,
        directors=tuple(said.director.split(",")),
        **({pointed.field: pointed.stored} if pointed else {}),  # type: ignore[arg-type]
    )
    return checked(identity, clock.now().year)


def _elsewhere(pointed: reference.Reference) -> Identity:
    try:
        identity = identified(pointed)
    except (TryAgain, GiveUp):
        raise Refused(
            "The film database does not answer right now. Write the title and the year, and the rest follows by itself.",
            {"title": "Write the title."},
        ) from None
    if identity is None:
        sentence = "No film is known by this number here. Write its title and year, and it is added."
        raise Refused(sentence, {"title": "Write the title."})
    return identity
