"""Where the audits keep what they need and what they find."""

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HERE = ROOT / "audits"
VAR = ROOT / "var" / "audit"
REPORT = ROOT / "docs" / "audits.md"
PICTURES = ROOT / "docs" / "audits"
TOOLS = HERE / "node_modules"
LOCK, INSTALLED = HERE / "package-lock.json", TOOLS / ".package-lock.json"


def install_tools() -> None:
    """The locked npm packages, when the lock is newer than what is there. SystemExit without npm."""
    if shutil.which("npm") is None:
        sys.exit("make audit needs Node.js 20 with npm (Lighthouse and html-validate run on it).")
    if not INSTALLED.exists() or INSTALLED.stat().st_mtime < LOCK.stat().st_mtime:
        print("audit: installing the npm tools", flush=True)
        subprocess.run(["npm", "ci", "--no-audit", "--no-fund", "--silent"], cwd=HERE, check=True)
        INSTALLED.touch()


def chromium() -> str:
    """Debian's Chromium, or the one CHROME_PATH names. SystemExit when there is none."""
    found = os.environ.get("CHROME_PATH") or shutil.which("chromium") or shutil.which("chromium-browser")
    return found or sys.exit("make audit needs Chromium (apt-get install chromium).")


def free_port() -> int:
    """A port nobody listens on now; the shop's doubles take some above it, so it is a low one of a free range."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
