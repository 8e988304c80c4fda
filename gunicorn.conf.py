"""How gunicorn serves the site, the same on a laptop, on a host with a Procfile and in a container.

Where to listen is on the command line. WEB_CONCURRENCY, which hosts set to suit the machine, is gunicorn's own variable.
"""

import os
from pathlib import Path

from gunicorn.glogging import Logger

workers = int(os.environ.get("WEB_CONCURRENCY") or 2)
worker_class = "gthread"
threads = 4
preload_app = True
graceful_timeout = 10
control_socket_disable = True
loglevel = "warning"

# Workers report by touching a file; on a slow disk that alone can make one look dead.
if os.access("/dev/shm", os.W_OK) and Path("/dev/shm").is_dir():  # noqa: S108
    worker_tmp_dir = "/dev/shm"  # noqa: S108


class logger_class(Logger):
    """Hands gunicorn's messages to the site's own log, so that they have its form."""

    def setup(self, cfg):
        super().setup(cfg)
        self.error_log.handlers.clear()
        self.error_log.propagate = True
