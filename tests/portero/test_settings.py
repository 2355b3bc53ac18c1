"""Production refuses to start half configured."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
WHOLE = {
    "PRODUCTION": "True",
    "SECRET_KEY": "k" * 60,
    "DATABASE_URL": "postgres://none@none/none",
    "REDIS_URL": "redis://none/0",
    "STRIPE_SECRET_KEY": "sk_live_x",
    "STRIPE_PUBLISHABLE_KEY": "pk_live_x",
    "STRIPE_WEBHOOK_SECRET": "whsec_x",
}


def start(without: str = "") -> subprocess.CompletedProcess[str]:
    """Load the settings in a process of its own."""
    told = {name: value for name, value in WHOLE.items() if name != without}
    environment = {name: value for name, value in os.environ.items() if name not in WHOLE} | told
    command = [sys.executable, "-c", "import portero.settings"]
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=60
    )


def test_with_everything_set_it_starts() -> None:
    assert start().returncode == 0


@pytest.mark.parametrize(
    "name", ["SECRET_KEY", "STRIPE_SECRET_KEY", "STRIPE_PUBLISHABLE_KEY", "STRIPE_WEBHOOK_SECRET"]
)
def test_without_a_secret_it_says_which(name: str) -> None:
    answer = start(without=name)
    assert answer.returncode != 0
    assert "ImproperlyConfigured" in answer.stderr
    assert name in answer.stderr.splitlines()[-1]
