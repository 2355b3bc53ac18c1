"""Two imports of one file at the same time make no doubles: the second waits and finds everything unchanged."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from django.db import connection

from catalog.importing.mapping import Mapping
from catalog.importing.run import Import
from catalog.models import Clearance, Item, PriceChange
from tests.catalog.csv_files import row, written


@pytest.mark.django_db(transaction=True)
def test_two_imports_of_one_file(tmp_path: Path) -> None:
    file = written(tmp_path / "a.csv", *[row(str(n)) for n in range(300)])
    start = Barrier(2)

    def run(_: int) -> tuple[int, int, int]:
        try:
            start.wait(30)
            report = Import(path=file, mapping=Mapping(), source="tokyo").run()
            return report.created, report.unchanged, report.refused
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        outcomes = sorted(pool.map(run, range(2)))
    assert outcomes == [(0, 300, 0), (300, 0, 0)]
    assert Item.objects.count() == Clearance.objects.count() == PriceChange.objects.count() == 300
