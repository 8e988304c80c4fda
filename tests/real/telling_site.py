"""The worker of a site whose webhooks are found and tried again soon: outages cost a minute for real, more than tests have."""

import sys
from datetime import timedelta

import worker
from moviediary.pace import Pace
from moviediary.streams import rules

if __name__ == "__main__":
    rules.WAITS = (timedelta(seconds=1),) * 5
    sys.exit(worker.main(Pace(ask=0.5)))
