"""What members hear of and how: the settings, and the address in letters at which a click ends them."""

from flask import Blueprint, request
from werkzeug.wrappers import Response

from moviediary import mail
from moviediary.accounts import session
from moviediary.accounts.models import Member
from moviediary.forms import ButtonForm
from moviediary.htmx import go, render
from moviediary.limits import limits
from moviediary.notifications import actions, queries, unsubscribing
from moviediary.notifications.counting import choices_of
from moviediary.notifications.forms import ChoicesForm
from moviediary.notifications.rules import KINDS
from moviediary.pages import Page
from moviediary.toasts import tell

notifying = Blueprint("notifying", __name__)
HOME = "/settings/notifications"


@notifying.route(HOME, methods=["GET", "POST"])
@session.required
def settings() -> Response:
    member = session.member()
    form = ChoicesForm.of(member, choices_of(member.id), queries.digest_of(member))
    if form.submit(lambda: _choose(member, form)):
        tell("What you are told of is saved.")
        return go(HOME)
    page = Page("Notifications", "Settings of your film diary.", HOME)
    refused = queries.refused_address(member)
    context = {"form": form, "kinds": KINDS, "can_mail": mail.configured(), "refused": refused, "page": page}
    return render("notifications/settings.html", "notifications/settings.html", form.status, **context)


@notifying.post(f"{HOME}/address")
@session.required
def try_again() -> Response:
    if ButtonForm().pressed(lambda: actions.try_address_again(session.member())):
        tell("E-mail goes to your address again.")
    return go(HOME)


@notifying.get("/unsubscribe/<signed>")
def unsubscribe(signed: str) -> Response:
    """Only asks: mail programs look at links before their readers do."""
    return _page(unsubscribing.opened(signed), done=False)


@notifying.post("/unsubscribe/<signed>")
def unsubscribed(signed: str) -> Response:
    """Without a session or a token, as a mail program sends it by itself (RFC 8058); the address is the key."""
    wish = unsubscribing.opened(signed)
    limits().hit("WRITE", session.client())
    actions.send_no_mail(wish.member_id, "all" if request.form.get("all") else wish.kind)
    return _page(wish, done=True)


def _choose(member: Member, form: ChoicesForm) -> None:
    actions.choose(member, form.chosen(member.is_admin), form.every.data or "", form.hour.data or "")


def _page(wish: unsubscribing.Wish, done: bool) -> Response:
    page = Page("E-mail from this site", "End e-mail from this film diary.", "/settings/notifications")
    everything = bool(request.form.get("all"))
    template = "notifications/unsubscribe.html"
    return render(template, template, wish=wish, done=done, everything=everything, address=request.path, page=page)
