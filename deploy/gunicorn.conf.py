"""How gunicorn runs, in a checkout and in production; GUNICORN_CMD_ARGS overrides any of it."""

import os
from typing import Any

bind = f"{os.environ.get('HOST') or '127.0.0.1'}:{os.environ.get('PORT') or '8000'}"
workers = int(os.environ.get("WEB_WORKERS") or 2)
threads = int(os.environ.get("WEB_THREADS") or 8)
worker_class = "gthread" if threads > 1 else "sync"
# A kept connection belongs to one worker: of sixteen, one worker got ten and another none, which had nothing to do
# then. So a worker holds hardly more than it has threads for, and keeps one that is idle: a new connection is taken
# by whoever is free, and nobody waits for one that is only kept.
keepalive = 2
worker_connections = threads + 1
timeout = 60
graceful_timeout = 20
# The kernel's memory, where there is one: a slow disk must not look like a dead worker.
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108, PTH112
control_socket_disable = True
accesslog = None  # nginx writes one; requests that fail are logged by Django


def post_worker_init(worker: Any) -> None:
    """Read the shelf before the first visitor waits for it; without a database the worker starts all the same.

    What is there by now stays: looking through all of it for garbage would stop a request for a seventh of a second.
    """
    import gc

    from django.db import DatabaseError, connection

    from catalog import shelf

    try:
        shelf.current()
    except DatabaseError:
        worker.log.warning("The shelf is read at the first request: the database can't be reached.")
    finally:
        connection.close()
    gc.collect()
    gc.freeze()
