"""What the site itself tells of: imports, posters, reports. A select for each, however many notifications there are."""

from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

from moviediary.imports.models import Import
from moviediary.movies.models import Movie
from moviediary.notifications.models import NotificationAct
from moviediary.reports.models import Report


def imports(import_ids: Collection[UUID]) -> dict[UUID, tuple[str, str]]:
    """How imports stand, and what their files are called."""
    if not import_ids:
        return {}
    rows = Import.select(Import.id, Import.state, Import.file_name).where(Import.id.in_(list(import_ids))).tuples()
    return {import_id: (state, name) for import_id, state, name in rows}


def posters(notification_ids: Collection[UUID], act: UUID | None) -> dict[UUID, list[tuple[UUID, str, int]]]:
    """By notification: the films whose poster could not be fetched; or one of them only."""
    found: dict[UUID, list[tuple[UUID, str, int]]] = defaultdict(list)
    if notification_ids:
        query = NotificationAct.select(NotificationAct.notification, Movie.id, Movie.title, Movie.year)
        query = query.join(Movie, on=(Movie.id == NotificationAct.act))
        told = NotificationAct.notification.in_(list(notification_ids))
        for notification_id, *movie in query.where(told, *([NotificationAct.act == act] if act else [])).tuples():
            found[notification_id].append(tuple(movie))
    return found


def reports(notification_ids: Collection[UUID], act: UUID | None) -> dict[UUID, list[str]]:
    """By notification: why something was reported, of the reports that wait; or of one of them only."""
    found: dict[UUID, list[str]] = defaultdict(list)
    if notification_ids:
        query = NotificationAct.select(NotificationAct.notification, Report.reason)
        query = query.join(Report, on=(Report.id == NotificationAct.act))
        waiting = NotificationAct.notification.in_(list(notification_ids)) & Report.resolved_at.is_null()
        for notification_id, reason in query.where(waiting, *([NotificationAct.act == act] if act else [])).tuples():
            found[notification_id].append(reason)
    return found
