"""How long the public question about a number takes: a hit, a miss, a piece without numbers, and one that isn't there.

    python -m benchmarks.serial_match [--rounds 200]

The four are asked by turns, through the page and through the function alone, with the digest as slow as in production
and the limits lifted. Printed are medians, and by how much each differs from the hit; the target is below 5 % through
the page, on a machine that has nothing else to do (elsewhere the processor's time tells more).
"""

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable

TARGET = 5.0
NUMBER, OTHER = "K123456", "K654321"


def main() -> int:
    """Measure, print two tables; 1 if a difference is beyond the target."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=200)
    rounds = parser.parse_args().rounds
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django

    from portero import embedded

    embedded.enter()
    django.setup()
    widest = _measured(rounds)
    return 0 if widest < TARGET else 1


def _measured(rounds: int) -> float:
    from django.conf import settings
    from django.db import connection

    from portero import serial_settings
    from tests.database import own_database

    settings.SERIAL_HASH_COST, settings.ALLOWED_HOSTS = serial_settings.SERIAL_HASH_COST, ["*"]
    with own_database(connection):
        _lift_limits()
        asked = _cases()
        by_page = _table("through the page", {name: _page(*told) for name, told in asked.items()}, rounds)
        _table("the function alone", {name: _alone(*told) for name, told in asked.items()}, rounds)
        connection.close()
    return by_page


def _cases() -> dict[str, tuple[str, str]]:
    """By name: the item number, and what is typed."""
    from catalog.numbers import number_from
    from tests.factories.catalog import listed_item
    from tests.factories.serials import a_serial

    item, numberless = listed_item(), listed_item()
    a_serial(NUMBER, item)
    return {
        "hit": (item.number, NUMBER),
        "miss": (item.number, OTHER),
        "no number on file": (numberless.number, NUMBER),
        "no such piece": (number_from(999_999), NUMBER),
    }


def _page(number: str, text: str) -> Callable[[], object]:
    from django.test import Client

    browser = Client()

    def asked() -> None:
        answer = browser.post("/match/", {"item": number, "typed": text})
        if answer.status_code != 200:
            raise SystemExit(f"Answered {answer.status_code}: nothing was compared.")

    return asked


def _alone(number: str, text: str) -> Callable[[], object]:
    from authentication.serials.asking import ask

    return lambda: ask(number, text, "203.0.113.7")


def _lift_limits() -> None:
    from authentication.serials import limits

    for name in vars(limits):
        if name.startswith(("PER_", "ALL_")):
            setattr(limits, name, 10**9)


def _table(title: str, asked: dict[str, Callable[[], object]], rounds: int) -> float:
    """Ask by turns, so that a busy moment of the machine meets all; the widest difference to the hit, in per cent."""
    took: dict[str, list[tuple[float, float]]] = {name: [] for name in asked}
    for turn in range(rounds + 5):
        for name, ask in asked.items():
            begun = time.perf_counter(), time.process_time()
            ask()
            if turn >= 5:  # the first few fill caches
                took[name].append((time.perf_counter() - begun[0], time.process_time() - begun[1]))
    print(f"\n{title}, {rounds} rounds: medians\n{'':20}{'time':>12}{'to the hit':>12}{'processor':>12}")
    medians = {
        name: [1000 * statistics.median(one) for one in zip(*times, strict=True)]
        for name, times in took.items()
    }
    differences = {name: 100 * (wall / medians["hit"][0] - 1) for name, (wall, _) in medians.items()}
    for name, (wall, processor) in medians.items():
        print(f"{name:20}{wall:9.2f} ms{differences[name]:+10.2f} %{processor:9.2f} ms")
    return max(abs(difference) for difference in differences.values())


if __name__ == "__main__":
    sys.exit(main())
