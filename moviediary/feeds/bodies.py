"""What a feed is sent as: compressed for readers that can unpack it, which is nearly all."""

import gzip
from datetime import datetime, timedelta
from functools import lru_cache

from werkzeug.datastructures import Accept
from werkzeug.wrappers import Response


def response(body: bytes, media_type: str, accepted: Accept) -> Response:
    if not accepted.quality("gzip"):
        return Response(body, content_type=media_type)
    answer = Response(_packed(body), content_type=media_type)
    answer.headers["Content-Encoding"] = "gzip"
    return answer


def since(moment: datetime | None) -> datetime | None:
    """The full second from which on nothing happened any more: what changed within a second must not look as old as what was
    read before in the same one."""
    if moment is None or not moment.microsecond:
        return moment
    return moment.replace(microsecond=0) + timedelta(seconds=1)


@lru_cache(maxsize=32)
def _packed(body: bytes) -> bytes:
    return gzip.compress(body, mtime=0)
