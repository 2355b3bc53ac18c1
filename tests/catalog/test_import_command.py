"""`manage.py import_items` as somebody at a terminal meets it."""

import csv
import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from catalog.importing import run as importer
from catalog.importing.columns import FACTS
from catalog.models import Item
from tests.catalog.csv_files import row, written

pytestmark = pytest.mark.django_db


def run(*args: object, **options: object) -> str:
    out = io.StringIO()
    call_command("import_items", *args, stdout=out, **options)
    return out.getvalue()


def test_it_ends_with_a_summary_and_a_report(tmp_path: Path) -> None:
    file = written(tmp_path / "june.csv", row("1"), row("2", price="x\x1b[31m"), row("3", grade=""))
    out = run(file, "--publish", "--report", tmp_path / "r.json")
    assert "june.csv: 3 rows read (utf-8)" in out
    assert "created 2, updated 0, unchanged 0, refused 1" in out
    assert "line 3, column price: “x?[31m” isn't a price." in out
    report = json.loads((tmp_path / "r.json").read_text())
    assert (report["rows"], report["created"], report["refused"], report["listed"]) == (3, 2, 1, 1)
    assert report["refused_by_reason"] == {"not_a_number": 1}
    assert [(r["line"], r["column"], r["reference"]) for r in report["refused_rows"]] == [(3, "price", "2")]
    assert report["adds_up"] is True
    assert Item.objects.values_list("source", flat=True).distinct().get() == "june"


def test_the_report_of_a_dry_run_is_marked(tmp_path: Path) -> None:
    out = run(written(tmp_path / "a.csv", row("1")), dry_run=True)
    assert out.startswith("Dry run, nothing was written. a.csv: 1 rows read")
    assert not Item.objects.exists()


def test_the_template_has_every_fact_and_comes_in_when_filled(tmp_path: Path) -> None:
    header = next(csv.reader(io.StringIO(run("--template"))))
    assert header == list(FACTS)
    file = written(tmp_path / "a.csv", dict.fromkeys(header, "") | row("1"))
    assert "created 1" in run(file)


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        ([], "Which file?"),
        (["nowhere.csv"], "There is no file nowhere.csv"),
        (["{file}", "--mapping", "nowhere"], "There is no mapping nowhere. Shipped ones: vestiaire_2021"),
        (["{file}", "--photos", "nowhere"], "There is no folder nowhere"),
        (["{file}", "--report", "nowhere/r.json"], "There is no folder for the report"),
    ],
)
def test_what_is_wrong_with_the_command_is_said(tmp_path: Path, args: list[str], sentence: str) -> None:
    file = written(tmp_path / "a.csv", row("1"))
    with pytest.raises(CommandError) as problem:
        run(*[arg.format(file=file) for arg in args])
    assert sentence in str(problem.value)
    assert not Item.objects.exists()


def test_a_mapping_that_is_not_toml(tmp_path: Path) -> None:
    (tmp_path / "m.toml").write_text("columns = [")
    with pytest.raises(CommandError, match=r"m\.toml isn't TOML"):
        run(written(tmp_path / "a.csv", row("1")), mapping=str(tmp_path / "m.toml"))


def test_a_rate_can_be_given_and_an_absent_column_is_named(tmp_path: Path) -> None:
    (tmp_path / "m.toml").write_text('columns = { colour = "nope" }')
    file = written(tmp_path / "a.csv", row("1", price="1.000 €"))
    out = run(file, "--mapping", tmp_path / "m.toml", "--rate", "EUR=1.10")
    assert "columns of the mapping that the file doesn't have: nope" in out
    assert Item.objects.get().price == 1100
    with pytest.raises(CommandError, match=r"write it as EUR=1\.10"):
        run(file, "--rate", "EUR")


def test_stopping_keeps_what_was_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importer, "CHUNK", 2)
    file = written(tmp_path / "a.csv", *[row(str(n)) for n in range(6)])
    real = importer.Import._write

    def write(self: importer.Import, chunk: list) -> None:
        if self.report.created == 2:
            raise KeyboardInterrupt
        real(self, chunk)

    with monkeypatch.context() as patched:
        patched.setattr(importer.Import, "_write", write)
        with pytest.raises(CommandError, match="Stopped"):
            run(file)
    assert Item.objects.count() == 2
    assert "created 4, updated 0, unchanged 2, refused 0" in run(file)


def test_two_imports_of_one_source_wait_for_each_other(tmp_path: Path) -> None:
    """The lock is held while rows are written, and given back at the end."""
    file = written(tmp_path / "a.csv", row("1"))
    held = "select count(*) from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()"
    seen: list[int] = []

    def look(position: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute(held)
            seen.append(cursor.fetchone()[0])

    from catalog.importing.mapping import Mapping
    from catalog.importing.run import Import

    Import(path=file, mapping=Mapping(), source="a", tick=look).run()
    look(0)
    assert seen == [1, 0]
