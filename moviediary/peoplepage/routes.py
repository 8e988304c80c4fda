"""The page of a person: what they made, and what of it I have seen."""

from flask import Blueprint, Response, render_template

from moviediary.accounts import session
from moviediary.htmx import moved
from moviediary.pages import Page
from moviediary.people import queries as people
from moviediary.people.models import Person
from moviediary.peoplepage import queries
from moviediary.peoplepage.queries import Career
from moviediary.words import plural

peoplepage = Blueprint("peoplepage", __name__, url_prefix="/people")


@peoplepage.get("/<address>")
def show(address: str) -> Response:
    person = people.person_at(address)
    if address != person.address:
        return moved(f"/people/{person.address}")
    career = queries.career(session.reader(), person)
    return Response(render_template("peoplepage/show.html", person=person, career=career, page=_page(person, career)))


def _page(person: Person, career: Career) -> Page:
    films = plural(career.films, "film", "films")
    years = f" from {career.years}" if career.years else ""
    return Page(person.name, f"{person.name}: {films}{years} in this film diary.", f"/people/{person.address}", kind="profile")
