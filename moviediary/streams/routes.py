"""The pages of a member's webhooks, under Settings."""

from collections.abc import Callable

from flask import Blueprint, request
from werkzeug.wrappers import Response

from moviediary import ids
from moviediary.accounts import session
from moviediary.forms import ButtonForm
from moviediary.htmx import go, render
from moviediary.limits import limits
from moviediary.pages import Page
from moviediary.streams import actions, queries, rules
from moviediary.streams.forms import WebhookForm
from moviediary.streams.models import Webhook
from moviediary.toasts import tell

webhooks = Blueprint("webhooks", __name__, url_prefix="/settings/webhooks")
PATH = "/settings/webhooks"


@webhooks.get("")
@session.required
def index() -> Response:
    return _list(WebhookForm(formdata=None))


@webhooks.post("")
@session.required
def create() -> Response:
    form = WebhookForm()
    if form.submit(lambda: actions.create(session.member(), *form.values())):
        tell("The webhook is made. Copy its secret now, and send a test.")
        return go(_at(form.result))
    return _list(form)


@webhooks.get("/<address>")
@session.required
def show(address: str) -> Response:
    webhook = queries.own(session.member(), address)
    return _one(webhook, WebhookForm(webhook, formdata=None))


@webhooks.post("/<address>")
@session.required
def change(address: str) -> Response:
    webhook = queries.own(session.member(), address)
    form = WebhookForm(webhook)
    if form.submit(lambda: actions.change(webhook, *form.values())):
        tell("Saved.")
        return go(_at(webhook))
    return _one(webhook, form)


@webhooks.post("/<address>/secret")
@session.required
def exchange_secret(address: str) -> Response:
    return _pressed(address, actions.exchange_secret, "There is another secret. The one before it is good for another day.")


@webhooks.post("/<address>/test")
@session.required
def test(address: str) -> Response:
    return _pressed(address, actions.test, "", limit="WEBHOOK")


@webhooks.post(f"/<address>/calls/<{ids.ROW}:number>/repetition")
@session.required
def send_again(address: str, number: int) -> Response:
    return _pressed(address, lambda webhook: actions.send_again(webhook, number), "", limit="WEBHOOK")


@webhooks.post("/<address>/pause")
@session.required
def turn_off(address: str) -> Response:
    return _pressed(address, actions.turn_off, "The webhook is turned off. What waits goes on waiting.")


@webhooks.post("/<address>/pause/removal")
@session.required
def turn_on(address: str) -> Response:
    return _pressed(address, actions.turn_on, "The webhook is turned on, and is told of what happens from now on.")


@webhooks.post("/<address>/deletion")
@session.required
def delete(address: str) -> Response:
    webhook = queries.own(session.member(), address)
    if ButtonForm().pressed(lambda: actions.delete(webhook)):
        tell("The webhook is deleted.")
        return go(PATH)
    return go(_at(webhook))


def _pressed(address: str, action: Callable[[Webhook], None], said: str, limit: str = "") -> Response:
    if limit:
        limits().hit(limit, str(session.member().id))
    webhook = queries.own(session.member(), address)
    if ButtonForm().pressed(lambda: action(webhook)) and said:
        tell(said)
    return go(f"{_at(webhook)}{'' if said else '#calls'}")


def _at(webhook: Webhook) -> str:
    return f"{PATH}/{ids.short(webhook.id)}"


def _list(form: WebhookForm) -> Response:
    found = queries.listed(session.member())
    page = Page("Webhooks", "Tell programs of your own what happens here.", PATH)
    context = {"webhooks": found, "groups": rules.GROUPS.values(), "full": len(found) >= rules.MOST, "most": rules.MOST}
    return render("streams/index.html", "streams/index.html", form.status, page=page, form=form, **context)


def _one(webhook: Webhook, form: WebhookForm) -> Response:
    page = Page("Webhook", "A webhook of yours, and its latest calls.", _at(webhook))
    asked = min(request.args.get("asked", 0, type=int), 1_000_000)
    calls = {"calls": queries.calls(webhook), "by_hand": queries.sent_by_hand(webhook), "asked": asked}
    secrets = {"secret": queries.new_secret(webhook), "old_until": queries.old_secret_until(webhook)}
    context = {"webhook": queries.shown(webhook), "groups": rules.GROUPS.values(), **calls, **secrets}
    return render("streams/webhook.html", "streams/_calls.html", form.status, page=page, form=form, **context)
