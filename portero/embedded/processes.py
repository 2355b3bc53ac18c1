"""Starting, recognising and awaiting processes that may outlive us."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from portero.embedded.account import Account
from portero.embedded.errors import ServiceError

PROC = Path("/proc")
LARGEST_LOG = 10_000_000  # bytes; a larger log is set aside at the next start
_launched: dict[int, subprocess.Popen[bytes]] = {}


def wait_until(check: Callable[[], bool], seconds: float, every: float = 0.05) -> bool:
    """Poll until `check` is true; False when `seconds` have passed before."""
    deadline = time.monotonic() + seconds
    while not check():
        if time.monotonic() > deadline:
            return False
        time.sleep(every)
    return True


def arguments(pid: int) -> list[str]:
    """The command line of a running process; empty when there is none, or only a zombie is left."""
    if child := _launched.get(pid):
        child.poll()  # reaps our own child, so that its pid is free again
    if not PROC.exists():
        shown = subprocess.run(["ps", "-ww", "-o", "args=", "-p", str(pid)], capture_output=True, text=True)
        return shown.stdout.split()
    try:
        return (PROC / str(pid) / "cmdline").read_bytes().decode(errors="replace").rstrip("\0").split("\0")
    except OSError:
        return []


def exists(pid: int) -> bool:
    """Whether the kernel knows this pid, be it a zombie or somebody else's process."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def launch(command: Sequence[str | Path], account: Account, log: Path) -> subprocess.Popen[bytes]:
    """Start a server in its own session, so that neither our end nor a Ctrl-C ends it."""
    log.parent.mkdir(parents=True, exist_ok=True)
    if log.exists() and log.stat().st_size > LARGEST_LOG:
        log.replace(log.with_suffix(".old.log"))
    with log.open("ab") as output:
        process = subprocess.Popen(
            [*account.prefix, *command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd="/",
            env={"PATH": os.defpath, "LC_ALL": "C"},
            start_new_session=True,
            umask=0o077,
        )
    _launched[process.pid] = process
    return process


def end(pid: int, is_ours: Callable[[], bool], *steps: tuple[signal.Signals, float]) -> None:
    """Send signals from gentle to harsh, each with its seconds of grace, until the process is gone."""
    for number, seconds in steps:
        if not is_ours():
            return
        os.kill(pid, number)
        if wait_until(lambda: not is_ours(), seconds):
            return
    raise ServiceError(f"Process {pid} doesn't end.")


def tail(log: Path, start: int = 0, size: int = 2000) -> str:
    """What a log says from byte `start` on, at most its last `size` bytes."""
    if not log.exists():
        return ""
    with log.open("rb") as lines:
        lines.seek(max(start, log.stat().st_size - size))
        return lines.read().decode(errors="replace")
