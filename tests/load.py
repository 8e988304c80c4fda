"""Members who log films all the time, each in a thread, and note what they were answered and how long it took."""

import threading
import time
from collections import Counter

import requests
from processes import Visitor


class Load:
    """`with Load(address, 4) as load:` writes while the block runs; then `load` tells what happened.

    Nobody asks again: each answer counts as it is. `pause` are the seconds a member thinks between two films.
    """

    def __init__(self, address: str, members: int, pause: float = 0.0):
        self.visitors = [Visitor(address) for _ in range(members)]
        self.pause = pause
        self.statuses: Counter[int] = Counter()
        self.acknowledged: list[str] = []
        # When each answer came, what it was, and how long it took.
        self.answers: list[tuple[float, int, float]] = []
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._write, args=pair) for pair in enumerate(self.visitors)]
        for number, visitor in enumerate(self.visitors):
            visitor.register(f"writer{number}")

    def __enter__(self) -> "Load":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()

    @property
    def seconds(self) -> list[float]:
        return sorted(took for _, _, took in self.answers)

    def slowest(self, share: float) -> float:
        """The seconds within which this share of the answers came: 0.99 for all but one in a hundred."""
        seconds = self.seconds
        return seconds[min(int(len(seconds) * share), len(seconds) - 1)]

    def told(self) -> str:
        answered = ", ".join(f"{count} x {status}" for status, count in sorted(self.statuses.items()))
        return f"{answered}; p95 {self.slowest(0.95) * 1000:.0f} ms, p99 {self.slowest(0.99) * 1000:.0f} ms"

    def _write(self, of: int, visitor: Visitor) -> None:
        form = visitor.get("/reviews/new?by_hand=1").form("/reviews")
        number = 0
        while not self._over.wait(self.pause):
            number += 1
            text = f"Words {number} of {of}."
            film = {"title": f"Film {number % 50} of {of}", "year": "1999", "text": text}
            # The same form with other words is another entry, as when somebody goes back.
            status = self._sent(visitor, {**form, **film})
            self.statuses[status] += 1
            if status == 303:
                self.acknowledged.append(text)

    def _sent(self, visitor: Visitor, data: dict[str, str]) -> int:
        started = time.monotonic()
        try:
            status = visitor.session.post(f"{visitor.address}/reviews", data=data, timeout=30, allow_redirects=False).status_code
        except requests.RequestException:
            # Nobody answered.
            status = 0
        self.answers.append((time.monotonic(), status, time.monotonic() - started))
        return status
