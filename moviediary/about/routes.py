"""What this site is, and whose facts about films it shows."""

from flask import Blueprint
from werkzeug.wrappers import Response

from moviediary import catalogue, providers
from moviediary.htmx import render
from moviediary.movies.queries import told_by
from moviediary.pages import Page

about = Blueprint("about", __name__)


@about.get("/about")
def index() -> Response:
    context = {"attributions": providers.attributions(told_by()), "offline": catalogue.present()}
    page = Page("About", "What Movie Diary is, and whose facts about films it shows.", "/about")
    return render("about/index.html", "about/index.html", page=page, **context)
