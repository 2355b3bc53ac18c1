"""The shop as its visitors meet it: gunicorn in processes of its own, on this test's database."""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit
from urllib.request import urlopen

from django.conf import settings
from django.db import connection

from portero import embedded

ROOT = Path(__file__).resolve().parent.parent.parent
STARTS_WITHIN = 60.0  # and ends; on a machine that has much else to do
# What its visitors do before it closes: a browser that is still open would ask a shop that is gone.
leave_before: list[Callable[[], None]] = []


class HasUrl(Protocol):
    """A double, in this process or another."""

    @property
    def url(self) -> str: ...


class Stem:
    """A process that has loaded the shop already, from which every gunicorn of this one grows."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory()
        self.var = Path(self._folder.name)
        (self.var / "static").mkdir()
        told = {"DJANGO_SETTINGS_MODULE": "tests.served", "PORTERO_VAR": str(self.var)}
        services = {"DATABASE_URL": database_url(), "REDIS_URL": settings.REDIS_URL}
        pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        command = [sys.executable, "-m", "tests.drills.stem"]
        self._process = subprocess.Popen(command, cwd=ROOT, env=os.environ | services | told, **pipes)

    def grow(self, environment: dict[str, str], arguments: list[str]) -> int:
        """A gunicorn with these arguments in this environment; the process id of its master."""
        assert self._process.stdin
        assert self._process.stdout
        json.dump({"environment": environment, "arguments": arguments}, self._process.stdin)
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())


@cache
def stem() -> Stem:
    """One for all tests of this process; it ends with it."""
    return Stem()


@dataclass
class Web:
    """One gunicorn, master and workers, which can be killed the hard way and started again."""

    port: int
    workers: int
    threads: int
    environment: dict[str, str]
    master: int = 0
    config: str = ""  # a file of gunicorn's, where it is not enough what this one says

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start and wait until it answers."""
        kind = "gthread" if self.threads > 1 else "sync"
        arguments = ["--bind", f"127.0.0.1:{self.port}", "--reuse-port", "--workers", str(self.workers)]
        arguments += ["--worker-class", kind, "--threads", str(self.threads), "--timeout", "120"]
        arguments += ["--backlog", "256", "--log-level", "warning"]
        arguments += ["--config", self.config] if self.config else []
        self.master = stem().grow(self.environment, arguments)
        wait_for(self._answers, STARTS_WITHIN)

    def kill(self) -> None:
        """`kill -9` of the whole group: nobody gets to say goodbye."""
        if self.master:
            with suppress(ProcessLookupError):
                os.killpg(self.master, signal.SIGKILL)
            wait_for(self._gone, STARTS_WITHIN)
            self.master = 0

    def _gone(self) -> bool:
        try:
            os.killpg(self.master, 0)
        except ProcessLookupError:
            return True
        return False

    def _answers(self) -> bool:
        try:
            with urlopen(self.url + "/bag/", timeout=30) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False


def wait_for(happened: object, seconds: float) -> None:
    """Poll until it is true; an AssertionError after that many seconds."""
    deadline = time.monotonic() + seconds
    pause = threading.Event()
    while not happened():  # type: ignore[operator]
        assert time.monotonic() < deadline, f"not within {seconds} s"
        pause.wait(0.1)


@contextmanager
def running_shop(double: HasUrl, *, workers: int, threads: int, config: str = "") -> Iterator[Web]:
    """Gunicorn with this many workers and threads, talking to this double; ended by its process group."""
    with _own_port() as port:
        web = Web(port, workers, threads, {}, config=config)
        web.environment = _environment(double, web.port, workers, threads)
        try:
            web.start()
            yield web
        finally:
            for leave in leave_before:
                leave()
            web.kill()


def _environment(double: HasUrl, port: int, workers: int, threads: int) -> dict[str, str]:
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.served",
        "PORTERO_VAR": str(stem().var),
        "DATABASE_URL": database_url(),
        "PORT": str(port),
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "STRIPE_DOUBLE_PORT": double.url.rsplit(":", 1)[1],
        "REDIS_URL": settings.REDIS_URL.replace("db=0", "db=5"),
        # Another shop's figures must not be this one's for the minute that they are kept.
        "CACHE_KEY_PREFIX": uuid.uuid4().hex,
        "CELERY_BROKER_URL": "memory://",
        # As the deployed configuration is told; its limit of connections follows from them.
        "WEB_WORKERS": str(workers),
        "WEB_THREADS": str(threads),
        "LOG_LEVEL": "ERROR",
    }


def database_url() -> str:
    """The database of this test, for a process of its own."""
    server = os.environ.get("DATABASE_URL") or embedded.locations().database_url
    return urlsplit(server)._replace(path=f"/{connection.settings_dict['NAME']}").geturl()


@contextmanager
def _own_port() -> Iterator[int]:
    """A port that the kernel gives to nobody else meanwhile: it stays bound here, and gunicorn shares it."""
    with socket.socket() as held:
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]
