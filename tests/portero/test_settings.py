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


def start(without: str = "", **more: str) -> subprocess.CompletedProcess[str]:
    """Load the settings in a process of its own; what it prints is the policy's origins for scripts."""
    told = {name: value for name, value in (WHOLE | more).items() if name != without}
    environment = {name: value for name, value in os.environ.items() if name not in WHOLE} | told
    command = [sys.executable, "-c", "from portero.settings import *; print(PAYMENT_SCRIPT_ORIGINS)"]
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


AUTHORIZENET = {
    "CARD_PROCESSOR": "authorizenet",
    "AUTHORIZENET_LOGIN_ID": "shop",
    "AUTHORIZENET_TRANSACTION_KEY": "key",
    "AUTHORIZENET_CLIENT_KEY": "client",
    "AUTHORIZENET_SIGNATURE_KEY": "signature",
}


@pytest.mark.parametrize(
    "name", ["AUTHORIZENET_TRANSACTION_KEY", "AUTHORIZENET_CLIENT_KEY", "AUTHORIZENET_SIGNATURE_KEY"]
)
def test_authorize_net_has_all_its_keys_or_none(name: str) -> None:
    answer = start(without=name, **AUTHORIZENET)
    assert answer.returncode != 0
    assert name in answer.stderr.splitlines()[-1]


def test_authorize_net_in_production_and_its_sandbox_elsewhere() -> None:
    live = start(**AUTHORIZENET)
    assert (live.returncode, "'https://js.authorize.net'" in live.stdout) == (0, True)
    trial = start(**AUTHORIZENET, AUTHORIZENET_SANDBOX="True", PRODUCTION="False")
    assert (trial.returncode, "'https://jstest.authorize.net'" in trial.stdout) == (0, True)
    refused = start(**AUTHORIZENET, AUTHORIZENET_SANDBOX="True")
    assert refused.returncode != 0
    assert "AUTHORIZENET_SANDBOX" in refused.stderr.splitlines()[-1]
