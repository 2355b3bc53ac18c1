"""Requests a second of the public pages, beside a floor measured in the same run.

    python -m benchmarks.pages [--requests 400] [--floor DIR]

Shop and floor run one after the other under gunicorn with four sync workers, on the same machine and
PostgreSQL; the floor is a bare Django view with 48 cards from one query (its own file says how). Every page
is asked for by eight connections of one client process. Ratios are what counts.
"""

import argparse
import http.client
import os
import platform
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parents[1]
FLOOR = ROOT.parent / "shared" / "bench" / "floor"
CLIENTS, WORKERS = 8, 4
STARTS_WITHIN = 60.0


def main() -> None:
    """Measure, and print one table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--requests", type=int, default=400)
    parser.add_argument("--floor", type=Path, default=FLOOR)
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portero.settings")
    from portero import embedded

    embedded.enter()
    django.setup()
    floor = _floor(options.floor, options.requests)
    _table(floor, _shop(options.requests), options.requests)


def _shop(requests: int) -> dict[str, float]:
    from catalog.models import Item

    listed = Item.objects.filter(state="listed").order_by("pk").first()
    if listed is None:
        sys.exit("The shop is empty: run `make run` once, or manage.py seed_demo.")
    paths = {
        "home": "/",
        "list of 48": "/shop/?per_page=48",
        "item": listed.get_absolute_url(),
        "search": "/search/?q=hermes",
    }
    with _served("portero.wsgi", ROOT, os.environ | {"LOG_LEVEL": "ERROR"}) as port:
        return {name: _rate(port, path, requests) for name, path in paths.items()}


def _floor(folder: Path, requests: int) -> float:
    from django.db import connection

    name = "bench_floor"
    with connection.cursor() as cursor:
        cursor.execute(f"drop database if exists {name}")
        cursor.execute(f"create database {name}")
    told = connection.get_connection_params()
    dsn = f"host={told['host']} dbname={name} user={told['user']}"
    environment = os.environ | {"FLOOR_DSN": dsn, "PYTHONPATH": str(folder)}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    subprocess.run([sys.executable, "floor.py", "10000"], cwd=folder, env=environment, check=True)
    with _served("floor:application", folder, environment) as port:
        rate = _rate(port, "/c/1/?page=1", requests)
    with connection.cursor() as cursor:
        cursor.execute(f"drop database {name} with (force)")
    return rate


@contextmanager
def _served(application: str, folder: Path, environment: dict[str, str]) -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "-w", str(WORKERS), "-b", f"127.0.0.1:{port}", application]
    process = subprocess.Popen([*command, "--log-level", "error"], cwd=folder, env=environment)
    try:
        _wait(port)
        yield port
    finally:
        process.terminate()
        process.wait(30)


def _wait(port: int) -> None:
    deadline, pause = time.monotonic() + STARTS_WITHIN, threading.Event()
    while True:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        if time.monotonic() > deadline:
            sys.exit("the server didn't start")
        pause.wait(0.1)


def _rate(port: int, path: str, requests: int) -> float:
    """Requests a second after a warm-up; any answer but 200 ends the run."""
    _ask(port, path, WORKERS * 10)
    with ThreadPoolExecutor(CLIENTS) as pool:
        started = time.perf_counter()
        list(pool.map(lambda _: _ask(port, path, requests // CLIENTS), range(CLIENTS)))
        return requests / (time.perf_counter() - started)


def _ask(port: int, path: str, times: int) -> None:
    for _ in range(times):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        connection.close()
        if answer.status != 200:
            sys.exit(f"{path} answered {answer.status}")


def _table(floor: float, shop: dict[str, float], requests: int) -> None:
    from django import get_version

    machine = f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
    print(
        f"\nPages, {requests} requests each ({machine}; Python {platform.python_version()}, Django {get_version()})"
    )
    print(f"{'page':<14}{'requests/s':>12}{'of the floor':>14}")
    print(f"{'floor':<14}{floor:>12.0f}{'1.00':>14}")
    for name, rate in shop.items():
        print(f"{name:<14}{rate:>12.0f}{rate / floor:>14.2f}")


if __name__ == "__main__":
    main()
