"""One supervised process: started, watched, started again, ended."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

PR_SET_PDEATHSIG = 1
FIRST_WAIT, LONGEST_WAIT = 0.5, 30.0  # seconds between restarts, doubled each time
STEADY = 60.0  # a child that lived this long in seconds starts again without delay


@dataclass
class Child:
    """A program, the environment and log it runs with, and what became of it."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    log: Path
    directory: Path
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    restart_at: float = 0.0
    wait: float = field(default=FIRST_WAIT)

    def start(self) -> None:
        """Run the program in its own process group; the kernel ends it if the supervisor is killed."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                list(self.command),
                cwd=self.directory,
                env=dict(self.environment),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                preexec_fn=_die_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509  (no threads here)
            )
        self.started = time.monotonic()

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def revive(self) -> str | None:
        """Start again if dead and its pause is over; a sentence when something happened."""
        now = time.monotonic()
        if self.is_running or self.process is None:
            return None
        if not self.restart_at:
            self.wait = FIRST_WAIT if now - self.started > STEADY else self.wait
            self.restart_at = now + self.wait
            self.wait = min(self.wait * 2, LONGEST_WAIT)
            self.end_group(signal.SIGKILL)  # what a dead leader left behind would hold its port
            code = self.process.returncode
            return f"{self.name} ended ({code}); starting it again in {self.restart_at - now:.1f} s, see {self.log}"
        if now < self.restart_at:
            return None
        self.restart_at = 0.0
        self.start()
        return f"{self.name} is running again"

    def ask_to_stop(self) -> None:
        """SIGTERM to the leader only: gunicorn and Celery let their own children finish."""
        if self.process and self.is_running:
            self.process.terminate()

    def end_group(self, number: signal.Signals) -> None:
        """Signal whatever is left of the process group."""
        if self.process:
            try:
                os.killpg(self.process.pid, number)
            except (ProcessLookupError, PermissionError):
                return


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
