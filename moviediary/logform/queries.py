"""What the log form knows of a film: which one a value stands for, whether it was logged today."""

from datetime import date

from moviediary import catalogue, ids, providers
from moviediary.accounts.models import Member
from moviediary.diary.models import Review
from moviediary.finder.elsewhere import elsewhere, offline
from moviediary.finder.queries import of_movie
from moviediary.finder.rules import Choice
from moviediary.movies import reference
from moviediary.movies.commands import Identity
from moviediary.movies.queries import by_reference, movie_by_id
from moviediary.movies.rules import identity_of


def chosen(member: Member, value: str) -> Choice | None:
    """The film a form value stands for: one of ours, one of the offline catalogue, or one a provider knows."""
    pointed = reference.parse(value)
    if pointed is None:
        movie_id = ids.from_short(value.partition("-")[0])
        movie = movie_by_id(movie_id) if movie_id else None
    else:
        movie = by_reference(pointed)
    if movie is not None:
        return of_movie(member, movie)
    if pointed is None:
        return None
    found = offline(value) or elsewhere(value).choices
    return found[0] if found else None


def identified(pointed: reference.Reference) -> Identity | None:
    """What the offline catalogue, else the providers, know of an external id. Raises TryAgain and GiveUp."""
    entry = catalogue.film(pointed.value) if pointed.field == "imdb_id" else None
    if entry is not None and entry.year:
        return Identity(entry.title, entry.year, entry.original_title, entry.directors, entry.imdb_id)
    facts = providers.lookup(pointed.value) if providers.configured() else None
    return identity_of(facts) if facts else None


def logged_on(member: Member, choice: Choice, day: date) -> bool:
    """Whether the film is in the member's diary for that day already."""
    movie_id = ids.from_short(choice.value)
    own = (Review.member == member.id) & (Review.movie == movie_id) & (Review.watched == day.isoformat())
    return movie_id is not None and Review.select(Review.id).where(own, Review.deleted_at.is_null()).exists()
