"""Rows a second of `import_items` beside a floor measured in the same run.

    python -m benchmarks.import_items [FILE.csv] [--rounds 3]

The floor reads the same file with csv.reader and COPYs it bare into a table without constraints or indexes.
Ratios are what counts; absolute figures differ from machine to machine. Everything is rolled back.
"""

import argparse
import csv
import io
import os
import platform
import subprocess
import sys
import time
from pathlib import Path

import django

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data" / "vestiaire_2021_listings.csv"


def main() -> None:
    """Measure, and print one table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", nargs="?", type=Path, default=SHARED)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portero.settings")
    from portero import embedded

    embedded.enter()
    django.setup()
    _table(options.file, [_round(options.file) for _ in range(options.rounds)])


def _round(file: Path) -> tuple[int, float, float, float, float]:
    """Rows; seconds of the floor, of the import (without Django's start-up), its CPU's, and of the whole command."""
    rows, floor = _floor(file)
    before = time.process_time()
    imported = _import(file)
    return rows, floor, imported, time.process_time() - before, _command(file)


def _command(file: Path) -> float:
    """Seconds of `manage.py import_items`, from pressing Enter, as a dry run."""
    manage = Path(__file__).resolve().parents[1] / "manage.py"
    words = [
        "import_items",
        str(file),
        "--mapping",
        "vestiaire_2021",
        "--source",
        "benchmark",
        "--publish",
        "--dry-run",
    ]
    started = time.perf_counter()
    subprocess.run([sys.executable, str(manage), *words], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - started


def _floor(file: Path) -> tuple[int, float]:
    from django.db import connection, transaction

    started = time.perf_counter()
    with transaction.atomic(), file.open(encoding="utf-8", newline="") as text, connection.cursor() as cursor:
        reader = csv.reader(text)
        columns = ", ".join(f'"{name}" text' for name in next(reader))
        cursor.execute(f"create temporary table bare ({columns}) on commit drop")
        lines, count = io.StringIO(), 0
        writer = csv.writer(lines)
        for count, cells in enumerate(reader, start=1):  # noqa: B007  (the count is wanted at the end)
            writer.writerow(cells)
        lines.seek(0)
        cursor.copy_expert("copy bare from stdin with (format csv)", lines)
    return count, time.perf_counter() - started


def _import(file: Path) -> float:
    from catalog.importing.mapping import load_mapping
    from catalog.importing.run import Import

    mapping = load_mapping("vestiaire_2021")
    started = time.perf_counter()
    Import(path=file, mapping=mapping, source="benchmark", publish=True, dry_run=True).run()
    return time.perf_counter() - started


def _table(file: Path, rounds: list[tuple[int, float, float, float, float]]) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("show server_version")
        server = cursor.fetchone()[0]
    load = os.getloadavg()[0]
    print(f"{platform.machine()}, {os.cpu_count()} cores, load {load:.1f}; Python {platform.python_version()}, "
          f"Django {django.get_version()}, PostgreSQL {server}; {file.name}")  # fmt: skip
    heads = (
        "round",
        "rows",
        "floor rows/s",
        "import rows/s",
        "floor : import",
        "import CPU s",
        "command rows/s",
    )
    print(" ".join(f"{head:>14}" for head in heads))
    for number, (rows, floor, imported, cpu, command) in enumerate(rounds, start=1):
        figures = (number, rows, rows / floor, rows / imported, imported / floor, cpu, rows / command)
        formats = (",.0f", ",.0f", ",.0f", ",.0f", ".1f", ".1f", ",.0f")
        print(" ".join(f"{figure:>14{form}}" for figure, form in zip(figures, formats, strict=True)))


if __name__ == "__main__":
    main()
