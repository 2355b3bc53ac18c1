"""Which programs make up the shop, and the addresses they share."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass

from portero.embedded import ROOT, var_dir
from portero.embedded.places import log_dir
from portero.supervisor.child import Child
from portero.supervisor.doubles import DOUBLES, HIGHEST_OFFSET, LocalDouble, local_doubles
from portero.supervisor.leftovers import MARK

ALONE = ("--concurrency", "1", "--without-gossip", "--without-mingle", "--without-heartbeat")


@dataclass(frozen=True)
class Address:
    """Where the shop listens."""

    host: str
    port: int

    @classmethod
    def from_environment(cls) -> "Address":
        """HOST and PORT, 127.0.0.1:8000 by default; raises SystemExit for a port that is no number."""
        port = os.environ.get("PORT") or "8000"
        if not port.isdecimal() or not 0 < int(port) < 65_536 - HIGHEST_OFFSET:
            raise SystemExit(f"PORT={port} is not a port number.")
        return cls(os.environ.get("HOST") or "127.0.0.1", int(port))

    @property
    def url(self) -> str:
        """What a browser on this machine opens."""
        host = "127.0.0.1" if self.host in ("0.0.0.0", "::", "") else self.host  # noqa: S104
        return f"http://{host}:{self.port}"


def environment(address: Address) -> dict[str, str]:
    """What every part of the shop must agree on."""
    return {
        "DEBUG": "0",
        "PUBLIC_URL": address.url,
        **os.environ,
        "HOST": address.host,
        "PORT": str(address.port),
        **{double.port_variable: str(double.port(address.port)) for double in DOUBLES},
        "DJANGO_SETTINGS_MODULE": "portero.settings",
        "PYTHONUNBUFFERED": "1",
        MARK: str(ROOT),
    }


def children(address: Address) -> list[Child]:
    """Every program of the shop, in the order they start."""
    env = environment(address)
    programs = {f"{double.name}-double": _double(double, address) for double in local_doubles()} | {
        "web": ["-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", "portero.wsgi:application"],
        "worker": [*_celery("worker"), "--concurrency", "2", "--without-gossip", "--without-mingle"],
        # Its sign of life is not the shop's (portero.core.heartbeat): without it photographs wait, and nothing else.
        "photos": [*_celery("worker"), *ALONE, "--queues", "photos", "--hostname", "photos@%h"],
        "beat": [*_celery("beat"), "--schedule", str(var_dir() / "beat-schedule"), "--pidfile", ""],
    }
    return [_child(name, arguments, env) for name, arguments in programs.items()]


def _child(name: str, arguments: list[str], env: Mapping[str, str]) -> Child:
    return Child(name, [sys.executable, *arguments], env, log_dir() / f"{name}.log", ROOT)


def _celery(command: str) -> list[str]:
    return ["-m", "celery", "-A", "portero.celery", command, "--loglevel", "INFO"]


def _double(double: LocalDouble, address: Address) -> list[str]:
    return [
        *("-m", f"tests.fakes.{double.name}"),
        *("--port", str(double.port(address.port))),
        *("--state", str(var_dir() / f"{double.name}-double.json")),
        *("--webhook-url", f"{address.url}/webhooks/{double.name}/"),
        *("--webhook-secret", double.webhook_secret),
    ]
