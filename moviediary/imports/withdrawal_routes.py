"""Taking an import back: what goes, what was changed since, and only then the doing."""

from flask import Blueprint
from werkzeug.wrappers import Response

from moviediary.accounts import session
from moviediary.htmx import go, render
from moviediary.imports import actions, queries, withdrawal_queries
from moviediary.imports.forms import WithdrawalForm
from moviediary.imports.standing import standing
from moviediary.pages import Page

taking_back = Blueprint("taking_back", __name__, url_prefix="/imports")


@taking_back.get("/<address>/withdrawal")
@session.required
def ask(address: str) -> Response:
    return _page(address, WithdrawalForm(formdata=None))


@taking_back.post("/<address>/withdrawal")
@session.required
def take_back(address: str) -> Response:
    member, form = session.member(), WithdrawalForm()
    if form.submit(lambda: actions.take_back(member, address, form.changed.data == "remove")):
        return go(f"/imports/{address}")
    return _page(address, form)


def _page(address: str, form: WithdrawalForm) -> Response:
    batch = queries.one(session.member(), address)
    context = {"stands": standing(batch), "form": form, "going": withdrawal_queries.going(session.member(), batch)}
    page = Page("Take an import back", "What will leave your diary.", f"/imports/{address}/withdrawal")
    return render("imports/withdrawal.html", "imports/withdrawal.html", form.status, page=page, **context)
