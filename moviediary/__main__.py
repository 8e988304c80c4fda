"""The command line: `python -m moviediary`. Run it with --help."""

import os
import sys

import peewee

from moviediary import start
from moviediary.commandline import commands
from moviediary.config import Config
from moviediary.settings import ConfigError
from moviediary.upkeep.problems import words


def main() -> None:
    config = None
    # Help needs no database, and must come even where a setting is wrong.
    if not {"--help", "-h"} & set(sys.argv[1:]) and len(sys.argv) > 1:
        try:
            config = Config.from_env(os.environ)
            start(config)
        except ConfigError as problem:
            sys.exit(str(problem))
    try:
        commands(prog_name="python -m moviediary", obj=config)
    except (peewee.OperationalError, peewee.InterfaceError) as problem:
        sys.exit(f"The database says: {words(problem)}. `python -m moviediary doctor` looks what may be wrong.")


main()
