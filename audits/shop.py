"""The shop that is looked at: a demo of its own under var/audit, all programs running, nginx before it."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx

from audits.front import front
from audits.places import ROOT, VAR, free_port

OPENS_WITHIN = 300.0
STOPS_WITHIN = 90.0


@dataclass(frozen=True)
class Shop:
    """A shop that is open: where, and what its programs were told."""

    address: str
    environment: dict[str, str]

    def run(self, module: str, *arguments: str) -> None:
        """Run a module beside it, on its data. SystemExit when that fails."""
        command = [sys.executable, "-m", module, *arguments]
        if subprocess.run(command, cwd=ROOT, env=self.environment).returncode:
            sys.exit(f"python -m {module} failed")


@contextmanager
def open_shop() -> Iterator[Shop]:
    """Yields the shop. Its demo stays in var/audit for the next time."""
    behind, port = free_port(), free_port()
    VAR.mkdir(parents=True, exist_ok=True)
    address = f"https://127.0.0.1:{port}"
    told = {"PORTERO_VAR": str(VAR), "PORT": str(behind), "PUBLIC_URL": address, "WEB_WORKERS": "4"}
    told |= {"BEHIND_PROXY": "1", "DEBUG": "0", "WEB_THREADS": "2"}
    environment = os.environ | told
    with (VAR / "supervisor.log").open("wb") as log:
        command = [sys.executable, "-m", "portero.supervisor"]
        shop = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    try:
        with front(VAR / "nginx", port=port, behind=behind, var=VAR):
            _wait(lambda: _answers(address) or shop.poll() is not None, OPENS_WITHIN)
            if shop.poll() is not None:
                sys.exit(f"the shop didn't open: see {VAR / 'supervisor.log'}")
            yield Shop(address, environment)
    finally:
        shop.send_signal(signal.SIGTERM)
        shop.wait(STOPS_WITHIN)


def visitor(address: str) -> httpx.Client:
    """A browser's stand-in that keeps cookies and accepts this run's certificate."""
    return httpx.Client(base_url=address, verify=False, follow_redirects=True, timeout=30)  # noqa: S501


def _answers(address: str) -> bool:
    try:
        with visitor(address) as client:
            return client.get("/").status_code == 200
    except httpx.TransportError:
        return False


def _wait(happened: Callable[[], bool], seconds: float) -> None:
    deadline, pause = time.monotonic() + seconds, threading.Event()
    while not happened():
        if time.monotonic() > deadline:
            sys.exit(f"the shop didn't answer within {seconds:.0f} s")
        pause.wait(0.3)
