"""The least that could be done: one prepared select and one string for a page, six statements in one transaction for a write.

The same server, the same driver and the same settings of the database; no sessions, no forms, no rights, no templates.
"""

import html
import json
import os
import threading
from urllib.parse import parse_qs
from uuid import UUID

from moviediary.database import open_database
from moviediary.ids import short, uuid7

_here = threading.local()
SESSION = "SELECT m.id, m.username FROM session s JOIN member m ON m.id = s.member_id WHERE s.token_hash = ?"
SELECT = """
SELECT r.id, m.username, f.id, f.title, f.year, f.directors, r.watched, r.rating, r.text, r.medium, d.poster_small,
(SELECT count(*) FROM review e WHERE e.member_id = r.member_id AND e.movie_id = r.movie_id AND e.position < r.position
 AND e.finished AND e.deleted_at IS NULL)
FROM review r JOIN member m ON m.id = r.member_id JOIN movie f ON f.id = r.movie_id
LEFT JOIN movie_details d ON d.movie_id = f.id
WHERE r.member_id = (SELECT id FROM member WHERE username = ?) AND r.deleted_at IS NULL AND r.audience = 'everyone'
ORDER BY r.position DESC LIMIT 51
"""
ICON = '<svg class="icon" width="16" height="16" aria-hidden="true"><use href="/static/icons.svg#{}"/></svg>'
# The markup of an entry as the site draws it, for a member who may edit it.
ROW = (
    '<article class="entry entry-diary" id="entry-{id}">'
    '<a class="entry-day" href="/reviews/{id}"><b>{day}</b><span>Sat</span></a>'
    '<a class="entry-poster" href="/movies/{film}" aria-hidden="true" tabindex="-1"><span class="poster hue-3">'
    '<span class="poster-title">{title}</span><span class="poster-year">{year}</span></span></a><div class="entry-body">'
    '<h3 class="entry-title"><a href="/movies/{film}"><bdi>{title}</bdi></a> <span>{year}</span></h3>'
    '<p class="entry-facts">{directors} · {medium}</p>'
    '<div class="entry-text" dir="auto"><p>{text}</p></div></div>'
    '<div class="entry-side"><svg class="stars"><title>{rating}</title><use href="/static/stars.svg#s{rating}"/></svg>'
    '<p class="entry-marks">{ordinal}</p></div><div class="entry-actions">'
    '<a href="/reviews/{id}/edit?view=diary" hx-get="/reviews/{id}/edit?view=diary" hx-target="#entry-{id}" hx-swap="outerHTML" '
    'title="Edit" aria-label="Edit the entry of {title}">' + ICON.format("pencil") + "</a>"
    '<a href="/reviews/{id}/history" title="History" aria-label="History of the entry of {title}">'
    + ICON.format("history")
    + "</a>"
    '<form action="/reviews/{id}/deletion" method="post" hx-post="/reviews/{id}/deletion" hx-target="#entry-{id}">'
    '<input type="hidden" name="csrf_token" value="{token}"><input type="hidden" name="view" value="diary">'
    '<button title="Delete" aria-label="Delete the entry of {title}">' + ICON.format("trash") + "</button></form></div></article>"
)
TOKEN = "x" * 90


def application(environ, start_response):
    if not hasattr(_here, "database"):
        _here.database = open_database(os.environ["DATABASE_URL"])
        _here.database.connect()
    if environ["REQUEST_METHOD"] == "POST":
        return _log(environ, start_response)
    _here.database.execute_sql(SESSION, (TOKEN,)).fetchall()
    name = environ["PATH_INFO"].split("/")[2] if "/members/" in environ["PATH_INFO"] else ""
    rows = _here.database.execute_sql(SELECT, (name,)).fetchall()
    body = "".join(_row(*row) for row in rows).encode()
    start_response("200 OK", [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(body)))])
    return [body]


def _row(review, username, film, title, year, directors, watched, rating, text, medium, small, earlier):
    escaped, told = html.escape(title), html.escape(", ".join(json.loads(directors)))
    return ROW.format(
        id=short(UUID(review)),
        film=f"{short(UUID(film))}-{year}",
        day=watched[8:],
        title=escaped,
        year=year,
        directors=told,
        medium=medium,
        text=html.escape(text),
        rating=rating,
        ordinal=earlier + 1,
        token=TOKEN,
    )


def _log(environ, start_response):
    said = parse_qs(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])).decode())
    review, member, movie = uuid7().hex, said["member"][0], said["movie"][0]
    database = _here.database
    with database.atomic():
        day = "2026-11-21"
        values = (
            review,
            member,
            movie,
            said["key"][0],
            day,
            "",
            f"{day}T00:00-{review}",
            8,
            0,
            "",
            "[]",
            "",
            0,
            1,
            0,
            "everyone",
            1,
        )
        database.execute_sql(f"INSERT INTO review VALUES ({', '.join('?' * 17)}, NULL)", values)
        event = (str(uuid7()), "reviews.logged", 1, "2026-11-21 00:00:00", member, None, "{}", 0)
        database.execute_sql(
            "INSERT INTO log (id, subject, version, at, actor, batch, data, erased) VALUES (?,?,?,?,?,?,?,?)", event
        )
        for table, key in (("day_count", day), ("rating_count", 8)):
            more = "ON CONFLICT DO UPDATE SET count = count + 1"
            database.execute_sql(f"INSERT INTO {table} VALUES (?, ?, 'everyone', 1) {more}", (member, key))
    start_response("303 See Other", [("Location", "/"), ("Content-Length", "0")])
    return [b""]
