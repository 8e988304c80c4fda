"""`worker.py`, in more of a hurry: what a dead process held is free after some seconds, and the sweep looks for it often."""

import sys
from datetime import timedelta

import worker
from moviediary import attempts, sweep

if __name__ == "__main__":
    attempts.LEASE = timedelta(seconds=8)
    sweep.EVERY, sweep.GRACE = 3.0, timedelta(seconds=2)
    sys.exit(worker.main())
