"""`worker.py`, in more of a hurry: what a dead process held is free after some seconds, the sweep looks for it often, and long
work is done in many pieces."""

import sys
from datetime import timedelta

import worker
from moviediary.pace import Pace

if __name__ == "__main__":
    sys.exit(worker.main(Pace(every=3.0, grace=timedelta(seconds=2), lease=timedelta(seconds=8), piece=0.3)))
