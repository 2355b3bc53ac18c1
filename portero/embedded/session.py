"""Who uses the services: the first user starts them, the last one to leave stops them."""

import atexit
import fcntl
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO

import environ

from portero.embedded import binaries, places
from portero.embedded.account import service_account, service_uid
from portero.embedded.errors import ServiceError
from portero.embedded.postgres import Postgres
from portero.embedded.redis import Redis


@dataclass
class _Membership:
    """A shared lock on the users' file: the kernel gives it back however a user ends."""

    file: IO[bytes]
    services: list[Postgres | Redis]
    pid: int  # a fork inherits the object, but leaving is its parent's business


_membership: _Membership | None = None


@contextmanager
def session() -> Iterator[None]:
    """Services are up inside the block; the last block to end on this machine stops them."""
    _join()
    try:
        yield
    finally:
        leave()


def enter() -> None:
    """For a process as a whole: like `session()`, left at exit. Ends the process if a service can't start."""
    try:
        _join()
    except ServiceError as error:
        sys.exit(str(error))
    except PermissionError as error:
        sys.exit(
            f"{error.filename} belongs to another user (was the shop run as root before?): chown it to you."
        )
    atexit.register(leave)


def leave() -> None:
    """Stop using the services; stop them if nobody else does. Safe to call twice."""
    global _membership
    member, _membership = _membership, None
    if member is None or member.pid != os.getpid():
        return
    with _starting():
        member.file.close()
        with _open_lock("users") as users:
            try:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            for service in member.services:
                service.stop()


def keep_up() -> list[str]:
    """Start again what has died meanwhile; the names of what had."""
    services = _membership.services if _membership else []
    dead = [service for service in services if not service.is_running()]
    if dead:
        with _starting():
            for service in dead:
                service.start()
    return [type(service).__name__ for service in dead]


def _join() -> None:
    global _membership
    if (settings := places.ROOT / ".env").exists():
        environ.Env.read_env(settings)
    if _membership or not _wanted():
        return
    with _starting():
        services = _services()
        users = _open_lock("users")
        fcntl.flock(users, fcntl.LOCK_SH)
        _membership = _Membership(users, services, os.getpid())
    try:
        with _starting():
            for service in services:
                service.start()
    except BaseException:
        leave()
        raise


def _wanted() -> set[str]:
    """Which services the environment does not name."""
    return {name for name in ("DATABASE_URL", "REDIS_URL") if not os.environ.get(name)}


def _services() -> list[Postgres | Redis]:
    where, var = places.locations(), places.var_dir()
    postgres, redis = "DATABASE_URL" in _wanted(), "REDIS_URL" in _wanted()
    if not (postgres or redis):
        return []
    program = binaries.find("postgres" if postgres else "redis-server")
    account = service_account(service_uid(var, places.ROOT), program, var)
    account.give(where.socket_dir)
    services: list[Postgres | Redis] = []
    if postgres:
        services.append(
            Postgres(places.postgres_dir(), where.socket_dir, places.log_dir() / "postgres.log", account)
        )
    if redis:
        account.give(places.redis_dir())
        services.append(
            Redis(places.redis_dir(), where.redis_socket, places.log_dir() / "redis.log", account)
        )
    return services


@contextmanager
def _starting() -> Iterator[None]:
    """Only one process at a time starts or stops services."""
    with _open_lock("starting") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _open_lock(name: str) -> IO[bytes]:
    path = places.lock_dir() / name
    path.parent.mkdir(parents=True, exist_ok=True)
    return path.open("ab")
