"""Logs films of a member and says after each that it is saved, until it is killed: `python acknowledging.py DATABASE`."""

import sys
from itertools import count
from uuid import uuid4

from moviediary import database, jobs, wiring
from moviediary.accounts.queries import member_named
from moviediary.diary import actions
from moviediary.diary.commands import Viewing
from moviediary.movies.commands import DiscoverMovie, Identity


def main(url):
    database.configure(url)
    wiring.connect()
    jobs.bell = None
    with database.connected():
        alice = member_named("alice")
        for number in count():
            film, text = DiscoverMovie(Identity(f"Film {number % 20}", 1999)), f"{uuid4()} {'x' * 500}"
            actions.log_review(alice, uuid4(), film, Viewing(watched="", text=text))
            print(text[:36], flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
