"""Writes to the catalogue."""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import asdict
from uuid import UUID

from moviediary import clock, ids, log, notices, providers, storage
from moviediary.accounts.models import Member
from moviediary.database import writing
from moviediary.errors import GiveUp, NotAllowed, NotFound, Refused, TryAgain
from moviediary.log import Record
from moviediary.movies import pictures, queries, rules
from moviediary.movies.commands import CorrectMovie, DiscoverMovie
from moviediary.movies.events import MovieDiscovered, PosterRequested
from moviediary.movies.models import POSTER_CHANGED, UPLOAD, Movie, MovieDetails, picture_file
from moviediary.tables import find


def discover(
    record: Record,
    command: DiscoverMovie,
    member: Member | None = None,
    new_id: UUID | None = None,
    others: Collection[UUID] = (),
) -> UUID:
    """Find or add a movie, within the transaction of whatever needs it. Raises Refused.

    What a member says of a movie completes only one that they may correct; without a member it comes from a provider. Where
    it is new it gets `new_id`, if that is said; `others` are known to be other films, however much alike their names are.
    """
    year = clock.now().year
    identity = rules.checked(command.identity, year)
    holders, namesakes = queries.holders(identity), [k for k in queries.namesakes(identity) if k.movie_id not in others]
    closed = {k.movie_id for k in (*holders.values(), *namesakes) if member and not may_correct(member, k.discovered_by)}
    facts = rules.DiscoverFacts(holders, namesakes, new_id or ids.uuid7(), year, frozenset(closed))
    discovery = rules.discover(command, facts)
    for event in discovery.events:
        record(event)
        want_poster(event.movie_id)
    return discovery.movie_id


def correct(member: Member, command: CorrectMovie) -> UUID:
    """Correct what a movie is called. Raises Refused and NotAllowed."""
    with log.changes(member.id) as record:
        movie = existing(command.movie_id)
        identity = rules.checked(command.identity, clock.now().year)
        facts = rules.CorrectFacts(
            queries.known(movie), may_correct(member, movie.discovered_by), queries.holders(identity), clock.now().year
        )
        for event in rules.correct(command, facts):
            record(event)
            want_poster(movie.id)
    return movie.id


def request_poster(member: Member, movie_id: UUID) -> None:
    """Look for the poster of a movie again. Raises Refused and NotAllowed."""
    with log.changes(member.id) as record:
        movie = existing(movie_id)
        if not has_number(movie):
            raise Refused("This film has no IMDb or TMDB number yet, so there is nowhere to ask for its poster. Add one first.")
        if queries.film(movie).poster_source == UPLOAD and not may_correct(member, movie.discovered_by):
            raise NotAllowed("This poster was uploaded. Only an admin and whoever added this film can replace it.")
        record(PosterRequested(movie.id))
        want_poster(movie.id, again=True)


def request_lost_poster(movie_id: UUID) -> None:
    """Look again for a poster of which the picture is gone, on nobody's behalf. What a member gave cannot be found anywhere."""
    with log.changes(None) as record:
        movie = existing(movie_id)
        details = find(MovieDetails, "movie_id", movie.id)
        if details is not None and details.poster_state == "found" and details.poster_source != UPLOAD and has_number(movie):
            record(PosterRequested(movie.id))
            want_poster(movie.id, again=True)


def upload_poster(member: Member, movie_id: UUID, data: bytes) -> None:
    """Use a member's own picture as the poster. Raises Refused and NotAllowed."""
    movie = existing(movie_id)
    if not may_correct(member, movie.discovered_by):
        raise NotAllowed("Only an admin and whoever added this film can change its poster.")
    try:
        picture = pictures.picture(data)
    except (GiveUp, TryAgain) as problem:
        raise Refused("The picture cannot be used.", {"file": str(problem)}) from None
    poster = keep(picture, UPLOAD)
    with writing():
        # Drawing it anew took a while, in which the film may have become another one.
        save_poster(existing(movie.id).id, poster)


def store(picture: bytes) -> str:
    """Keep a picture under the hash of its content, and return that."""
    name = hashlib.sha256(picture).hexdigest()[:40]
    storage.put(picture_file(name), picture)
    return name


def keep(picture: pictures.Picture, source: str) -> rules.Poster:
    """Store a poster, of which `source` says where it came from."""
    return rules.Poster(store(picture.small), store(picture.large), picture.color, source, len(picture.large))


def save_poster(movie_id: UUID, poster: rules.Poster) -> None:
    """Link a stored poster to a movie."""
    _picture(movie_id, "found", poster)


def remove_poster(movie_id: UUID) -> None:
    """Show no picture for a movie any more."""
    _picture(movie_id, "none", rules.Poster())


def note_poster(movie_id: UUID, state: str, note: str = "") -> None:
    """Say what became of the search for a poster. A picture that is there stays."""
    _save(movie_id, poster_state=state, poster_note=note)


def save_details(movie_id: UUID, details: Mapping[str, object]) -> None:
    """Put values into the details of a movie, as they are. Facts go through `fixing`, which knows what is said by hand."""
    _save(movie_id, **details)


def want_poster(movie_id: UUID, again: bool = False) -> None:
    """Say on the movie page that a poster is on its way, where there is somewhere to ask for it."""
    movie = existing(movie_id)
    details = find(MovieDetails, "movie_id", movie.id)
    lacking = details is None or (details.poster_state != "found" and details.poster_source != UPLOAD)
    if has_number(movie) and (again or lacking):
        note_poster(movie.id, "wanted")


def may_correct(member: Member | None, discovered_by: UUID | None) -> bool:
    """Whether a member may correct a movie: an admin, or whoever added it."""
    return member is not None and (member.is_admin or member.id == discovered_by)


def has_number(movie: Movie | queries.Film | MovieDiscovered) -> bool:
    """Whether providers can be asked about a movie."""
    known = movie.wikidata_id is not None and providers.understands(movie.wikidata_id)
    return movie.imdb_id is not None or movie.tmdb_id is not None or known


def _picture(movie_id: UUID, state: str, poster: rules.Poster) -> None:
    said = {f"poster_{name}": value for name, value in asdict(poster).items()}
    _save(movie_id, poster_state=state, poster_note="", **said)
    notices.give(POSTER_CHANGED, movie_id)


def _save(movie_id: UUID, **values: object) -> None:
    MovieDetails.insert(movie_id=movie_id, **values).on_conflict(
        conflict_target=[MovieDetails.movie_id], update={getattr(MovieDetails, name): value for name, value in values.items()}
    ).execute()


def existing(movie_id: UUID) -> Movie:
    """The movie with an id; of a merged one, the movie it became. Raises NotFound."""
    movie = queries.movie_by_id(movie_id)
    if movie is None:
        raise NotFound("There is no such film in the catalogue.")
    return movie
