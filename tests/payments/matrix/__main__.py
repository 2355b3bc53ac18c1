"""`python -m tests.payments.matrix [-n 2]`: run the matrix and write how each cell ended into docs/payments.md."""

import sys
from pathlib import Path
from typing import cast

import pytest


class Recorder:
    """Collects what the cells record, also from other processes."""

    def __init__(self) -> None:
        self.cells: dict[tuple[str, str], str] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Called by pytest for every phase of a test."""
        for name, value in report.user_properties:
            if name == "cell":
                row, column, told = map(str, cast(tuple[str, str, str], value))
                self.cells[row, column] = told


def main(arguments: list[str]) -> int:
    """Returns 1 if a cell has no outcome: one of its rules was broken, nothing is written for it."""
    recorder = Recorder()
    pytest.main(
        [str(Path(__file__).parent), "-q", "--tb=no", "-p", "no:cacheprovider", *arguments],
        plugins=[recorder],
    )
    # Only now: it reads models, and pytest has set Django up.
    from tests.payments.matrix import table
    from tests.payments.matrix.columns import COLUMNS, ROWS

    table.write(recorder.cells)
    broken = [(row, kind.name) for kind in COLUMNS for row in ROWS if (row, kind.name) not in recorder.cells]
    for row, column in broken:
        sys.stdout.write(f"no outcome: {column}, {row}\n")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
