"""How gunicorn serves the site, the same on a laptop, on a host with a Procfile and in a container.

Where to listen is on the command line. WEB_CONCURRENCY, which hosts set to suit the machine, is gunicorn's own variable.
"""

import gc
import os
import sys
from pathlib import Path

from gunicorn.glogging import Logger

from moviediary.config import web_processes
from moviediary.logs import request_id
from moviediary.processes import GARBAGE_OF_PAGES, give_back, share_memory
from moviediary.settings import ConfigError
from moviediary.warming import warm

# Looking for garbage again and again while everything is loaded takes a tenth of the start; `share_memory` looks once.
gc.disable()
try:
    workers = web_processes(os.environ)
except ConfigError as problem:
    # What is no number at all makes gunicorn fail before it comes here; `make run` looks first.
    sys.exit(str(problem))
worker_class = "gthread"
threads = 4
preload_app = True
graceful_timeout = 10
control_socket_disable = True
loglevel = "warning"

# Workers report by touching a file; on a slow disk that alone can make one look dead.
if os.access("/dev/shm", os.W_OK) and Path("/dev/shm").is_dir():  # noqa: S108
    worker_tmp_dir = "/dev/shm"  # noqa: S108


def when_ready(server):
    # The application is loaded, and no process was forked from this one yet.
    warm(server.app.wsgi())
    give_back()
    share_memory(GARBAGE_OF_PAGES)
    gc.enable()


def post_fork(server, worker):
    # SIGHUP has this file read again, and nothing is ready anew.
    gc.enable()


def post_request(worker, req, environ, resp):
    # What is told between requests, of connections, belongs to none. An error is told of later than this.
    if sys.exc_info()[0] is None:
        request_id.set("")


class logger_class(Logger):
    """Hands gunicorn's messages to the site's own log, so that they have its form."""

    def setup(self, cfg):
        super().setup(cfg)
        self.error_log.handlers.clear()
        self.error_log.propagate = True

    def exception(self, msg, *args, **kwargs):
        # gunicorn would name the address, and with it what somebody typed.
        super().exception(msg.partition(" %s")[0], **kwargs)
