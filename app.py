"""The web application: `gunicorn app:app`."""

import os
import sys

from moviediary import create_app
from moviediary.config import Config
from moviediary.settings import ConfigError

try:
    app = create_app(Config.from_env(os.environ))
except ConfigError as problem:
    sys.exit(str(problem))
