"""`worker.py`, in more of a hurry: what a dead process held is free after some seconds, the sweep looks for it often, and long
work is done in many pieces."""

import sys
from datetime import timedelta

import worker
from moviediary import attempts, sweep, work

if __name__ == "__main__":
    attempts.LEASE = timedelta(seconds=8)
    work.PIECE = 0.3
    sweep.EVERY, sweep.GRACE = 3.0, timedelta(seconds=2)
    sys.exit(worker.main())
