"""Tax quotes a second in one process, for carts of three lines and with warm tables.

    python -m benchmarks.tax_quotes [--seconds 3]

Carts to every registered state, twelve addresses by turns. The floor is the same cart read from JSON and written
again: what a process must do even to pass it on. No quote may ask the database; the target is 1,000 a second.
"""

import argparse
import json
import os
import platform
import sys
import time
from collections.abc import Callable, Sequence
from itertools import cycle
from typing import Any

TARGET = 1000
ITEMS = [
    {"category": "handbag", "price": "5000.00"},
    {"category": "shoes", "price": "90.00"},
    {"category": "jewelry", "price": "7500.00"},
]
PLACES = [
    ("Beverly Hills", "Los Angeles", "CA", "90210"),
    ("San Francisco", "", "CA", "94102"),
    ("Greenwich", "Fairfield", "CT", "06830"),
    ("Miami", "Miami-Dade", "FL", "33130"),
    ("Palm Beach", "", "FL", "33480"),
    ("Chicago", "Cook", "IL", "60611"),
    ("Winnetka", "", "IL", "60093"),
    ("Chevy Chase", "Montgomery", "MD", "20815"),
    ("Short Hills", "Essex", "NJ", "07078"),
    ("New York", "New York", "NY", "10021"),
    ("Scarsdale", "", "NY", "10583"),
    ("East Hampton", "Suffolk", "NY", "11937"),
]


def main() -> int:
    """Measure, print one table; 1 if the target is missed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=3.0)
    seconds = parser.parse_args().seconds
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django

    from portero import embedded

    embedded.enter()
    django.setup()
    rows = _measure(seconds)
    _table(rows)
    return 0 if rows["quotes"] >= TARGET else 1


def _measure(seconds: float) -> dict[str, float]:
    from django.conf import settings
    from django.db import connection

    from orders.tax import questions, snapshot
    from orders.tax.answers import answer_line
    from orders.tax.local import LocalTables
    from tests.database import own_database

    asked = [json.dumps(_question(*place)) for place in PLACES]
    with own_database(connection):
        snapshot.current()
        settings.TAX_TABLES_FRESH_SECONDS = 3600
        sales = [questions.read(json.loads(text)).sale for text in asked]
        with connection.execute_wrapper(_refuse):
            rows = {
                "floor": _a_second(lambda text: json.dumps(json.loads(text)), asked, seconds),
                "quotes": _a_second(LocalTables().quote, sales, seconds),
                "lines": _a_second(lambda text: json.dumps(answer_line(text)), asked, seconds),
            }
        connection.close()
    return rows


def _refuse(*_: Any) -> None:
    sys.exit("a warm quote asked the database")


def _question(city: str, county: str, state: str, zip_code: str) -> dict[str, Any]:
    to = {"line1": "", "city": city, "county": county, "state": state, "zip": zip_code, "country": "US"}
    return {"id": city, "date": "2026-03-02", "destination": to, "items": ITEMS, "shipping": "45.00"}


def _a_second(do: Callable[[Any], object], given: Sequence[Any], seconds: float) -> float:
    """How often a second it is done, each of the given by turns, after one round to warm up."""
    for one in given:
        do(one)
    done, started = 0, time.perf_counter()
    for one in cycle(given):
        do(one)
        done += 1
        if done % 100 == 0 and time.perf_counter() - started >= seconds:
            break
    return done / (time.perf_counter() - started)


def _table(rows: dict[str, float]) -> None:
    from django import get_version

    machine = f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
    versions = f"Python {platform.python_version()}, Django {get_version()}"
    words = {
        "floor": "cart from JSON and back (floor)",
        "quotes": "tax of the cart, warm tables",
        "lines": "a line of tax_quote, JSON to JSON",
    }
    print(f"\nTax quotes, three lines, one process ({machine}; {versions}; target {TARGET:,} quotes)")
    print(f"{'what':<34}{'a second':>10}{'ratio':>8}")
    for name, a_second in rows.items():
        print(f"{words[name]:<34}{a_second:>10,.0f}{a_second / rows['floor']:>8.3f}")


if __name__ == "__main__":
    sys.exit(main())
