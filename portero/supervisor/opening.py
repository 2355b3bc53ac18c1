"""Waiting for /healthz, then telling the person at the terminal where everything is."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import httpx

from portero.embedded import ROOT
from portero.embedded.places import log_dir
from portero.supervisor.doubles import local_doubles
from portero.supervisor.programs import Address, environment


def health(address: Address) -> dict[str, object]:
    """The shop's own account of its parts; {"web": "down"} while nothing answers."""
    try:
        answer: dict[str, object] = httpx.get(f"{address.url}/healthz", timeout=5, trust_env=False).json()
    except (httpx.HTTPError, ValueError):
        return {"ok": False, "web": "down"}
    return answer


def port_is_taken(host: str, port: int) -> bool:
    """Whether somebody else already listens there."""
    import socket

    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return True
    return False


def announce(address: Address, say: Callable[[str], None] = print) -> None:
    """Address, demo logins, where mails are read, where logs are."""
    say(f"\nPortero is open: {address.url}")
    if logins := _demo_logins(address):
        say(f"\n{logins}")
    say(f"Mails:  {address.url}/staff/ > Mails (none leaves this machine unless MAIL_TRANSPORT_URL is set)")
    for double in local_doubles():
        say(f"Test:   a local double of {double.title} on port {double.port(address.port)}; no money moves")
    say(f"Logs:   {_short(log_dir())}/    Stop: Ctrl-C or make stop")


def missing(address: Address) -> str:
    """A sentence that names what is not up."""
    down = sorted(name for name, state in health(address).items() if state == "down")
    return f"Not up yet: {', '.join(down) or 'nothing'}. See {_short(log_dir())}/"


def _demo_logins(address: Address) -> str:
    shown = subprocess.run(
        [sys.executable, "manage.py", "demo_logins"],
        cwd=ROOT,
        env=environment(address),
        capture_output=True,
        text=True,
    )
    return shown.stdout if shown.returncode == 0 else ""


def _short(path: Path) -> str:
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)
