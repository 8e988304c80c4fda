"""A process of its own that asks the film databases: `python asker.py SETTINGS`, then a question a line, as JSON.

A question is {"ask": "search", "arguments": ["matrix", null], "times": 3}: so many threads ask it at once. So is the answer.
"""

import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).parents[1]


class Asker:
    """Such a process, seen from a test. As one of the web's it has to take its turn."""

    def __init__(self, settings, web=True):
        from starting import python

        (asked, asks), (answers, answered) = os.pipe(), os.pipe()
        said = json.dumps({**settings, "web": web})
        self._process = python(__file__, said, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdin=asked, stdout=answered)
        for number in (asked, answered):
            os.close(number)
        self._asks, self._answers = os.fdopen(asks, "w"), os.fdopen(answers)
        self._ready = False

    def wait(self):
        """Wait until it is ready to ask: on a busy machine one starts seconds after another."""
        self._ready = self._ready or bool(self._answers.readline())

    def begin(self, ask, *arguments, times=1):
        self.wait()
        self._asks.write(json.dumps({"ask": ask, "arguments": arguments, "times": times}) + "\n")
        self._asks.flush()

    def told(self):
        """What each thread was told: "found", "nothing", or the name, the sentence and the seconds of a problem."""
        return json.loads(self._answers.readline())

    def ask(self, ask, *arguments, times=1):
        self.begin(ask, *arguments, times=times)
        return self.told()

    def kill(self):
        self._process.kill()
        self._process.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        with suppress(BrokenPipeError):
            self._asks.close()
        self._answers.close()
        self._process.wait()


def main(settings):
    from moviediary import http, providers

    web, order = settings.pop("web"), tuple(settings.pop("order"))
    http.configure(allow_private=True)
    providers.configure(providers.Settings(order, **settings))
    if web:
        providers.limit(providers.AT_ONCE)
    print("ready", flush=True)
    for line in sys.stdin:
        question = json.loads(line)
        ask = getattr(providers, question["ask"])
        with ThreadPoolExecutor(question["times"]) as pool:
            answers = [pool.submit(answered, ask, question["arguments"]) for _ in range(question["times"])]
        print(json.dumps([answer.result() for answer in answers]), flush=True)


def answered(ask, arguments):
    from moviediary.errors import GiveUp, TryAgain

    try:
        return ["found" if ask(*arguments) else "nothing"]
    except (TryAgain, GiveUp) as problem:
        return [type(problem).__name__, str(problem), getattr(problem, "after", 0)]


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
