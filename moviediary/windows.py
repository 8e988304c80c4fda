"""How often something was done within a while: a window begins with the first time, and ends after so many seconds."""

import threading
import time
from typing import Any, NamedTuple, Protocol

# So many windows are kept in a process before those that ended are looked for.
MANY = 1_000
KEY = "moviediary:window:"
# In one piece, or a window could begin and never end; and in one question, as it is asked for whatever is written or looked for.
ADD = """
local times = redis.call('INCR', KEYS[1])
if times == 1 then redis.call('EXPIRE', KEYS[1], ARGV[1]) end
return times
"""


class Window(NamedTuple):
    """How often so far, and seconds until it ends."""

    times: int
    left: float


class Windows(Protocol):
    def add(self, name: str, seconds: int) -> int:
        """Count one more, and say how many that makes; the window begins with it where there is none."""

    def look(self, name: str) -> Window:
        """The window as it is."""


class InRedis:
    """Windows that all processes of a site share. Raises RedisError."""

    def __init__(self, connection: Any):
        self._connection = connection
        self._add = connection.register_script(ADD)

    def add(self, name: str, seconds: int) -> int:
        return int(self._add(keys=[KEY + name], args=[seconds]))

    def look(self, name: str) -> Window:
        with self._connection.pipeline() as pipeline:
            count, left = pipeline.get(KEY + name).pttl(KEY + name).execute()
        return Window(int(count or 0), max(left / 1000, 0.0))


class InProcess:
    """Windows of this process alone."""

    def __init__(self) -> None:
        self._ends: dict[str, tuple[int, float]] = {}
        self._lock = threading.Lock()

    def add(self, name: str, seconds: int) -> int:
        with self._lock:
            now = time.time()
            if len(self._ends) >= MANY:
                self._ends = {key: kept for key, kept in self._ends.items() if kept[1] > now}
            count, ends = self._ends.get(name, (0, 0.0))
            count, ends = (count + 1, ends) if ends > now else (1, now + seconds)
            self._ends[name] = count, ends
        return count

    def look(self, name: str) -> Window:
        count, ends = self._ends.get(name, (0, 0.0))
        left = ends - time.time()
        return Window(count, left) if left > 0 else Window(0, 0.0)
