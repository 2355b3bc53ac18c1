"""The shop as its visitors meet it: gunicorn in processes of its own, on this test's database."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

import httpx
from django.conf import settings
from django.db import connection

from portero import embedded

ROOT = Path(__file__).resolve().parent.parent.parent
STARTS_WITHIN = 60.0


class HasUrl(Protocol):
    """A double, in this process or another."""

    @property
    def url(self) -> str: ...


@dataclass
class Web:
    """One gunicorn, master and workers, which can be killed the hard way and started again."""

    port: int
    workers: int
    threads: int
    environment: dict[str, str]
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start and wait until it answers."""
        kind = "gthread" if self.threads > 1 else "sync"
        command = [sys.executable, "-m", "gunicorn", "portero.wsgi", "--bind", f"127.0.0.1:{self.port}"]
        command += ["--workers", str(self.workers), "--worker-class", kind, "--threads", str(self.threads)]
        command += ["--timeout", "120", "--backlog", "256", "--log-level", "warning"]
        self.process = subprocess.Popen(command, cwd=ROOT, env=self.environment, start_new_session=True)
        wait_for(self._answers, STARTS_WITHIN)

    def kill(self) -> None:
        """`kill -9` of the whole group: nobody gets to say goodbye."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(10)

    def _answers(self) -> bool:
        try:
            return httpx.get(self.url + "/bag/", timeout=10).status_code == 200
        except httpx.TransportError:
            return False


def wait_for(happened: object, seconds: float) -> None:
    """Poll until it is true; an AssertionError after that many seconds."""
    deadline = time.monotonic() + seconds
    pause = threading.Event()
    while not happened():  # type: ignore[operator]
        assert time.monotonic() < deadline, f"not within {seconds} s"
        pause.wait(0.1)


@contextmanager
def running_shop(double: HasUrl, *, workers: int, threads: int) -> Iterator[Web]:
    """Gunicorn with this many workers and threads, talking to this double; ended by its process group."""
    with tempfile.TemporaryDirectory() as var:
        web = Web(_free_port(), workers, threads, {})
        web.environment = _environment(double, web.port, var)
        # The style sheet that goes out is bundled and minified: that one is looked at.
        collect = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
        subprocess.run(collect, cwd=ROOT, env=web.environment, check=True)
        try:
            web.start()
            yield web
        finally:
            web.kill()


def _environment(double: HasUrl, port: int, var: str) -> dict[str, str]:
    server = os.environ.get("DATABASE_URL") or embedded.locations().database_url
    name = connection.settings_dict["NAME"]
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.served",
        "PORTERO_VAR": var,
        "DATABASE_URL": urlsplit(server)._replace(path=f"/{name}").geturl(),
        "PORT": str(port),
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "STRIPE_DOUBLE_PORT": double.url.rsplit(":", 1)[1],
        "REDIS_URL": settings.REDIS_URL.replace("db=0", "db=5"),
        # Another shop's figures must not be this one's for the minute that they are kept.
        "CACHE_KEY_PREFIX": Path(var).name,
        "CELERY_BROKER_URL": "memory://",
        "LOG_LEVEL": "ERROR",
    }


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
