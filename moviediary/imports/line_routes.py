"""The lines of a file and what became of each, as a list and as a table to put right."""

from flask import Blueprint, Response, request, stream_with_context
from werkzeug.wrappers import Response as Answer

from moviediary.accounts import session
from moviediary.htmx import render
from moviediary.imports import line_queries, queries, report
from moviediary.imports.standing import standing
from moviediary.pages import Page
from moviediary.text import slug, whole_number

lining = Blueprint("lining", __name__, url_prefix="/imports")


@lining.get("/<address>/lines")
@session.required
def index(address: str) -> Answer:
    batch = queries.one(session.member(), address)
    asked, after = request.args.get("outcome"), whole_number(request.args.get("after", ""), 15)
    outcome = asked if asked in report.TOLD else None
    told = line_queries.page(batch, outcome, after)
    context = {"stands": standing(batch), "outcome": outcome, "outcomes": report.TOLD, "lines": told.lines, "after": told.after}
    page = Page(f"Lines of {batch.file_name}", "What became of each line.", f"/imports/{address}/lines")
    return render("imports/lines.html", "imports/_lines.html", page=page, **context)


@lining.get("/<address>/lines.csv")
@session.required
def table(address: str) -> Answer:
    """Lines as they were written, to be put right and brought again."""
    batch, asked = queries.one(session.member(), address), request.args.get("outcome", "failed")
    outcomes = [asked] if asked in report.TOLD else list(report.TOLD)
    rows = report.as_csv(lambda: queries.all_lines(batch, outcomes))
    response = Response(stream_with_context(rows), mimetype="text/csv")
    name = f"{slug(batch.file_name, 'import')}-{slug(report.TOLD.get(asked, ''), 'lines')}.csv"
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name.encode('ascii', 'ignore').decode()}"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
