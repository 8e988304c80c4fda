"""The walk through what those somebody follows logged and boosted, by places: the ids of entries and of boosts, in their order.

Each member followed is a list, newest first, and the walk merges these lists. It begins with their heads, which are kept
(`newest`), and takes LOOKED_AT steps at most. So it reads no more of the lists than it returns, whether somebody follows one
member or thousands, quiet ones or busy ones.

The select is written out. Words in capitals differ by the way the walk goes and by the database: SQLite takes one step at a time,
as a recursion there begins with what comes first of all it has found. Postgres, whose recursion knows no order, takes the steps
from every head and then the first of them.
"""

import re
from functools import cache

from moviediary.database import db, is_sqlite
from moviediary.diary.audiences import MUTED, follows
from moviediary.diary.models import FOR_SOMEBODY_ELSE

# A page shows fewer: some was shared twice, some is not for the reader.
LOOKED_AT = 60
WALK = f"""
WITH RECURSIVE heads (member, place) AS (
    SELECT member, place FROM (
        SELECT newest.member, HEAD AS place FROM follow CROSS JOIN newest WHERE newest.member = followed AND HEARD
    ) AS begun BEGUN ORDER BY place WAY LIMIT MOST
), walk (member, place) AS (STEPS ORDER BY 2 WAY LIMIT MOST)
SELECT walk.place, COALESCE(boost.review_id, walk.place), booster.username, booster.display_name, (boost.id IS NULL OR NOT (
    EXISTS (SELECT 1 FROM review WHERE review.id = boost.review_id AND (review.member_id = ? OR {follows("review.member_id")}))
    OR EXISTS (SELECT 1 FROM review_boost AS later WHERE later.review_id = boost.review_id AND later.id > boost.id AND EXISTS (
        SELECT 1 FROM follow WHERE followed = later.member_id AND HEARD))
))
FROM walk LEFT JOIN review_boost AS boost ON boost.member_id = walk.member AND boost.id = walk.place
LEFT JOIN member AS booster ON booster.id = boost.member_id
WHERE walk.place IS_THERE ORDER BY walk.place WAY
"""  # noqa: S608
# Nothing of who is muted is in lists.
HEARD = f"state = 'accepted' AND follower = ? AND followed NOT IN ({MUTED})"
ENTRIES = f"SELECT id FROM review WHERE member_id = MEMBER AND {FOR_SOMEBODY_ELSE} AND deleted_at IS NULL"  # noqa: S608
BOOSTS = "SELECT id FROM review_boost WHERE member_id = MEMBER"
ONE = "id BEYOND PLACE ORDER BY id WAY LIMIT 1"
NEXT = f"FIRST(COALESCE(({ENTRIES} AND {ONE}), NONE), COALESCE(({BOOSTS} AND {ONE}), NONE))"
AFTER_STEP = NEXT.replace("MEMBER", "walk.member").replace("PLACE", "walk.place")
STEPS_OF_SQLITE = """
    SELECT member, place FROM heads UNION ALL SELECT member, AFTER_STEP FROM walk WHERE place IS_THERE
"""
FROM_HEAD = "id BEYOND= heads.place ORDER BY id WAY LIMIT MOST"
STEPS_OF_POSTGRES = """
    SELECT heads.member, step.id FROM heads CROSS JOIN LATERAL (
        (ENTRIES AND FROM_HEAD) UNION ALL (BOOSTS AND FROM_HEAD)
    ) AS step
"""
# A list begins with what is newest of its member, but for one that reaches over the mark where the walk begins.
AFTER_MARK = NEXT.replace("MEMBER", "newest.member").replace("PLACE", ":mark")
HEADS = {
    "newest": "newest.place",
    "older": f"CASE WHEN newest.place < :mark THEN newest.place ELSE {AFTER_MARK} END",
    "newer": f"CASE WHEN newest.place > :mark THEN {AFTER_MARK} ELSE NONE END",
}
_GIVEN = re.compile(r":(reader|mark)\b")


def written(way: str) -> tuple[str, list[str]]:
    """The select of a walk, "newest", or "older" or "newer" than a mark; and what each of its values is: reader or mark."""
    return _written(way, is_sqlite(), db.param)


@cache
def _written(way: str, sqlite: bool, param: str) -> tuple[str, list[str]]:
    text = WALK
    for word, meant in {**_steps(way, sqlite), **_directions(way == "newer", sqlite)}.items():
        text = re.sub(rf"\b{word}\b", meant, text)
    # As the rules of who may see what say it.
    text = text.replace("?", ":reader")
    return _GIVEN.sub(param, text), _GIVEN.findall(text)


def _steps(way: str, sqlite: bool) -> dict[str, str]:
    """The words that stand for parts of the select, each before those it holds."""
    if sqlite:
        steps = {"STEPS": STEPS_OF_SQLITE, "AFTER_STEP": AFTER_STEP}
    else:
        steps = {
            "STEPS": STEPS_OF_POSTGRES,
            "ENTRIES": ENTRIES,
            "BOOSTS": BOOSTS,
            "FROM_HEAD": FROM_HEAD,
            "MEMBER": "heads.member",
        }
    return {**steps, "HEAD": HEADS[way], "HEARD": HEARD, "MOST": str(LOOKED_AT)}


def _directions(up: bool, sqlite: bool) -> dict[str, str]:
    towards = {"BEYOND": ">" if up else "<", "WAY": "ASC" if up else "DESC"}
    if not sqlite:
        there = {"BEGUN": "WHERE place IS NOT NULL", "IS_THERE": "IS NOT NULL", "NONE": "NULL"}
        return {**towards, **there, "FIRST": "LEAST" if up else "GREATEST"}
    # SQLite answers nothing where one of two is nothing, so a text stands for it that comes after all ids. As it comes last, it
    # need not be looked for among the heads, of which each would be worked out once more.
    none = "'~'" if up else "''"
    return {**towards, "BEGUN": "", "FIRST": "MIN" if up else "MAX", "IS_THERE": f"<> {none}", "NONE": none}
