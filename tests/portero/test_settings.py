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
    "SEALING_KEYS": "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",
    "SERIAL_KEYS": "bm90LWEta2V5LW9mLWFueWJvZHktanVzdC1hLXRlc3Q=",
    "SERIAL_PEPPER": "p" * 40,
    "STRIPE_SECRET_KEY": "sk_live_x",
    "STRIPE_PUBLISHABLE_KEY": "pk_live_x",
    "STRIPE_WEBHOOK_SECRET": "whsec_x",
}


ORIGINS = "from portero.settings import *; print(PAYMENT_SCRIPT_ORIGINS)"


def start(without: str = "", told: str = ORIGINS, **more: str) -> subprocess.CompletedProcess[str]:
    """Load the settings in a process of its own; what it prints is the policy's origins for scripts."""
    given = {name: value for name, value in (WHOLE | more).items() if name != without}
    environment = {name: value for name, value in os.environ.items() if name not in WHOLE} | given
    command = [sys.executable, "-c", told]
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=60
    )


def test_with_everything_set_it_starts() -> None:
    assert start().returncode == 0


@pytest.mark.parametrize(
    "name",
    [
        *("SECRET_KEY", "SEALING_KEYS", "SERIAL_KEYS", "SERIAL_PEPPER"),
        *("STRIPE_SECRET_KEY", "STRIPE_PUBLISHABLE_KEY", "STRIPE_WEBHOOK_SECRET"),
    ],
)
def test_without_a_secret_it_says_which(name: str) -> None:
    answer = start(without=name)
    assert answer.returncode != 0
    assert "ImproperlyConfigured" in answer.stderr
    assert name in answer.stderr.splitlines()[-1]


def test_what_production_ships_as_an_example_starts_with_keys_of_its_own_alone() -> None:
    example, made = lines_of((ROOT / "deploy" / "env.example").read_text()), lines_of(new_keys())
    assert set(made) == {"SECRET_KEY", "SEALING_KEYS", "SERIAL_KEYS", "SERIAL_PEPPER"}
    assert start(**example | made).returncode == 0
    assert not set(example) & set(made)
    assert not set(made.values()) & set(lines_of(new_keys()).values())


def new_keys() -> str:
    """What bin/new_keys.py prints."""
    return subprocess.run(
        [sys.executable, "bin/new_keys.py"], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    ).stdout


def lines_of(text: str) -> dict[str, str]:
    """The variables of an environment file."""
    told = [line.partition("=") for line in text.splitlines() if line and not line.startswith("#")]
    return {name: value for name, _, value in told}


def test_half_a_signing_key_is_none_and_is_not_shown() -> None:
    answer = start(SEALING_KEYS=f"{WHOLE['SEALING_KEYS']},half-a-key")
    assert "Key 2 of SEALING_KEYS" in answer.stderr.splitlines()[-1]
    assert "half-a-key" not in answer.stderr


def test_half_a_serial_key_is_none_and_is_not_shown() -> None:
    answer = start(SERIAL_KEYS=f"{WHOLE['SERIAL_KEYS']},half-a-key")
    assert "Key 2 of SERIAL_KEYS" in answer.stderr.splitlines()[-1]
    assert "half-a-key" not in answer.stderr


def gateway_of(**environment: str) -> str:
    """Which carrier gateway settings with this environment choose, and where it is."""
    told = (
        "from portero.settings import *; print(CARRIER_GATEWAY, sorted(CARRIER_GATEWAYS), EASYPOST_API_BASE)"
    )
    answer = start(told=told, **environment)
    return answer.stdout.strip() or answer.stderr.splitlines()[-1]


def test_labels_of_a_double_are_never_sold_in_production() -> None:
    assert gateway_of().startswith("manual ['manual']")
    keys = {"EASYPOST_API_KEY": "EZAK1", "EASYPOST_WEBHOOK_SECRET": "s"}
    assert gateway_of(**keys) == "easypost ['easypost', 'manual'] https://api.easypost.com/v2"
    development = gateway_of(PRODUCTION="False", PORT="9000")
    assert development == "easypost ['easypost', 'manual'] http://127.0.0.1:9114/v2"


def test_easypost_has_its_key_and_its_secret_or_neither() -> None:
    assert "Set both of EASYPOST_API_KEY, EASYPOST_WEBHOOK_SECRET" in gateway_of(EASYPOST_API_KEY="EZAK1")
    assert "CARRIER_GATEWAY must be" in gateway_of(CARRIER_GATEWAY="pigeon")


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
