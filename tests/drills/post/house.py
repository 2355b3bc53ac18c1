"""A broker that can be down, workers that can be killed, and somebody who writes: processes of their own."""

import os
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError

from portero.embedded import binaries
from tests.drills.running_shop import ROOT, wait_for
from tests.polling import eventually


@dataclass
class Broker:
    """A Redis that forgets everything when it is killed."""

    folder: Path
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis+socket://{self.folder}/broker.sock"

    def start(self) -> None:
        """Up, empty."""
        socket = str(self.folder / "broker.sock")
        options = ["--port", "0", "--unixsocket", socket, "--save", "", "--appendonly", "no"]
        command = [str(binaries.find("redis-server")), *options, "--dir", str(self.folder)]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        wait_for(lambda: self._answers(socket), 20)

    def kill(self) -> None:
        """Gone, with every message that it held."""
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None

    def _answers(self, socket: str) -> bool:
        with suppress(RedisError, OSError), Redis(unix_socket_path=socket) as client:
            return bool(client.ping())
        return False


@dataclass
class Machine:
    """One Celery worker with its pool and a beat of its own: two of them are two machines."""

    name: str
    folder: Path
    environment: dict[str, str]
    worker: subprocess.Popen[bytes] = field(init=False)
    beat: subprocess.Popen[bytes] = field(init=False)

    def start(self) -> None:
        """Begin; it takes some seconds until it works. Beat is a process of its own, as in the shop."""
        quiet = ["--loglevel", "CRITICAL", "--pidfile", ""]
        pool = [
            "--concurrency",
            "3",
            "--without-gossip",
            "--without-mingle",
            "--hostname",
            f"{self.name}@post",
        ]
        self.worker = self._run("worker", *pool, *quiet)
        self.beat = self._run("beat", "--schedule", str(self.folder / self.name), *quiet)

    def _run(self, program: str, *arguments: str) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(
            [sys.executable, "-m", "celery", "-A", "tests.drills.post.app", program, *arguments],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def restart_what_ended(self) -> None:
        """As the supervisor of a real machine does."""
        if any(process.poll() is not None for process in (self.worker, self.beat)):
            self.kill()
            self.start()

    def children(self) -> list[int]:
        """The processes of its pool."""
        try:
            listed = Path(f"/proc/{self.worker.pid}/task/{self.worker.pid}/children").read_text()
        except OSError:
            return []
        return [int(pid) for pid in listed.split()]

    def kill_child(self, which: int) -> bool:
        """`kill -9` of one of the pool."""
        if not (children := self.children()):
            return False
        with suppress(ProcessLookupError):
            os.kill(children[which % len(children)], signal.SIGKILL)
        return True

    def kill(self) -> None:
        """`kill -9` of all of it at once."""
        for process in (self.worker, self.beat):
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            eventually(lambda process=process: not _lives(process.pid), f"the end of {self.name}")  # type: ignore[misc]


def _lives(group: int) -> bool:
    with suppress(ProcessLookupError):
        os.killpg(group, 0)
        return True
    return False


def writer(environment: dict[str, str], count: int) -> "subprocess.Popen[str]":
    """Whoever writes so many mails."""
    command = [sys.executable, "-m", "tests.drills.post.writer", str(count)]
    return subprocess.Popen(
        command, cwd=ROOT, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
