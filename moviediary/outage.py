"""What a process says that tries the same again and again: that it cannot, once, however long, and that it can again."""

import logging
import time


class Outage:
    """Trouble that lasts. A problem of another kind is told too, as it may be what is to be mended."""

    def __init__(self, logger: logging.Logger, told: str) -> None:
        self._logger, self._told = logger, told
        self._kinds: set[type[Exception]] = set()
        self._since = 0.0

    def met(self, problem: Exception) -> None:
        if not self._kinds:
            self._since = time.monotonic()
        if type(problem) not in self._kinds:
            self._kinds.add(type(problem))
            self._logger.error(self._told, exc_info=problem)

    def over(self) -> None:
        if self._kinds:
            self._logger.warning("over after %d seconds: %s", time.monotonic() - self._since, self._told)
            self._kinds.clear()
