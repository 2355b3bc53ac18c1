"""One PostgreSQL cluster of this checkout."""

import os
import shutil
import signal
import subprocess
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import psycopg2

from portero.embedded import binaries, processes
from portero.embedded.account import Account
from portero.embedded.errors import ServiceError
from portero.embedded.places import DATABASE, PORT, ROLE

START_SECONDS = 60.0
# No process can have this pid (the kernel's limit is 2**22), so PostgreSQL takes a lock file that names it
# as left behind, and still checks that no backend of the dead server uses the shared memory.
NOBODYS_PID = 2**22 + 1
MAX_CONNECTIONS = 200
LEAST_BUFFERS, MOST_BUFFERS = 128, 2048  # megabytes


@dataclass(frozen=True)
class Postgres:
    """Starts, adopts and stops the server on `data`, reachable in `socket_dir`."""

    data: Path
    socket_dir: Path
    log: Path
    account: Account

    def start(self) -> None:
        """Make sure the server is up and has our database; raises ServiceError with the log's end."""
        if not (self.data / "PG_VERSION").exists():
            self._create_cluster()
        if self.is_running() and not self._has_socket():
            self.stop()
        # A server that was killed a moment ago may still look alive: it never answers, it goes.
        if not processes.wait_until(lambda: not self.is_running() or self.answers(), START_SECONDS):
            raise ServiceError(f"PostgreSQL runs but doesn't answer; see {self.log}.")
        if not self.is_running():
            self._launch()
        self._ensure_database()

    def stop(self) -> None:
        """Fast shutdown: open transactions roll back, everything committed is on disk."""
        if pid := self.pid():
            gentle, harsh = (signal.SIGINT, 30.0), (signal.SIGQUIT, 10.0)
            processes.end(pid, self.is_running, gentle, harsh)

    def is_running(self) -> bool:
        """Whether our own server lives (not a stranger who got its old pid)."""
        return self.pid() is not None

    def pid(self) -> int | None:
        """The pid of our live server, checked against the command line it was started with."""
        pid = _first_number(self.data / "postmaster.pid")
        if pid is None:
            return None
        command = processes.arguments(pid)
        ours = (
            bool(command)
            and Path(command[0]).name == "postgres"
            and os.fspath(self.data) in " ".join(command)
        )
        return pid if ours else None

    def answers(self) -> bool:
        """Whether a real connection succeeds."""
        try:
            self._connect().close()
        except psycopg2.OperationalError:
            return False
        return True

    def _connect(self) -> "psycopg2.extensions.connection":
        host = os.fspath(self.socket_dir)
        return psycopg2.connect(host=host, port=PORT, user=ROLE, dbname="postgres", connect_timeout=5)

    def _has_socket(self) -> bool:
        """A cleaner of /tmp may have taken the socket from a running server."""
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:  # it ended just now
            return True
        ready = len(lines) > 7 and lines[7].startswith("ready")
        return not ready or (self.socket_dir / f".s.PGSQL.{PORT}").exists()

    def _create_cluster(self) -> None:
        """Into a folder beside, renamed when whole: a killed initdb leaves nothing half-made."""
        made = self.data.with_name("postgres.new")
        shutil.rmtree(made, ignore_errors=True)
        self.account.give(made)
        command: list[str | Path] = [*self.account.prefix, binaries.find("initdb"), "-D", made, "-U", ROLE]
        result = subprocess.run(
            [*command, "--auth=trust", "--encoding=UTF8", *self._locale(), "--no-instructions"],
            cwd="/",
            env={"PATH": os.defpath, "LC_ALL": "C"},
            capture_output=True,
            text=True,
        )
        if result.returncode:
            raise ServiceError(f"initdb failed:\n{result.stdout[-1000:]}{result.stderr[-1000:]}")
        if self.data.exists():
            self.data.rmdir()
        made.rename(self.data)

    def _locale(self) -> list[str]:
        """Unicode case rules without depending on the machine's locales (from PostgreSQL 17)."""
        shown = subprocess.run([binaries.find("postgres"), "--version"], capture_output=True, text=True)
        major = int(shown.stdout.split()[-1].split(".")[0]) if shown.stdout else 0
        return ["--locale-provider=builtin", "--locale=C.UTF-8"] if major >= 17 else ["--locale=C.UTF-8"]

    def _launch(self) -> None:
        """Backends of a killed server hold its shared memory for a moment: try again, within bounds."""
        deadline = time.monotonic() + START_SECONDS
        while True:
            self._disown_lock_files()
            said_before = self.log.stat().st_size if self.log.exists() else 0
            server = processes.launch(self._command(), self.account, self.log)
            processes.wait_until(
                lambda process=server: process.poll() is not None or self.answers(),  # type: ignore[misc]
                deadline - time.monotonic(),
            )
            if server.poll() is None and self.answers():
                return
            said = processes.tail(self.log, said_before)
            if "shared memory block" not in said or time.monotonic() > deadline:
                raise ServiceError(f"PostgreSQL didn't start; {self.log} ends:\n{said}")

    def _command(self) -> list[str | Path]:
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": os.fspath(self.socket_dir),
            "unix_socket_permissions": "0700",
            "max_connections": str(MAX_CONNECTIONS),
            "shared_buffers": f"{_buffers()}MB",
        }
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return [binaries.find("postgres"), "-D", self.data, *options]

    def _disown_lock_files(self) -> None:
        """After a crash the old pid may belong to a stranger or a zombie; PostgreSQL would refuse to start."""
        lock = self.data / "postmaster.pid"
        pid = _first_number(lock)
        if pid is not None and processes.exists(pid):
            _, _, rest = lock.read_text().partition("\n")
            lock.write_text(f"{NOBODYS_PID}\n{rest}")
        (self.socket_dir / f".s.PGSQL.{PORT}.lock").unlink(missing_ok=True)

    def _ensure_database(self) -> None:
        with closing(self._connect()) as connection, connection.cursor() as cursor:
            connection.autocommit = True
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
            if cursor.fetchone() is None:
                cursor.execute(f"CREATE DATABASE {DATABASE}")


def _buffers() -> int:
    """Megabytes PostgreSQL may keep pages in: an eighth of the memory; it takes them only as it needs them.

    PostgreSQL's own 128 MB hold a tenth of the pieces of a large catalogue: a search for a frequent word then
    copies a gigabyte from the kernel.
    """
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20
    return max(LEAST_BUFFERS, min(memory // 8, MOST_BUFFERS))


def _first_number(path: Path) -> int | None:
    try:
        return int(path.read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return None
