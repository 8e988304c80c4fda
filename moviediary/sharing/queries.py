"""What cards say, always read as an anonymous visitor: whoever asks, a picture shows what everyone may see."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from peewee import fn

from moviediary.accounts.models import Member
from moviediary.accounts.queries import member_named
from moviediary.diary import entries, queries, statistics
from moviediary.diary.conditions import narrowed
from moviediary.diary.entries import Entry
from moviediary.diary.models import Review
from moviediary.diary.narrowing import Narrowing
from moviediary.diary.numbers import Numbers, numbers
from moviediary.errors import NotFound
from moviediary.ids import hue
from moviediary.movies.queries import Film, film_at
from moviediary.sharing.rules import Author, Card, MemberCard, MovieCard, Poster, ReviewCard, YearCard, excerpt
from moviediary.text import shortened
from moviediary.words import viewing_day

# How many posters a row shows, and of how many entries they are taken, as some films were watched again.
POSTERS, LOOKED_AT = 8, 24
# Who made a film, and what a member says of themselves, as far as a card may have room for it.
DIRECTORS, ABOUT = 4, 160
ANY_DAY = date(2000, 1, 1)


def card(kind: str, *about: str) -> Card:
    """The card of something as it is now. Raises NotFound where an anonymous visitor may not see what it is about."""
    return KINDS[kind](*about)


def of_movie(address: str) -> MovieCard:
    film = film_at(address)
    rated = statistics.ratings_of_movie(None, film.id, film.address)
    return MovieCard(_titles(film), film.year, film.directors[:DIRECTORS], rated.average, rated.count, _poster(film))


def of_review(address: str) -> ReviewCard:
    entry = queries.entry(None, address)
    film = film_at(entry.movie_address)
    return ReviewCard(
        author=Author(entry.username, entry.display_name, entry.member_hue),
        titles=_titles(film),
        year=film.year,
        day=viewing_day(entry.day, entry.precision) if entry.day else "",
        rating=entry.rating or 0,
        heart=entry.heart,
        text="" if entry.spoiler else excerpt(entry.text),
        poster=_poster(film),
    )


def of_member(username: str) -> MemberCard:
    member = member_named(username)
    counted = _counted(member)
    posters = _posters(queries.recent(None, member).entries)
    return MemberCard(_author(member), shortened(member.about, ABOUT), counted.films, _average(counted), posters)


def of_year(username: str, year: str) -> YearCard:
    """A year of a member. Raises NotFound where nothing of it is for everyone."""
    member = member_named(username)
    counted = _counted(member)
    rated = counted.of_year(int(year))
    if not rated.count:
        raise NotFound("There is no such picture.")
    months = tuple(found.count if (found := counted.months.get(f"{year}-{month:02}")) else 0 for month in range(1, 13))
    average = statistics.average(rated.stars, rated.rated)
    return YearCard(_author(member), int(year), rated.count, average, months, _posters(_best(member, year)))


def has_year(member: Member, year: str) -> bool:
    """Whether an anonymous visitor may see any film of that year."""
    return _counted(member).of_year(int(year)).count > 0


KINDS: Mapping[str, Callable[..., Card]] = {"movie": of_movie, "review": of_review, "member": of_member, "year": of_year}


def _counted(member: Member) -> Numbers:
    # The days, which no card shows, are those of one day.
    return numbers(None, member, ANY_DAY, ANY_DAY)


def _best(member: Member, year: str) -> list[Entry]:
    """The entries of a year, the best rated first, then those with a heart, then the latest."""
    query = narrowed(entries.select(None).where(Review.member == member.id), Narrowing(watched=year), None)
    rating, heart = fn.COALESCE(Review.rating, 0), Review.heart.cast("INTEGER")
    return entries.read(query.order_by(rating.desc(), heart.desc(), Review.position.desc()).limit(LOOKED_AT), None)


def _average(counted: Numbers) -> str:
    rated = {rating: count for rating, count in counted.ratings.items() if rating}
    return statistics.average(sum(rating * count for rating, count in rated.items()), sum(rated.values()))


def _author(member: Member) -> Author:
    return Author(member.username, member.display_name, member.hue)


def _titles(film: Film) -> tuple[str, ...]:
    return tuple(dict.fromkeys(title for title in (film.title, film.original_title) if title))


def _poster(film: Film) -> Poster:
    return Poster(film.title, film.year, hue(film.id), film.poster_large or film.poster_small)


def _posters(found: Iterable[Entry]) -> tuple[Poster, ...]:
    """The posters of some entries, each film once."""
    films = {entry.movie_id: Poster(entry.title, entry.year, entry.hue, entry.poster_small) for entry in found if entry.finished}
    return tuple(films.values())[:POSTERS]
