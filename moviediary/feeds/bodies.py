"""What feeds are sent as, and what is kept of them: many readers ask for the same just after it changed."""

import gzip
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cached_property
from threading import Lock

from werkzeug.datastructures import Accept
from werkzeug.wrappers import Response

from moviediary import metrics

# How many are kept, and the most bytes of one that is: a feed of long texts has some millions.
KEPT, LARGEST = 32, 200_000


class Body:
    """What is sent, and the same compressed, which is made when the first reader can unpack it."""

    def __init__(self, plain: bytes):
        self.plain = plain

    @cached_property
    def packed(self) -> bytes:
        return gzip.compress(self.plain, mtime=0)


class Bodies:
    """Bodies by what they follow from, the latest asked for."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, Body] = OrderedDict()
        self._lock = Lock()

    def get(self, name: str, make: Callable[[], bytes]) -> Body:
        """The body of a name, made where it is not kept."""
        with self._lock:
            if name in self._kept:
                metrics.one_more(metrics.FEEDS, metrics.KEPT)
                self._kept.move_to_end(name)
                return self._kept[name]
        metrics.one_more(metrics.FEEDS, metrics.MADE)
        body = Body(make())
        if len(body.plain) <= LARGEST:
            with self._lock:
                self._kept[name] = body
                while len(self._kept) > KEPT:
                    self._kept.popitem(last=False)
        return body


def response(body: Body, media_type: str, accepted: Accept) -> Response:
    """A body, compressed for readers that can unpack it, which is nearly all."""
    packed = accepted.quality("gzip") > 0
    answer = Response(body.packed if packed else body.plain, content_type=f"{media_type}; charset=utf-8")
    if packed:
        answer.headers["Content-Encoding"] = "gzip"
    answer.vary.add("Accept-Encoding")
    return answer


def since(moment: datetime) -> datetime:
    """The full second from which on nothing happened any more: what changed within a second must not look as old as what was
    read before in the same one."""
    return moment if not moment.microsecond else moment.replace(microsecond=0) + timedelta(seconds=1)
