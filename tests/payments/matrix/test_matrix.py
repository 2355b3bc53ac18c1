"""Every cell of the matrix; the table in docs/payments.md says how each ended, and can't lie."""

import re
from collections.abc import Callable

import pytest

from tests.payments.matrix import table
from tests.payments.matrix.column import Column
from tests.payments.matrix.columns import COLUMNS, ROWS
from tests.payments.matrix.seam import Seam
from tests.payments.matrix.story import Stage

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("row", ROWS)
@pytest.mark.parametrize("column", COLUMNS, indirect=True, ids=lambda kind: kind.name)
def test_cell(column: Column, row: str, seam: Seam, record_property: Callable[[str, object], None]) -> None:
    cell = column.cells.get(row, ROWS[row])
    told = cell if isinstance(cell, str) else table.told(cell(Stage(column, seam)))
    record_property("cell", (row, column.name, told))
    assert table.committed().get((row, column.name)) == told, "run `python -m tests.payments.matrix`"


def test_the_table_has_these_cells_and_no_others() -> None:
    assert set(table.committed()) == {(row, kind.name) for row in ROWS for kind in COLUMNS}


def test_the_guide_names_every_variable() -> None:
    settings = (table.DOCUMENT.parents[1] / "portero" / "payment_settings.py").read_text()
    wanted = {name for name in re.findall(r'"([A-Z]+_[A-Z_]+)"', settings) if name != "PORT"}
    guide = table.DOCUMENT.read_text()
    assert [name for name in sorted(wanted - {"PRODUCTION"}) if f"`{name}`" not in guide] == []
