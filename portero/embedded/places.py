"""Where data, logs, locks and sockets of this checkout are."""

import hashlib
import os
import re
from dataclasses import dataclass
from pathlib import Path

from portero.embedded.account import service_uid

ROOT = Path(__file__).resolve().parent.parent.parent
ROLE = DATABASE = "portero"
PORT = 5432  # only part of the socket's name; named, so that a PGPORT of the user changes nothing

# A unix socket address holds 107 bytes; PostgreSQL appends "/.s.PGSQL.5432.lock" to the folder.
LONGEST_SOCKET_DIR = 107 - len(f"/.s.PGSQL.{PORT}.lock")
# Spaces, commas and per cent signs mean something in a connection URL or in postgres' own settings.
PLAIN_PATH = re.compile(r"[A-Za-z0-9._/-]+")


@dataclass(frozen=True)
class Locations:
    """Addresses of the embedded services, in the forms that Django, libpq and Celery read."""

    socket_dir: Path

    @property
    def database_url(self) -> str:
        """For django-environ, which can't parse a percent-encoded socket as host."""
        return f"postgres://{ROLE}@:{PORT}/{DATABASE}?host={self.socket_dir}"

    @property
    def redis_url(self) -> str:
        """Redis database 0: Django's cache."""
        return f"unix://{self.redis_socket}?db=0"

    @property
    def celery_url(self) -> str:
        """Redis database 1: Celery's broker."""
        return f"redis+socket://{self.redis_socket}?virtual_host=1"

    @property
    def redis_socket(self) -> Path:
        return self.socket_dir / "redis.sock"


def var_dir() -> Path:
    """The folder for everything the machine makes: PORTERO_VAR, or `var/` in the checkout."""
    return Path(os.environ.get("PORTERO_VAR") or ROOT / "var").absolute()


def postgres_dir() -> Path:
    """The PostgreSQL cluster."""
    return var_dir() / "postgres"


def redis_dir() -> Path:
    """Redis' append-only file and its configuration."""
    return var_dir() / "redis"


def log_dir() -> Path:
    """One log file per process."""
    return var_dir() / "log"


def lock_dir() -> Path:
    """Files that are only ever locked, never read."""
    return var_dir() / "lock"


def locations() -> Locations:
    """Where the services of this checkout listen; the same answer whether they are up or not."""
    return Locations(socket_dir=_socket_dir())


def _socket_dir() -> Path:
    inside = var_dir() / "run"
    name = os.fspath(inside)
    if len(os.fsencode(name)) <= LONGEST_SOCKET_DIR and PLAIN_PATH.fullmatch(name):
        return inside
    digest = hashlib.sha256(os.fsencode(name)).hexdigest()[:16]
    # Not gettempdir(): every shell must find the same socket, whatever its TMPDIR says.
    return Path("/tmp") / f"portero-{service_uid(var_dir(), ROOT)}-{digest}"  # noqa: S108
