"""Processes of an earlier run of this very checkout that outlived their supervisor's `kill -9`."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

from portero.embedded.processes import wait_until

MARK = "PORTERO_SUPERVISED"  # in the environment of everything we supervise: the checkout's path
GRACE = 10.0


def end_leftovers(checkout: Path) -> int:
    """End them, gently first; returns how many there were. Never touches an unmarked process."""
    found = list(_marked(checkout))
    for number in (signal.SIGTERM, signal.SIGKILL):
        for pid in _marked(checkout):
            _signal(pid, number)
        if wait_until(lambda: not any(_marked(checkout)), GRACE):
            break
    return len(found)


def _marked(checkout: Path) -> Iterator[int]:
    mark = f"{MARK}={checkout}".encode()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            variables = (folder / "environ").read_bytes().split(b"\0")
        except OSError:
            continue  # gone, or another user's
        if mark in variables and int(folder.name) != os.getpid():
            yield int(folder.name)


def _signal(pid: int, number: signal.Signals) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return
