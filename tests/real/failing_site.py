"""The site with a page that fails while its answer is made, when the page itself is done."""

from flask import Response

from app import app


def _failing():
    raise RuntimeError("the disk broke")
    yield


@app.get("/failing/<film>")
def failing(film):
    return Response(_failing())
