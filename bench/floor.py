"""The least that could be done on the same server: one select and one string for a page, one transaction for a write.

Framework, driver, settings of the database, markup, form and rows written are the site's. What it does without: objects for rows,
templates, validation, rights, the token of a form, limits.
"""

import html
import json
import os
import threading
import zlib
from uuid import UUID

import cysqlite
import redis
from flask import Flask, Response, redirect, request

from moviediary.columns import as_uuid
from moviediary.database import configure, open_database
from moviediary.ids import from_short, made_at, short, uuid7
from moviediary.movies.models import address

app = Flask(__name__)
# It has connections of its own; whoever forks processes closes those of the site.
configure(os.environ["DATABASE_URL"])
_here = threading.local()
SESSION = "SELECT m.id, m.username FROM session s JOIN member m ON m.id = s.member_id WHERE s.token_hash = ?"
SELECT = """
SELECT r.id, f.id, f.title, f.year, f.directors, r.watched, r.rating, r.text, d.poster_small,
(SELECT count(*) FROM review e WHERE e.member_id = r.member_id AND e.movie_id = r.movie_id AND e.position < r.position
 AND e.finished AND e.deleted_at IS NULL)
FROM review r JOIN member m ON m.id = r.member_id JOIN movie f ON f.id = r.movie_id
LEFT JOIN movie_details d ON d.movie_id = f.id
WHERE r.member_id = (SELECT id FROM member WHERE username = ?) AND r.deleted_at IS NULL AND r.audience IN ('everyone', 'members')
ORDER BY r.position DESC LIMIT 50
"""
MARK = """
SELECT m.id, k.version FROM member m LEFT JOIN feed_mark k ON k.kind = 'member' AND k.subject = m.id WHERE m.username = ?
"""
LAST = UUID(int=(1 << 128) - 1)
FED = """
SELECT r.id, f.title, f.year, r.watched, r.rating, r.text, f.tmdb_id, m.display_name,
(SELECT count(*) FROM review e WHERE e.member_id = r.member_id AND e.movie_id = r.movie_id AND e.position < r.position
 AND e.finished AND e.deleted_at IS NULL)
FROM review r JOIN member m ON m.id = r.member_id JOIN movie f ON f.id = r.movie_id
LEFT JOIN movie_details d ON d.movie_id = f.id
WHERE r.member_id = ? AND r.id < ? AND r.deleted_at IS NULL AND r.audience = 'everyone' ORDER BY r.id DESC LIMIT 50
"""
FEED = '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>Diary</title>{}</channel></rss>'
ITEM = """<item><title>{title}, {year} - {rating}</title><link>http://127.0.0.1/reviews/{id}</link>
<guid isPermaLink="false">letterboxd-watch-{id}</guid>
<pubDate>{made:%a, %d %b %Y %H:%M:%S} +0000</pubDate><dc:creator>{name}</dc:creator>
<letterboxd:watchedDate>{day}</letterboxd:watchedDate><letterboxd:rewatch>{again}</letterboxd:rewatch>
<letterboxd:filmTitle>{title}</letterboxd:filmTitle><letterboxd:filmYear>{year}</letterboxd:filmYear>
<letterboxd:memberRating>{rating}</letterboxd:memberRating><letterboxd:memberLike>No</letterboxd:memberLike>
<tmdb:movieId>{tmdb}</tmdb:movieId><description>&lt;p&gt;{text}&lt;/p&gt;</description></item>
"""
FOLLOWED = """
WITH RECURSIVE walk (member, place) AS (
    SELECT member, place FROM (
        SELECT n.member, n.place FROM follow f CROSS JOIN newest n WHERE n.member = f.followed AND f.state = 'accepted'
        AND f.follower = (SELECT id FROM member WHERE username = ?) ORDER BY 2 DESC LIMIT 50
    ) UNION ALL SELECT member, (SELECT id FROM review WHERE member_id = walk.member AND audience <> 'me' AND deleted_at IS NULL
        AND id < walk.place ORDER BY id DESC LIMIT 1) FROM walk WHERE place IS NOT NULL ORDER BY 2 DESC LIMIT 50
)
SELECT r.id, f.id, f.title, f.year, f.directors, r.watched, r.rating, r.text, d.poster_small,
(SELECT count(*) FROM review e WHERE e.member_id = r.member_id AND e.movie_id = r.movie_id AND e.position < r.position
 AND e.finished AND e.deleted_at IS NULL)
FROM walk CROSS JOIN review r ON r.id = walk.place JOIN member m ON m.id = r.member_id JOIN movie f ON f.id = r.movie_id
LEFT JOIN movie_details d ON d.movie_id = f.id
"""
# Postgres knows no order in the middle of such a walk, but it can ask something of each row.
FOLLOWED_LATERALLY = f"""
WITH walk AS (
    SELECT one.id AS place FROM (
        SELECT n.member FROM follow f JOIN newest n ON n.member = f.followed WHERE f.state = 'accepted'
        AND f.follower = (SELECT id FROM member WHERE username = ?) ORDER BY n.place DESC LIMIT 50
    ) AS heads CROSS JOIN LATERAL (
        SELECT id FROM review WHERE member_id = heads.member AND audience <> 'me' AND deleted_at IS NULL ORDER BY id DESC LIMIT 50
    ) AS one ORDER BY 1 DESC LIMIT 50
)
{FOLLOWED[FOLLOWED.index("SELECT r.id") :].replace("CROSS JOIN review r ON", "JOIN review r ON")}"""
ICON = '<svg class="icon" width="16" height="16" aria-hidden="true"><use href="/static/icons.svg?v=ae2b5a20c8#{}"/></svg>'
STARS = (
    '<svg class="stars" viewBox="0 0 120 24" role="img"><title>{0} stars</title>'
    '<use href="/static/stars.svg?v=f593b19567#s{0}"/></svg>'
)
# The markup of an entry as the site draws it, for a member who may edit it.
ROW = (
    '<article class="entry entry-diary" id="entry-{id}"><a class="entry-day" href="/reviews/{id}"><b>{day}</b><span>Sat</span>'
    '<span class="hidden">: the entry</span></a><a class="entry-poster" href="/movies/{film}" aria-hidden="true" tabindex="-1">'
    '<span class="poster poster-small hue-3"><span class="poster-title" aria-hidden="true" dir="auto">{title}</span>'
    '<span class="poster-year" aria-hidden="true">{year}</span></span></a><div class="entry-body">'
    '<h3 class="entry-title"><a href="/movies/{film}"><bdi>{title}</bdi></a> <span>{year}</span></h3>'
    '<p class="entry-facts"><bdi>{directors}</bdi> · Cinema</p><div class="entry-text" dir="auto"><p>{text}</p></div></div>'
    '<div class="entry-side">{stars}<p class="entry-marks">{rewatch} {ordinal}</p></div><div class="entry-actions">'
    '<a href="/reviews/{id}/edit?view=diary" hx-get="/reviews/{id}/edit?view=diary" hx-target="#entry-{id}" hx-swap="outerHTML" '
    'title="Edit" aria-label="Edit the entry of {title}">{pencil}</a>'
    '<a href="/reviews/{id}/history" title="History" aria-label="History of the entry of {title}">{history}</a>'
    '<form action="/reviews/{id}/deletion" method="post" hx-post="/reviews/{id}/deletion" hx-target="#entry-{id}" '
    'hx-swap="outerHTML" hx-disable="find button"><input type="hidden" name="csrf_token" value="{token}"><input type="hidden" '
    'name="view" value="diary"><button title="Delete" aria-label="Delete the entry of {title}">{trash}</button></form></div>'
    "</article>"
)
ICONS = {name: ICON.format(name) for name in ("pencil", "history", "trash", "rewatch")}
TOKEN = "x" * 90
# As long as the head, the header, the numbers and the dialog of the site's page, which take time to send, too.
AROUND = "<!doctype html><title>Diary</title>" + "<p>around the entries</p>" * 240
REVIEW = f"INSERT INTO review VALUES ({', '.join('?' * 17)}, NULL, 0, 0, 0, FALSE)"
EVENT = (
    "INSERT INTO log (id, subject, version, at, actor, batch, data, erased) "
    "VALUES (?, 'reviews.logged', 1, ?, ?, NULL, ?, FALSE) RETURNING seq"
)
CHANGE = "INSERT INTO review_change VALUES (?, ?)"
DELIVERY = (
    "INSERT INTO delivery (seq, handler, attempts, next_at, holder, error) VALUES (?, 'publish', 0, ?, '', '') RETURNING id"
)
NUMBERS = {
    "days": "SELECT watched, SUM(count) FROM day_count WHERE member = ? AND watched BETWEEN '2025-11-22' AND '2026~' GROUP BY 1",
    "ratings": "SELECT rating, SUM(count) FROM rating_count WHERE member = ? GROUP BY 1",
    "directors": "SELECT director, SUM(count) FROM director_count WHERE member = ? GROUP BY 1 ORDER BY 2 DESC LIMIT 5",
    "months": "SELECT month, SUM(count), SUM(rating * count) FROM month_rating_count "
    "WHERE member = ? AND month > '2025-11' GROUP BY 1 LIMIT 12",
}
DAY = '<a class="l{level}" href="/members/reader?watched={day}" aria-label="{count} films on {day}"></a>'
BAR = '<li><a href="/members/reader/diary?watched={name}">{count}<span class="hidden"> films in {name}</span><svg></svg></a></li>'
SUGGESTED = """
SELECT imdb, title, year, directors FROM film
WHERE rank IN (SELECT rowid FROM title WHERE title MATCH ? ORDER BY rowid LIMIT ?)
"""
OWN = """
SELECT DISTINCT f.id, f.title, f.year, f.directors FROM movie f JOIN movie_name n ON n.movie_id = f.id
WHERE n.id IN (SELECT rowid FROM movie_title WHERE movie_title MATCH ? ORDER BY rowid LIMIT 8)
"""
CALLED = """
SELECT username, display_name, '', '' FROM member WHERE username LIKE ? OR display_name LIKE ? ORDER BY username LIMIT 3
"""
SUGGESTION = (
    '<li id="film-tt{0}" role="option"><a href="/reviews/new?movie=tt{0}"><span class="poster poster-small"></span>'
    "<b><bdi>{1}</bdi></b> <span>{2}</span> <bdi>{3}</bdi></a></li>"
)
DIRECTORS = "SELECT directors FROM movie WHERE id = ?"
COUNTS = {"day_count": "watched", "rating_count": "rating", "movie_rating_count": "rating", "director_count": "director"}
COUNT = {
    name: f"INSERT INTO {name} VALUES (?, ?, 'everyone', 1) "
    f"ON CONFLICT ({'movie' if name[0] == 'm' else 'member'}, {key}, audience) DO UPDATE SET count = {name}.count + 1"
    for name, key in COUNTS.items()
}
MONTH = (
    "INSERT INTO month_rating_count VALUES (?, ?, ?, 'everyone', 1) "
    "ON CONFLICT (member, month, rating, audience) DO UPDATE SET count = month_rating_count.count + 1"
)
NEWEST = "INSERT INTO newest VALUES (?, ?) ON CONFLICT (member) DO UPDATE SET place = excluded.place"
NOBODY = "0" * 32
# Where somebody is to be told of what is logged.
BELL = redis.from_url(os.environ["REDIS_URL"]) if "REDIS_URL" in os.environ else None
NOTHING_YET = dict.fromkeys(("started_at", "ended_at", "last_heartbeat", "worker_name", "group_id", "description"), "")
MARKS = (
    f"INSERT INTO feed_mark (kind, subject, version, at, event) VALUES {', '.join(['(?, ?, ?, ?, ?)'] * 4)} "
    "ON CONFLICT (kind, subject) DO UPDATE SET version = excluded.version, at = excluded.at, event = excluded.event"
)


@app.get("/members/<username>/diary")
def diary(username: str) -> Response:
    _ask(SESSION, (TOKEN,)).fetchall()
    rows = _ask(SELECT, (username,)).fetchall()
    return Response(AROUND + "".join([_row(*row) for row in rows]), mimetype="text/html")


@app.get("/members/<username>")
def profile(username: str) -> Response:
    _ask(SESSION, (TOKEN,)).fetchall()
    member = _ask("SELECT id FROM member WHERE username = ?", (username,)).fetchone()[0]
    rows = _ask(SELECT.replace("LIMIT 50", "LIMIT 20"), (username,)).fetchall()
    drawn = {name: _ask(text, (member,)).fetchall() for name, text in NUMBERS.items()}
    days = "".join([DAY.format(day=day, count=count, level=min(count, 4)) for day, count in drawn["days"]])
    bars = "".join([BAR.format(name=name, count=count) for name, count in (*drawn["ratings"], *drawn["directors"])])
    months = "".join([BAR.format(name=name, count=stars / (2 * count)) for name, count, stars in drawn["months"]])
    # The days without a film stand on the page as well.
    empty = DAY.format(day="2026-01-01", count=0, level=0) * (366 - len(drawn["days"]))
    return Response(AROUND + days + empty + bars + months + "".join([_row(*row) for row in rows]), mimetype="text/html")


@app.get("/following/<username>")
def following(username: str) -> Response:
    """What those logged whom somebody follows; what they shared is the site's affair."""
    _ask(SESSION, (TOKEN,)).fetchall()
    rows = _ask(FOLLOWED if _is_sqlite() else FOLLOWED_LATERALLY, (username,)).fetchall()
    return Response(AROUND + "".join([_row(*row) for row in rows]), mimetype="text/html")


@app.get("/members/<username>/feed.rss")
def feed(username: str) -> Response:
    member, version = _ask(MARK, (username,)).fetchone()
    etag = f"{version}-{request.query_string.decode()}"
    if request.if_none_match.contains_weak(etag):
        return Response(status=304, headers={"ETag": f'W/"{etag}"'})
    before = from_short(request.args.get("before", "")) or LAST
    rows = _ask(FED, (member, before.hex)).fetchall()
    body = FEED.format("".join([_item(*row) for row in rows]))
    return Response(body, mimetype="application/rss+xml", headers={"ETag": f'W/"{etag}"'})


@app.get("/search/suggestions")
def suggestions() -> Response:
    _ask(SESSION, (TOKEN,)).fetchall()
    # As little as can be made of what was typed: titles with these words, the last one unfinished.
    letters = "".join([character if character.isalnum() else " " for character in request.args["q"].lower()])
    asked = " AND ".join([f'"{word}"' for word in letters.split()])
    rows = []
    if asked:
        rows = _ask(OWN, (f"{asked}*",)).fetchall()
        rows += _catalogue().execute(SUGGESTED, (f"{asked}*", 8 - len(rows))).fetchall()
        rows += _ask(CALLED, (f"%{letters}%", f"%{letters}%")).fetchall()
    return Response("<ul>" + "".join([SUGGESTION.format(*map(html.escape, map(str, row))) for row in rows]) + "</ul>")


@app.post("/reviews")
def create() -> Response:
    said = request.form
    database, review, member = _database(), uuid7().hex, said["member"]
    _ask(SESSION, (TOKEN,)).fetchall()
    day, at = said["when"], f"{said['when']} 00:00:00"
    values = (member, said["movie"], said["key"], day, "", f"{day}T00:00-{review}", int(said["rating"]))
    event = uuid7().hex
    with database.atomic():
        _ask(REVIEW, (review, *values, False, "", "[]", "", False, True, False, said["audience"], 1))
        seq = _ask(EVENT, (event, at, member, json.dumps(values))).fetchone()[0]
        _ask(CHANGE, (seq, review))
        director = json.loads(_ask(DIRECTORS, (said["movie"],)).fetchone()[0])[0]
        for name, key in zip(
            COUNTS, ((member, day), (member, values[6]), (said["movie"], values[6]), (member, director)), strict=True
        ):
            _ask(COUNT[name], key)
        _ask(MONTH, (member, day[:7], values[6]))
        _ask(NEWEST, (member, review))
        places = (("own", member), ("everyone", NOBODY), ("member", member), ("movie", said["movie"]))
        _ask(MARKS, tuple(value for place in places for value in (*place, event, at, event)))
        delivery = _ask(DELIVERY, (seq, at)).fetchone()[0] if BELL else 0
    if BELL:
        _ring(BELL, delivery, at)
    return redirect("/", 303)


def _ring(bell: redis.Redis, delivery: int, at: str) -> None:
    """What RQ writes of a job, without its objects."""
    job = str(uuid7())
    data = zlib.compress(json.dumps(["moviediary.queue.deliver", None, [delivery], {}]).encode())
    then = at.replace(" ", "T") + ".000000Z"
    told = {"created_at": then, "enqueued_at": then, "data": data, "origin": "diary", "status": "queued", "timeout": 50}
    with bell.pipeline() as pipeline:
        pipeline.sadd("rq:queues", "rq:queue:diary")
        pipeline.hset(f"rq:job:{job}", mapping={**told, **NOTHING_YET})
        pipeline.rpush("rq:queue:diary", job)
        pipeline.execute()


def _item(review, title, year, day, rating, text, tmdb, name, again) -> str:
    key = as_uuid(review)
    return ITEM.format(
        id=short(key),
        made=made_at(key),
        title=html.escape(title),
        year=year,
        day=day,
        rating=(rating or 0) / 2,
        text=html.escape(html.escape(text)),
        tmdb=tmdb,
        name=html.escape(name),
        again="Yes" if again else "No",
    )


def _ask(text: str, values: tuple[object, ...]):
    return _database().execute_sql(text.replace("?", _database().param), values)


def _database():
    if not hasattr(_here, "database"):
        _here.database = open_database(os.environ["DATABASE_URL"])
        _here.database.connect()
    return _here.database


def _is_sqlite() -> bool:
    return os.environ["DATABASE_URL"].startswith("sqlite")


def _catalogue():
    if not hasattr(_here, "catalogue"):
        path = os.environ["DATABASE_URL"].removeprefix("sqlite:///").replace("diary.db", "catalogue.db")
        _here.catalogue = cysqlite.connect(f"file:{path}?mode=ro&immutable=1", uri=True)
    return _here.catalogue


def _row(review, film, title, year, directors, watched, rating, text, small, earlier) -> str:
    return ROW.format(
        id=short(as_uuid(review)),
        film=address(as_uuid(film), title, year),
        day=watched[8:],
        title=html.escape(title),
        year=year,
        directors=html.escape(", ".join(json.loads(directors))),
        text=html.escape(text),
        stars=STARS.format(rating),
        ordinal=earlier + 1,
        token=TOKEN,
        **ICONS,
    )
