"""Writes of facts beside a movie's identity. What was said by hand wins over what a provider tells."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any
from uuid import UUID

import msgspec

from moviediary import log
from moviediary.accounts.models import Member
from moviediary.log import Record
from moviediary.movies import actions, facts, sources
from moviediary.movies.commands import FixFacts, HandFacts
from moviediary.movies.facts import FIXABLE, Told


def fix_facts(member: Member, command: FixFacts) -> UUID:
    """Say facts by hand, or leave them to the provider again. Raises Refused and NotAllowed."""
    with log.changes(member.id) as record:
        return fix(record, member, command)


def fix(record: Record, member: Member, command: FixFacts) -> UUID:
    """The same within the transaction of whatever needs it."""
    movie = actions.existing(command.movie_id)
    known = sources.of_movie(movie.id)
    allowed = actions.may_correct(member, movie.discovered_by)
    for event in facts.fix(replace(command, movie_id=movie.id), facts.FixingFacts(known.hand, known.told, allowed)):
        record(event)
        _settle(movie.id, known.told, sources.of_movie(movie.id).hand)
    return movie.id


def save_facts(movie_id: UUID, told: Mapping[str, Any]) -> None:
    """Keep what a provider tells of a movie: any of the facts, who told them and when. Facts not given stay."""
    known = sources.of_movie(movie_id)
    given = {name: value for name, value in told.items() if name in FIXABLE}
    _settle(movie_id, replace(known.told, **given), known.hand)
    others = {name: value for name, value in told.items() if name not in FIXABLE}
    if others:
        actions.save_details(movie_id, others)


def _settle(movie_id: UUID, told: Told, hand: HandFacts) -> None:
    shown = asdict(facts.effective(hand, told))
    provided = msgspec.json.encode(told).decode()
    actions.save_details(movie_id, {**shown, "by_hand": facts.by_hand(hand), "provided": provided})
