"""A process that has imported what the site is made of, and becomes any program of it: `python zygote.py FD`.

Whoever has the other end of that socket sends what `python` would be called with, its environment and its standard streams. A
fork of this process is then that program, from its first line on, and a child of who asked. A process that begins with nothing
takes half a second to import what it needs, a fork ten milliseconds; tests start and kill hundreds.
"""

import gc
import importlib
import json
import os
import runpy
import socket
import sys
from pathlib import Path

# What reads the environment, app.py and the settings of gunicorn, is not among them: each program reads them for itself.
IMPORTED = (
    *("gunicorn.app.wsgiapp", "gunicorn.workers.gthread", "gunicorn.glogging", "gunicorn.config", "gunicorn.sock"),
    *("moviediary.web", "moviediary.wiring", "moviediary.commandline", "moviediary.warming", "moviediary.providers", "worker"),
)
ROOT = Path(__file__).parents[1]


def wait_for_orders(channel: socket.socket) -> dict:
    """What a fork of this process is to become; only such a fork returns."""
    while True:
        message, streams, _, _ = socket.recv_fds(channel, 1 << 20, 4)
        if not message:
            os._exit(0)
        reading, writing = os.pipe()
        child = os.fork()
        if not child:
            # Of a child that ended, the children are handed on to whoever takes orphans: who asked, here.
            if os.fork():
                os._exit(0)
            os.setsid()
            os.close(reading)
            os.write(writing, str(os.getpid()).encode())
            os.close(writing)
            channel.close()
            _take(streams)
            return json.loads(message)
        os.waitpid(child, 0)
        os.close(writing)
        channel.send(os.read(reading, 20))
        for number in (reading, *streams):
            os.close(number)


def _take(streams: list[int]) -> None:
    """Read and write with the streams that came along, and listen on a socket, should there be one."""
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        if stream != number:
            os.close(stream)


def become(arguments: list[str], environment: dict[str, str], folder: str) -> None:
    """Do what `python` does with these arguments: a file, or -m and a module."""
    os.environ.clear()
    os.environ.update(environment)
    if "LISTEN_FDS" in environment:
        # systemd's protocol: the sockets begin with number 3, and the number of the process says whom they are meant for.
        os.environ["LISTEN_PID"] = str(os.getpid())
    os.chdir(folder)
    sys.path[1:1] = [path for path in environment.get("PYTHONPATH", "").split(os.pathsep) if path]
    named, *rest = arguments
    if named == "-m":
        sys.path[0], sys.argv = folder, rest
        runpy.run_module(rest[0], run_name="__main__", alter_sys=True)
    else:
        sys.path[0], sys.argv = str(Path(named).resolve().parent), arguments
        runpy.run_path(named, run_name="__main__")


if __name__ == "__main__":
    sys.path[0] = str(ROOT)
    for name in IMPORTED:
        importlib.import_module(name)
    gc.collect()
    gc.freeze()
    become(**wait_for_orders(socket.socket(fileno=int(sys.argv[1]))))
