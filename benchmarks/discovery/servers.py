"""Shop and floor under gunicorn with four workers: the shop as it is deployed, the floor as its own file says."""

import os
import shlex
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.discovery.client import Client, get
from portero import embedded

ROOT = Path(__file__).resolve().parents[2]
FLOOR = ROOT.parent / "shared" / "bench" / "floor"
WORKERS = 4
STARTS_WITHIN = 180.0
FLOOR_ROWS = 10_000


@dataclass(frozen=True)
class Server:
    """A running gunicorn."""

    port: int
    pid: int
    started_in: float

    def client(self, connections: int = 16) -> Client:
        """What sends it requests."""
        return Client(self.port, connections)

    def workers(self) -> list[int]:
        """The pids of its worker processes."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        return [int(pid) for pid in children]

    def memory(self) -> float:
        """Megabytes that a worker needs on average, what they share divided among them (PSS)."""
        sizes = [_pss(pid) for pid in self.workers()]
        return sum(sizes) / len(sizes) / 1024


def production(database: str, port: int = 0) -> dict[str, str]:
    """The environment of the shop: deploy/env.example with this machine's database, cache and files."""
    server = os.environ.get("DATABASE_URL") or embedded.locations().database_url
    redis = os.environ.get("REDIS_URL") or embedded.locations().redis_url
    return os.environ | _example() | {
        "DJANGO_SETTINGS_MODULE": "portero.settings",
        "PORTERO_VAR": os.fspath(folder()),
        "DATABASE_URL": urlsplit(server)._replace(path=f"/{database}").geturl(),
        "REDIS_URL": redis.replace("db=0", "db=6"),
        "CACHE_KEY_PREFIX": f"{database}:{os.getpid()}",  # a run finds nothing that an earlier one left
        "CELERY_BROKER_URL": "memory://",
        "ALLOWED_HOSTS": "127.0.0.1",
        "PUBLIC_URL": "https://127.0.0.1",
        "S3_BUCKET": "",
        "WEB_WORKERS": str(WORKERS),
        "PORT": str(port),
        "HOST": "127.0.0.1",
        "LOG_LEVEL": "ERROR",
    }  # fmt: skip


def folder() -> Path:
    """Where the benchmark keeps static files and what it knows of its databases."""
    found = embedded.var_dir() / "bench"
    found.mkdir(parents=True, exist_ok=True)
    return found


def manage(database: str, *words: str) -> str:
    """Run a management command on a database, as production does; its output."""
    command = [sys.executable, "manage.py", *words]
    return subprocess.run(
        command, cwd=ROOT, env=production(database), check=True, stdout=subprocess.PIPE, text=True
    ).stdout


@contextmanager
def shop(database: str) -> Iterator[Server]:
    """The shop on that database, ready: every worker has answered."""
    port = _free_port()
    command = ["--config", "deploy/gunicorn.conf.py", "portero.wsgi:application"]
    with _served(command, ROOT, production(database, port), port, "/shop/") as server:
        yield server


@contextmanager
def floor(database: str, *words: str) -> Iterator[Server]:
    """The floor, unchanged, on its own database; `words` for gunicorn."""
    told = urlsplit(production("x")["DATABASE_URL"])
    host = dict(part.split("=") for part in told.query.split("&") if part).get("host") or told.hostname
    dsn = f"host={host} dbname={database} user={told.username} password={told.password or ''}"
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    environment |= {"FLOOR_DSN": dsn, "PYTHONPATH": os.fspath(FLOOR), "PYTHONDONTWRITEBYTECODE": "1"}
    port = _free_port()
    if not words:
        load = [sys.executable, "floor.py", str(FLOOR_ROWS)]
        subprocess.run(load, cwd=FLOOR, env=environment, check=True)
    command = ["-w", str(WORKERS), "-b", f"127.0.0.1:{port}", *words, "floor:application"]
    with _served(command, FLOOR, environment, port, "/c/1/?page=1") as server:
        yield server


@contextmanager
def _served(
    words: list[str], where: Path, environment: dict[str, str], port: int, path: str
) -> Iterator[Server]:
    command = [sys.executable, "-m", "gunicorn", *words, "--log-level", "error"]
    started = time.monotonic()
    process = subprocess.Popen(command, cwd=where, env=environment)
    try:
        _wait(process, port)
        client = Client(port)
        # One request reaches one worker: enough of them at once reach all.
        answers = [client.each([get(path)] * 64) for _ in range(3)]
        if wrong := answers[-1].wrong(200):
            sys.exit(f"{path} answers {wrong[0].status}: {' '.join(words)}")
        yield Server(port, process.pid, time.monotonic() - started)
    finally:
        process.terminate()
        process.wait(60)


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    deadline, pause = time.monotonic() + STARTS_WITHIN, threading.Event()
    while True:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        if process.poll() is not None or time.monotonic() > deadline:
            sys.exit("a server didn't start")
        pause.wait(0.1)


@cache
def _example() -> dict[str, str]:
    """What the example says, and the keys that it leaves out, made for this run."""
    command = [sys.executable, "bin/new_keys.py"]
    keys = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
    lines = ((ROOT / "deploy" / "env.example").read_text("utf-8") + keys).splitlines()
    pairs = [line.partition("=") for line in lines if line and not line.startswith("#")]
    return {name: shlex.split(value)[0] for name, _, value in pairs if value}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _pss(pid: int) -> int:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
