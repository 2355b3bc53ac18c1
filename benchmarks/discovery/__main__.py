"""Requests a second of finding a piece, beside the floor, and what a million pieces change.

    python -m benchmarks.discovery [--fresh] [--only small|large]

Makes the databases bench_10k and bench_1m if they aren't there (the large one takes some minutes and 4 GB) and
keeps them; --fresh makes them again. Writes benchmarks/latest.json and the table of benchmarks/README.md; what a run
with --only leaves out stays there as it was measured before.
"""

import argparse
import os
import sys
from contextlib import ExitStack

import django


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--fresh", action="store_true", help="make the databases again")
    parser.add_argument("--only", choices=("small", "large"), help="a part")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portero.settings")
    from portero import embedded

    embedded.enter()
    django.setup()
    from benchmarks.discovery import report, runs

    if not runs.FLOOR.exists():
        sys.exit(f"The floor isn't here: {runs.FLOOR}")
    with ExitStack() as stack:
        sections = runs.everything(stack, fresh=options.fresh, only=options.only)
    print(report.table(sections, report.machine()))
    report.write(sections)


if __name__ == "__main__":
    main()
