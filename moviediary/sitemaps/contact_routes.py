"""Whom to tell of a weakness of this site."""

from flask import Blueprint, abort, current_app, redirect
from werkzeug.wrappers import Response

from moviediary import clock
from moviediary.pages import absolute
from moviediary.sitemaps import contact_rules

contact = Blueprint("contact", __name__)
PATH = "/.well-known/security.txt"


@contact.get(PATH)
def show() -> Response:
    address = contact_rules.address(current_app.config["CONTACT"]) or abort(404)
    response = Response(contact_rules.text(address, absolute(PATH), clock.now().date()), mimetype="text/plain")
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


@contact.get("/security.txt")
def elsewhere() -> Response:
    """Where it was looked for before there was a standard."""
    return redirect(PATH, 301)
