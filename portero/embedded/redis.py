"""One Redis server of this checkout: cache and Celery's broker."""

import os
import signal
from dataclasses import dataclass
from pathlib import Path

from redis import Redis as Client
from redis.exceptions import RedisError

from portero.embedded import binaries, processes
from portero.embedded.account import Account
from portero.embedded.errors import ServiceError

START_SECONDS = 30.0
SETTINGS = """\
port 0
unixsocket "{socket}"
unixsocketperm 700
dir "{data}"
appendonly yes
appendfsync everysec
save ""
maxmemory 512mb
maxmemory-policy volatile-lru
"""


@dataclass(frozen=True)
class Redis:
    """Starts, adopts and stops the server on `data`, listening on `socket`."""

    data: Path
    socket: Path
    log: Path
    account: Account

    def start(self) -> None:
        """Make sure the server is up; raises ServiceError with the log's end."""
        if self.is_running() and not self.socket.exists() and not processes.wait_until(self.answers, 5):
            self.stop()
        # A server that was killed a moment ago may still look alive: it never answers, it goes.
        processes.wait_until(lambda: not self.is_running() or self.answers(), START_SECONDS)
        if not self.is_running():
            self._launch()
        if not processes.wait_until(lambda: self.answers() or not self.is_running(), START_SECONDS):
            raise ServiceError(f"Redis runs but doesn't answer; see {self.log}.")
        if not self.is_running():
            raise ServiceError(f"Redis didn't start; {self.log} ends:\n{processes.tail(self.log)}")

    def stop(self) -> None:
        """SIGTERM: what was acknowledged is written before it ends."""
        if pid := self.pid():
            processes.end(pid, self.is_running, (signal.SIGTERM, 20.0), (signal.SIGKILL, 5.0))

    def is_running(self) -> bool:
        """Whether our own server lives (not a stranger who got its old pid)."""
        return self.pid() is not None

    def pid(self) -> int | None:
        """The pid we noted at launch, if that process is still our server."""
        try:
            pid = int(self._pid_file.read_text())
        except (OSError, ValueError):
            return None
        command = " ".join(processes.arguments(pid))
        ours = "redis-server" in command and (
            os.fspath(self.socket) in command or str(self._settings) in command
        )
        return pid if ours else None

    def answers(self) -> bool:
        """Whether a real command succeeds (not while it still loads its file)."""
        try:
            with Client(unix_socket_path=os.fspath(self.socket), socket_timeout=5) as client:
                return bool(client.ping())
        except (RedisError, OSError):
            return False

    def _launch(self) -> None:
        """The launcher notes the pid itself: Redis would write it only after a moment."""
        self._settings.write_text(SETTINGS.format(socket=self.socket, data=self.data))
        server = processes.launch([binaries.find("redis-server"), self._settings], self.account, self.log)
        self._pid_file.write_text(f"{server.pid}\n")
        # setpriv becomes redis-server a moment after the launch; until then the pid isn't recognised.
        processes.wait_until(
            lambda: self.is_running() or server.poll() is not None, START_SECONDS, every=0.01
        )

    @property
    def _pid_file(self) -> Path:
        return self.data / "redis.pid"

    @property
    def _settings(self) -> Path:
        return self.data / "redis.conf"
