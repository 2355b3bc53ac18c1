"""10,000 mails; broker down, mail server down and faulty, workers killed: each arrives, none is silently dropped.

It came more than once only where the answer was lost: the connection broke, or its worker was killed before its note.
"""

import os
import random
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from portero.embedded.processes import wait_until
from tests.core.mail.judging import judge, unfinished
from tests.drills.post.house import Broker, Machine, writer
from tests.drills.running_shop import database_url
from tests.fakes.smtp import SmtpDouble
from tests.polling import eventually

pytestmark = [pytest.mark.drill, pytest.mark.django_db(transaction=True)]
MAILS = int(os.environ.get("POST_MAILS", "10000"))
DOWN_SECONDS, LONGEST_ROUND, WITHIN = 2.0, 3.0, 900.0
MAILS_A_ROUND = 30


@pytest.fixture
def double() -> Iterator[SmtpDouble]:
    found = SmtpDouble(faults=0.05, seed=11)
    found.start()
    yield found
    found.stop()


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    found = Broker(tmp_path)
    found.start()
    yield found
    found.kill()


@pytest.fixture
def told(double: SmtpDouble, broker: Broker) -> dict[str, str]:
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.drills.post.settings",
        "DATABASE_URL": database_url(),
        "CELERY_BROKER_URL": broker.url,
        "MAIL_TRANSPORT_URL": f"smtp://127.0.0.1:{double.port}",
        "LOG_LEVEL": "CRITICAL",
    }


@pytest.fixture
def machines(told: dict[str, str], tmp_path: Path) -> Iterator[list[Machine]]:
    found = [Machine(name, tmp_path, told) for name in ("one", "two")]
    for machine in found:
        machine.start()
    yield found
    for machine in found:
        machine.kill()


def storm(double: SmtpDouble, broker: Broker, machines: list[Machine], chance: random.Random) -> str:
    """One mishap; what it was."""
    kind = chance.choices(["child", "machine", "broker", "server"], [80, 4, 3, 3])[0]
    machine, pause = chance.choice(machines), threading.Event()
    if kind == "child":
        return kind if machine.kill_child(chance.randrange(9)) else ""
    if kind == "machine":
        machine.kill()
        machine.start()
        return kind
    part = broker if kind == "broker" else double
    stop = broker.kill if kind == "broker" else double.stop
    stop()
    pause.wait(DOWN_SECONDS)
    part.start()
    return kind


def test_ten_thousand_mails_through_every_mishap(
    double: SmtpDouble, broker: Broker, machines: list[Machine], told: dict[str, str]
) -> None:
    chance, mishaps, begun = random.Random(5), [], time.monotonic()
    author = writer(told, MAILS)
    while author.poll() is None or unfinished():
        assert time.monotonic() - begun < WITHIN, f"{unfinished()} mails still wait"
        arrived = len(double.arrivals)
        wait_until(lambda arrived=arrived: len(double.arrivals) > arrived + MAILS_A_ROUND, LONGEST_ROUND)  # type: ignore[misc]
        for machine in machines:
            machine.restart_what_ended()
        if len(double.arrivals) < MAILS * 0.97:  # then the house is left in peace, so that it can end
            mishaps.append(storm(double, broker, machines, chance))
    assert author.returncode == 0
    longest = author.stdout.read().strip() if author.stdout else "?"
    eventually(lambda: not unfinished(), "the whole outbox")
    twice = judge(double, MAILS)
    counts = {kind: mishaps.count(kind) for kind in ("child", "machine", "broker", "server")}
    sys.stdout.write(
        f"{MAILS} mails in {time.monotonic() - begun:.0f} s; mishaps {counts}; connections {double.happened}; "
        f"{twice} came again, each after a lost answer; longest commit of the writer {longest} ms\n"
    )
    assert all(counts.values()), counts
