"""Many films entering the catalogue at once, as an import brings them: the same rules, the facts of all read together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from moviediary import clock, ids
from moviediary.accounts.models import Member
from moviediary.errors import Refused
from moviediary.log import Recorder
from moviediary.movies import actions, queries, rules
from moviediary.movies.commands import DiscoverMovie, Identity
from moviediary.movies.events import MovieCorrected, MovieDiscovered
from moviediary.movies.models import Movie, MovieDetails, MovieName
from moviediary.movies.rules import EXTERNAL, Discovery, Known
from moviediary.tables import add_all, find_all
from moviediary.text import fold


@dataclass(frozen=True)
class Wanted:
    """A film somebody needs. One that stands `apart` is a film of its own, whatever else has its title and year."""

    command: DiscoverMovie
    apart: bool = False


def discover_all(record: Recorder, member: Member, wanted: Sequence[Wanted]) -> list[UUID | Refused]:
    """Find or add films, within the transaction of whatever needs them. One that cannot be has its refusal instead."""
    shelf = _Shelf(member, [one.command.identity for one in wanted])
    found = [shelf.discover(one) for one in wanted]
    record.all(shelf.discovered)
    _want_posters(shelf.discovered)
    for event in shelf.corrected:
        record(event)
        actions.want_poster(event.movie_id)
    return found


class _Shelf:
    """What the catalogue has of some films, and what they add to it."""

    def __init__(self, member: Member, identities: Sequence[Identity]):
        self._member = member
        self._today_year = clock.now().year
        self._holders: dict[tuple[str, object], Known] = {}
        self._namesakes: dict[tuple[str, int], dict[UUID, Known]] = {}
        self.discovered: list[MovieDiscovered] = []
        self.corrected: list[MovieCorrected] = []
        for movie in _with_numbers(identities):
            self._put(queries.known(movie))
        for movie in _with_names(identities):
            self._put(queries.known(movie))

    def discover(self, wanted: Wanted) -> UUID | Refused:
        identity = wanted.command.identity
        holders = {name: k for name in EXTERNAL if (k := self._holders.get((name, getattr(identity, name))))}
        namesakes = {} if wanted.apart else self._named(identity)
        closed = frozenset() if wanted.command.told else self._closed([*holders.values(), *namesakes.values()])
        facts = rules.DiscoverFacts(holders, list(namesakes.values()), ids.uuid7(), self._today_year, closed)
        try:
            discovery = rules.discover(wanted.command, facts)
        except Refused as refusal:
            return refusal
        self._note(discovery, {known.movie_id: known for known in (*holders.values(), *namesakes.values())})
        return discovery.movie_id

    def _named(self, identity: Identity) -> dict[UUID, Known]:
        every = (self._namesakes.get((name, identity.year), {}) for name in sorted(_names(identity)))
        return {movie_id: known for some in every for movie_id, known in some.items()}

    def _closed(self, known: Sequence[Known]) -> frozenset[UUID]:
        return frozenset(one.movie_id for one in known if not actions.may_correct(self._member, one.discovered_by))

    def _note(self, discovery: Discovery, found: Mapping[UUID, Known]) -> None:
        for event in discovery.events:
            identity = Identity(**{name: getattr(event, name) for name in rules.fields(Identity("", 0))})
            if isinstance(event, MovieDiscovered):
                self._put(Known(event.movie_id, identity, self._member.id))
                self.discovered.append(event)
            else:
                self._put(replace(found[event.movie_id], identity=identity))
                self.corrected.append(event)

    def _put(self, known: Known) -> None:
        for name in EXTERNAL:
            if (number := getattr(known.identity, name)) is not None:
                self._holders[name, number] = known
        for name in _names(known.identity):
            self._namesakes.setdefault((name, known.identity.year), {})[known.movie_id] = known


def _names(identity: Identity) -> set[str]:
    return {fold(name) for name in (identity.title, identity.original_title) if name}


def _with_numbers(identities: Sequence[Identity]) -> list[Movie]:
    found: list[Movie] = []
    for name in EXTERNAL:
        numbers = [number for one in identities if (number := getattr(one, name)) is not None]
        found += find_all(Movie, name, set(numbers))
    return found


def _with_names(identities: Sequence[Identity]) -> list[Movie]:
    years = {one.year for one in identities}
    named = find_all(MovieName, "name", {name for one in identities for name in _names(one)})
    movies = find_all(Movie, "id", {row.movie_id for row in named if row.year in years})
    return sorted(movies, key=lambda movie: movie.id)


def _want_posters(discovered: Sequence[MovieDiscovered]) -> None:
    rows = [{"movie_id": event.movie_id, "poster_state": "wanted"} for event in discovered if actions.has_number(event)]
    add_all(MovieDetails, rows)
