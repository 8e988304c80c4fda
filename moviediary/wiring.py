"""The table of contents: which tables follow which event, who hears of it, what is done when nobody asks."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from moviediary import attempts, deliveries, errands, jobs, log, notices, rebuild, schedule, work
from moviediary.accounts.events import MemberErased
from moviediary.accounts.models import ADMIN_CHANGED, PROFILE_CHANGED
from moviediary.backups import making
from moviediary.comments import models as comments
from moviediary.comments.events import CommentAdded, CommentDeleted, CommentEdited
from moviediary.deliveries import Handler
from moviediary.diary import numbers, reacted
from moviediary.diary.events import (
    ReviewDeleted,
    ReviewEdited,
    ReviewLogged,
    ReviewPurged,
    ReviewRestored,
    ReviewWithdrawn,
)
from moviediary.diary.restoring import RESTORED
from moviediary.enrichment import handlers as enrichment
from moviediary.events import Catalogue, Event
from moviediary.exports import handlers as export_handlers
from moviediary.exports import jobs as export_jobs
from moviediary.exports.actions import KIND as EXPORT
from moviediary.feeds import actions as feed_actions
from moviediary.feeds import handlers as feed_handlers
from moviediary.feeds import queries as feed_queries
from moviediary.imports import account_actions as profiles_brought
from moviediary.imports import handlers as import_handlers
from moviediary.imports import jobs as import_jobs
from moviediary.imports import queue_queries as import_queue
from moviediary.imports.models import ENDED as IMPORT_ENDED
from moviediary.imports.models import FORGOTTEN as IMPORT_FORGOTTEN
from moviediary.imports.models import KIND as IMPORT
from moviediary.movies import handlers
from moviediary.movies import jobs as movie_jobs
from moviediary.movies.events import MovieCorrected, MovieDiscovered, MoviesMerged, MoviesParted, PosterRequested
from moviediary.movies.models import LOST, PICTURES, POSTER_CHANGED, Movie
from moviediary.notices import Hearer
from moviediary.notifications import actions as notification_actions
from moviediary.notifications import handlers as notify
from moviediary.notifications import jobs as notification_jobs
from moviediary.notifications import restoring as notification_choices
from moviediary.notifications.counting import recount_one
from moviediary.people import handlers as people
from moviediary.periodic import LONG, SCHEDULE
from moviediary.projected import COPIED, PROJECTED, PROJECTIONS, TOGETHER
from moviediary.publishing import wiring as outgoing
from moviediary.reactions import models as reactions
from moviediary.reactions.events import BoostAdded, BoostRemoved, LikeAdded, LikeRemoved
from moviediary.relations.events import (
    FollowAccepted,
    FollowRejected,
    FollowRemoved,
    FollowRequested,
    UserBlocked,
    UserUnblocked,
)
from moviediary.relations.models import MUTES_CHANGED
from moviediary.reports.models import REPORT_CHANGED
from moviediary.sharing import jobs as sharing_jobs
from moviediary.streams import noting
from moviediary.tables import find

Handlers = Mapping[type[Event], Sequence[Handler]]

HANDLERS: Handlers = {
    MovieDiscovered: [handlers.sync_poster, enrichment.enrich, people.credit_directors],
    MovieCorrected: [handlers.sync_poster, enrichment.enrich, people.credit_directors],
    MoviesMerged: [enrichment.enrich, people.credit_directors],
    MoviesParted: [enrichment.enrich, enrichment.ask_again, people.credit_directors],
    PosterRequested: [handlers.sync_poster],
    MemberErased: [export_handlers.remove_exports, import_handlers.remove_imports, notify.forget_notifications],
    **dict.fromkeys((LikeAdded, LikeRemoved), (notify.tell_of_like,)),
    **dict.fromkeys((BoostAdded, BoostRemoved), (notify.tell_of_boost,)),
    **dict.fromkeys((CommentAdded, CommentEdited, CommentDeleted), (notify.tell_of_comment,)),
    **dict.fromkeys((ReviewLogged, ReviewEdited, ReviewDeleted, ReviewRestored), (notify.tell_of_review,)),
    **dict.fromkeys((ReviewWithdrawn, ReviewPurged), (notify.tell_of_review,)),
    **dict.fromkeys((FollowRequested, FollowAccepted, FollowRejected, FollowRemoved), (notify.tell_of_follow,)),
    **dict.fromkeys((UserBlocked, UserUnblocked), (notify.tell_of_block,)),
}

# Events that are none of a handler's business, though others of their kind are.
SPARED = {notify.tell_of_review: notify.is_untold}

# Only where there is a hub to be told: each delivery takes a while of the write it belongs to.
PUBLISHERS: Handlers = {
    event: [feed_handlers.publish]
    for event in (
        *(ReviewLogged, ReviewEdited, ReviewDeleted, ReviewRestored, ReviewWithdrawn),
        *(MovieCorrected, MoviesMerged, MoviesParted, MemberErased),
    )
}

# What a member is told when a handler gave up.
GIVEN_UP = {handlers.sync_poster: [handlers.poster_failed, notify.poster_failed]}

# What becomes of rows that no event tells of.
HEARERS: dict[str, list[Hearer]] = {
    POSTER_CHANGED: [feed_actions.poster_changed, notification_actions.poster_changed],
    PROFILE_CHANGED: [feed_actions.profile_changed],
    RESTORED: [feed_actions.review_restored],
    MUTES_CHANGED: [recount_one],
    ADMIN_CHANGED: [notification_actions.admin_changed],
    REPORT_CHANGED: [notification_actions.report_changed],
    IMPORT_ENDED: [notification_actions.import_ended],
    IMPORT_FORGOTTEN: [notification_actions.import_forgotten],
    rebuild.REBUILT: [feed_actions.tables_rebuilt],
}

# What may wait for a member, and is told on their own diary.
ERRANDS = [import_queue.errand]

# Work that takes long, by kind: its steps, and what members are told when it is given up.
WORK: dict[str, work.Steps] = {
    IMPORT: import_jobs.steps,
    EXPORT: export_jobs.steps,
    notification_jobs.KIND: notification_jobs.steps,
}
WORK_GIVEN_UP = {IMPORT: import_jobs.failed, EXPORT: export_jobs.given_up}

# What else the worker does when it is asked to.
TASKS: dict[str, Callable[..., None]] = {
    "draw_card": sharing_jobs.draw,
    LOST: movie_jobs.look_for_lost,
    jobs.DRAIN: attempts.drain,
    work.TASK: work.go_on,
}


def connect(publishing: bool = False) -> None:
    """Tell the mechanisms about the slices. `publishing` says whether a hub is told of what changes in feeds."""
    log.wiring.projections = PROJECTIONS
    log.wiring.together = TOGETHER
    log.wiring.catalogue = Catalogue(PROJECTIONS)
    log.wiring.note_deliveries = deliveries.note
    log.wiring.wake = jobs.wake
    deliveries.wiring.handlers = _both(HANDLERS, PUBLISHERS) if publishing else HANDLERS
    jobs.wiring.tasks = TASKS
    work.wiring.steps = WORK
    work.wiring.given_up = WORK_GIVEN_UP
    deliveries.wiring.describe = describe
    deliveries.wiring.name = name
    deliveries.wiring.given_up = {handler.__name__: _each(told) for handler, told in GIVEN_UP.items()}
    deliveries.wiring.spared = {handler.__name__: spared for handler, spared in SPARED.items()}
    notices.wiring.hearers = HEARERS
    schedule.wiring.periodics = SCHEDULE
    schedule.wiring.long = LONG
    errands.wiring.askers = ERRANDS
    outgoing.others = (noting.backlog,)
    rebuild.wiring.models = PROJECTED
    rebuild.wiring.copied = COPIED
    making.wiring.files = PICTURES
    reacted.wiring.columns = _reacted
    numbers.wiring.version = feed_queries.VERSION_OF_DIARY
    profiles_brought.wiring.notifications = notification_choices.take_over


def _both(some: Handlers, more: Handlers) -> Handlers:
    return {event: [*some.get(event, ()), *more.get(event, ())] for event in {**some, **more}}


def _reacted(reader_id: UUID | None) -> tuple[Any, ...]:
    return (*reactions.counted(reader_id), comments.counted(reader_id), *reactions.own(reader_id))


def _each(told: Sequence[Callable[[Any, str], None]]) -> Callable[[Any, str], None]:
    def tell(event: Event, problem: str) -> None:
        for one in told:
            one(event, problem)

    return tell


def name(event: Event) -> str:
    """What an event is about, as far as it says so itself."""
    return f"{event.title} ({event.year})" if isinstance(event, MovieDiscovered | MovieCorrected) else event.subject


def describe(event: Event) -> str:
    """What an event is about, for a list of jobs."""
    movie_id = None if isinstance(event, MovieDiscovered | MovieCorrected) else getattr(event, "movie_id", None)
    movie = find(Movie, "id", movie_id) if movie_id else None
    return f"{movie.title} ({movie.year})" if movie else name(event)
