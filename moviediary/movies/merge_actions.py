"""Two movies become one, and two again."""

from dataclasses import replace
from uuid import UUID

from moviediary import log
from moviediary.accounts.models import Member
from moviediary.errors import NotFound
from moviediary.log import Record
from moviediary.movies import actions, merge_rules, queries
from moviediary.movies.commands import Identity, MergeMovies, PartMovies
from moviediary.movies.events import MovieCorrected, PosterRequested
from moviediary.movies.models import UPLOAD, Movie, MovieDetails, MovieMerge
from moviediary.movies.rules import EXTERNAL, fields
from moviediary.tables import find, get


def merge(member: Member, command: MergeMovies) -> UUID:
    """Let one movie become another; what belonged to it follows. Raises Refused and NotAllowed."""
    with log.changes(member.id) as record:
        movie, into = actions.existing(command.movie_id), actions.existing(command.into_id)
        facts = merge_rules.MergeFacts(queries.known(movie), queries.known(into), member.is_admin)
        for event in merge_rules.merge(MergeMovies(movie.id, into.id), facts):
            record(event)
            _inherit(record, movie, into)
    return into.id


def part(member: Member, command: PartMovies) -> UUID:
    """Let a merged movie be one of its own again; what belonged to it goes back. Raises NotFound, Refused and NotAllowed."""
    with log.changes(member.id) as record:
        movie = find(Movie, "id", command.movie_id)
        if movie is None:
            raise NotFound("There is no such film in the catalogue.")
        became = actions.existing(movie.id)
        facts = _part_facts(member, movie, became)
        for event in merge_rules.part(command, facts):
            _uncomplete(record, facts.movie.identity, movie, became)
            record(event)
            _disinherit(record, movie, became)
    return command.movie_id


def _uncomplete(record: Record, had: Identity, movie: Movie, became: Movie) -> None:
    """Take from a movie what film databases filled in by the numbers of one that was merged into it."""
    merge = get(MovieMerge, movie.id)
    while merge.into_id != became.id:
        merge = get(MovieMerge, merge.into_id)
    known = queries.known(became).identity
    before = merge_rules.parted_from(known, had, merge.completed)
    if before != known:
        record(MovieCorrected(became.id, **fields(before)))


def _part_facts(member: Member, movie: Movie, became: Movie) -> merge_rules.PartFacts:
    merge, known = find(MovieMerge, "movie_id", movie.id), queries.known(movie)
    had = {name: getattr(merge, name) for name in EXTERNAL} if merge else {}
    kept = replace(known, identity=replace(known.identity, **had))
    others = {name: holder for name, holder in queries.holders(kept.identity).items() if holder.movie_id != became.id}
    return merge_rules.PartFacts(kept, merge.into_id if merge else None, others, member.is_admin)


def _inherit(record: Record, movie: Movie, into: Movie) -> None:
    """Give a movie the poster of the one that was merged into it, where it has none; else look for one by its new numbers."""
    gone, stays = _details(movie), _details(into)
    if stays.poster_small:
        return
    if gone.poster_small:
        actions.save_poster(into.id, gone.poster())
    else:
        _ask_for_poster(record, into.id)


def _disinherit(record: Record, movie: Movie, became: Movie) -> None:
    """Take the poster of a movie from the one it was merged into, and look for those that are missing."""
    own, inherited, left = _details(movie), _details(became), actions.existing(became.id)
    less = any(getattr(left, name) != getattr(became, name) for name in EXTERNAL)
    came = bool(own.poster_small) and (own.poster_small, own.poster_source) == (inherited.poster_small, inherited.poster_source)
    # Found by a number it no longer has, it is that of another film.
    if came or (less and inherited.poster_source not in ("", UPLOAD)):
        actions.remove_poster(became.id)
    for one in (movie, became):
        if not _details(one).poster_small:
            _ask_for_poster(record, one.id)


def _ask_for_poster(record: Record, movie_id: UUID) -> None:
    if actions.has_number(actions.existing(movie_id)):
        record(PosterRequested(movie_id))
        actions.want_poster(movie_id, again=True)
    elif _details_of(movie_id).poster_state == "wanted":
        # Nobody can be asked by a number that the film no longer has.
        actions.note_poster(movie_id, "none")


def _details(movie: Movie) -> MovieDetails:
    return _details_of(movie.id)


def _details_of(movie_id: UUID) -> MovieDetails:
    return find(MovieDetails, "movie_id", movie_id) or MovieDetails(movie_id=movie_id)
