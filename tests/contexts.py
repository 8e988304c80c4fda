"""Contexts of a browser that tests take in turn: to make one, and to load the site into it anew, takes most of a second."""

from collections import defaultdict
from contextlib import contextmanager

from hands import is_complaint


class Contexts:
    def __init__(self, browser, origin: str):
        self._browser, self._origin = browser, origin
        self._free = defaultdict(list)

    @contextmanager
    def taken(self, settings: dict, complaints: list[str]):
        """A context that remembers nothing but static files; what the browser complains of is added to the complaints."""
        free = self._free[repr(settings)]
        context = free.pop() if free else self._made(settings)
        with heard(context, complaints):
            yield context
            self._empty(context)
        # Not where one is taken within a test that fails: who knows what state it is in.
        free.append(context)

    def _made(self, settings: dict):
        context = self._browser.new_context(**settings)
        # While one page of the site is open, the next one is drawn by the same process, which knows its scripts.
        # The note for lost connections would do as well, but looks every ten seconds whether they are back.
        context.new_page().goto(f"{self._origin}/about")
        return context

    def _empty(self, context) -> None:
        stays, *opened = context.pages
        for page in opened:
            page.close()
        context.unroute_all()
        context.set_offline(False)
        context.clear_permissions()
        context.clear_cookies()
        session = context.new_cdp_session(stays)
        session.send("Storage.clearDataForOrigin", {"origin": self._origin, "storageTypes": "all"})
        session.detach()


@contextmanager
def heard(context, complaints: list[str]):
    """What a browser says meanwhile in its console that is wrong: errors, refused styles and scripts."""

    def hear(message):
        if is_complaint(message):
            complaints.append(message.text)

    def fail(error):
        complaints.append(str(error.error))

    context.on("console", hear)
    context.on("weberror", fail)
    yield
    context.remove_listener("console", hear)
    context.remove_listener("weberror", fail)
