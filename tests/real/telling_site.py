"""The worker of a site whose webhooks are tried again soon: what an outage costs for real is a minute, more than tests have."""

import sys
from datetime import timedelta

import worker
from moviediary.streams import rules

if __name__ == "__main__":
    rules.WAITS = (timedelta(seconds=1),) * 5
    sys.exit(worker.main())
