"""What feeds are sent as, and what is kept of them: many readers ask for the same just after it changed."""

import gzip
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Lock

from werkzeug.datastructures import Accept
from werkzeug.wrappers import Response

# How many are kept, and the most bytes, unpacked, of one that is: a feed of long texts has some millions.
KEPT, LARGEST = 32, 500_000


class Bodies:
    """Bodies by what they follow from, compressed, the latest asked for."""

    def __init__(self) -> None:
        self._packed: OrderedDict[str, bytes] = OrderedDict()
        self._lock = Lock()

    def get(self, name: str, make: Callable[[], bytes]) -> bytes:
        """The body of a name, compressed."""
        with self._lock:
            found = self._packed.get(name)
            if found is not None:
                self._packed.move_to_end(name)
                return found
        body = make()
        packed = gzip.compress(body, mtime=0)
        if len(body) <= LARGEST:
            with self._lock:
                self._packed[name] = packed
                while len(self._packed) > KEPT:
                    self._packed.popitem(last=False)
        return packed


def response(packed: bytes, media_type: str, accepted: Accept) -> Response:
    """A compressed body, unpacked for the few readers that cannot do so."""
    if not accepted.quality("gzip"):
        answer = Response(gzip.decompress(packed), content_type=f"{media_type}; charset=utf-8")
    else:
        answer = Response(packed, content_type=f"{media_type}; charset=utf-8")
        answer.headers["Content-Encoding"] = "gzip"
    answer.vary.add("Accept-Encoding")
    return answer


def since(moment: datetime) -> datetime:
    """The full second from which on nothing happened any more: what changed within a second must not look as old as what was
    read before in the same one."""
    return moment if not moment.microsecond else moment.replace(microsecond=0) + timedelta(seconds=1)
