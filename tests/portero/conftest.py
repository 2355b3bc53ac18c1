"""A private set of services for tests that kill them."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from portero.embedded import places
from portero.embedded.account import service_account, service_uid
from portero.embedded.binaries import find
from portero.embedded.postgres import Postgres
from portero.embedded.redis import Redis

# A process that uses the services until its standard input ends, and says when they are up.
USER = """
import sys
from portero import embedded
with embedded.session():
    print("up", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def own_var(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """PORTERO_VAR in a folder of this test, with services of its own."""
    for name in ("DATABASE_URL", "REDIS_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PORTERO_VAR", str(tmp_path / "var"))
    for folder in (tmp_path, *tmp_path.parents[:2]):
        folder.chmod(0o755)  # pytest's own folders; root's PostgreSQL runs as an ordinary user
    yield tmp_path / "var"
    # A long path has its sockets outside; whoever uses them has left by now.
    shutil.rmtree(places.locations().socket_dir, ignore_errors=True)


@pytest.fixture
def postgres(own_var: Path) -> Iterator[Postgres]:
    account = service_account(service_uid(own_var, places.ROOT), find("postgres"), own_var)
    sockets = places.locations().socket_dir
    account.give(sockets)
    server = Postgres(own_var / "postgres", sockets, own_var / "log" / "postgres.log", account)
    yield server
    server.stop()


@pytest.fixture
def redis(own_var: Path) -> Iterator[Redis]:
    account = service_account(service_uid(own_var, places.ROOT), find("redis-server"), own_var)
    where = places.locations()
    account.give(where.socket_dir)
    account.give(own_var / "redis")
    server = Redis(own_var / "redis", where.redis_socket, own_var / "log" / "redis.log", account)
    yield server
    server.stop()


@pytest.fixture
def service_user(own_var: Path) -> Iterator[Callable[[], "subprocess.Popen[str]"]]:
    """Starts another process that uses the services; close its stdin to let it leave."""
    users: list[subprocess.Popen[str]] = []

    def start() -> "subprocess.Popen[str]":
        command = [sys.executable, "-c", USER]
        user = subprocess.Popen(
            command, cwd=places.ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        users.append(user)
        return user

    yield start
    for user in users:
        user.communicate(timeout=60)
