"""The mapping of a file that nobody knows: which column is which of our fields, seen before it counts."""

from flask import Blueprint, request
from werkzeug.wrappers import Response

from moviediary import ids
from moviediary.accounts import session
from moviediary.errors import Refused
from moviediary.forms import ButtonForm
from moviediary.htmx import go, render
from moviediary.imports import actions, mapping_queries, profile_actions, profile_queries, queries, sample_actions
from moviediary.imports.mapping_forms import MappingForm, ProfileForm
from moviediary.imports.mapping_queries import MAPPED, Examined
from moviediary.imports.models import READABLE, Import
from moviediary.limits import limits
from moviediary.pages import Page
from moviediary.sources import fields, profiles
from moviediary.text import slug
from moviediary.toasts import tell

mapping = Blueprint("mapping", __name__, url_prefix="/imports")


@mapping.get("/<address>/mapping")
@session.required
def show(address: str) -> Response:
    batch, asked = queries.one(session.member(), address), request.args.get("profile", "")
    if batch.state not in ("ready", "failed"):
        return go(f"/imports/{address}", 302)
    known = profile_queries.one(session.member(), asked).profile if asked else None
    if not mapping_queries.is_kept(batch):
        return go(f"/imports/{address}/columns", 302)
    columns = mapping_queries.columns_of(batch)
    return _page(batch, MappingForm(batch, columns, known, formdata=None), ProfileForm(formdata=None))


@mapping.get("/<address>/columns")
@session.required
def columns(address: str) -> Response:
    """Where one waits for the columns of a file that was read without keeping them."""
    batch = queries.one(session.member(), address)
    if mapping_queries.is_kept(batch) or batch.state not in READABLE:
        return go(f"/imports/{address}/mapping", 302)
    limits().hit("SEARCH", str(session.member().id))
    sample_actions.ask(batch)
    page = Page("Choose the columns", "Which column is which.", f"/imports/{address}/columns")
    return render("imports/columns.html", "imports/_columns.html", page=page, batch=batch, address=f"/imports/{address}")


@mapping.post("/<address>/mapping")
@session.required
def save(address: str) -> Response:
    """Read the file by the columns that were chosen."""
    member = session.member()
    limits().hit("IMPORT", str(member.id))
    batch, form = _sent(address)
    if form.submit(lambda: actions.read_again(member, address, MAPPED, form.how())):
        return go(f"/imports/{address}")
    return _page(batch, form, ProfileForm(formdata=None))


@mapping.post("/<address>/mapping/examples")
@session.required
def examples(address: str) -> Response:
    """How the file reads by what is chosen just now; nothing is kept."""
    limits().hit("SEARCH", str(session.member().id))
    batch, form = _sent(address)
    told = form.result if form.submit(lambda: _examined(batch, form)) else Examined(problem=form.problem)
    return _page(batch, form, ProfileForm(formdata=None), told)


@mapping.get("/<address>/mapping/examples")
@mapping.get("/<address>/mapping/profile")
@mapping.get("/<address>/profiles")
@session.required
def back(address: str) -> Response:
    """Without JavaScript these are addresses of pages, to which somebody may come back."""
    return go(f"/imports/{address}/mapping", 302)


@mapping.get("/<address>/examples")
@session.required
def survey(address: str) -> Response:
    """How the days and ratings of a file read, for whoever has to say what comes first and how high ratings go."""
    limits().hit("SEARCH", str(session.member().id))
    batch = queries.one(session.member(), address)
    if batch.state not in READABLE:
        return go(f"/imports/{address}", 302)
    told = mapping_queries.surveyed(batch)
    if told.awaited:
        sample_actions.ask(batch)
    page = Page("How it reads", "Days and ratings of a file.", f"/imports/{address}/examples")
    context = {"batch": batch, "address": f"/imports/{address}", "examined": told}
    return render("imports/examples.html", "imports/_examples.html", page=page, **context)


@mapping.post("/<address>/mapping/profile")
@session.required
def keep(address: str) -> Response:
    """Keep the choice under a name."""
    batch, form = _sent(address)
    if form.submit(lambda: profile_actions.keep(session.member(), form.profile())):
        tell("The profile is kept. It can be used for other files, and shared.")
        return go(f"/imports/{address}/mapping?profile={ids.short(form.result)}")
    return _page(batch, form, ProfileForm(formdata=None))


@mapping.get("/profiles/<address>.json")
@session.required
def download(address: str) -> Response:
    kept = profile_queries.one(session.member(), address)
    response = Response(profiles.dump(kept.profile), mimetype="application/json")
    name = slug(kept.profile.name, "profile").encode("ascii", "ignore").decode() or "profile"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.json"'
    return response


@mapping.post("/<address>/profiles")
@session.required
def share(address: str) -> Response:
    """Take over a profile that somebody shared."""
    member, batch, form = session.member(), queries.one(session.member(), address), ProfileForm()
    if form.submit(lambda: profile_actions.read(member, form.shared())):
        tell("The profile is kept, and used here.")
        return go(f"/imports/{address}/mapping?profile={ids.short(form.result)}")
    return _page(batch, MappingForm(batch, mapping_queries.columns_of(batch), formdata=None), form)


@mapping.post("/<address>/profiles/<profile>/deletion")
@session.required
def remove(address: str, profile: str) -> Response:
    if ButtonForm().pressed(lambda: profile_actions.remove(session.member(), profile)):
        tell("The profile is removed.")
    return go(f"/imports/{address}/mapping")


def _sent(address: str) -> tuple[Import, MappingForm]:
    batch = queries.one(session.member(), address)
    return batch, MappingForm(batch, mapping_queries.columns_of(batch))


def _examined(batch: Import, form: MappingForm) -> Examined:
    try:
        return mapping_queries.examined(session.member(), batch, form.how())
    except Refused as refusal:
        return Examined(problem=str(refusal))


def _page(batch: Import, form: MappingForm, sharing: ProfileForm, told: Examined | None = None) -> Response:
    address = f"/imports/{ids.short(batch.id)}"
    context = {"batch": batch, "address": address, "form": form, "sharing": sharing, "examined": told, "fields": fields.FIELDS}
    kept, asked = profile_queries.all_of(session.member()), request.args.get("profile", "")
    page = Page("Choose the columns", "Which column is which.", f"{address}/mapping")
    status = max(form.status, sharing.status)
    return render("imports/mapping.html", "imports/_examples.html", status, page=page, kept=kept, asked=asked, **context)
