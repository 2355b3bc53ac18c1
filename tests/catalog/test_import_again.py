"""The same file again, a changed one, and pieces that somebody has bought, holds or took back."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from oscar.core.loading import get_model

from catalog import holds, listing
from catalog.importing import run as importer
from catalog.importing import writing
from catalog.models import Clearance, ConditionReport, Hold, Item, PriceChange
from portero.core.models import AuditEntry
from tests.catalog.csv_files import imported, reasons, row, written

pytestmark = pytest.mark.django_db


def counts(path: Path, **options: Any) -> tuple[int, int, int, int]:
    report = imported(path, **options)
    return report.created, report.updated, report.unchanged, report.refused


def test_a_second_run_changes_nothing(tmp_path: Path) -> None:
    file = written(tmp_path / "a.csv", row("1"), row("2", grade=""), row("3", price="x"))
    assert counts(file, publish=True) == (2, 0, 0, 1)
    before = list(Item.objects.order_by("pk").values())
    rows = [model.objects.count() for model in (Clearance, PriceChange, AuditEntry)]
    assert counts(file, publish=True) == (0, 0, 2, 1)
    assert list(Item.objects.order_by("pk").values()) == before
    assert [model.objects.count() for model in (Clearance, PriceChange, AuditEntry)] == rows


def test_a_changed_price_goes_into_the_history(tmp_path: Path) -> None:
    counts(written(tmp_path / "a.csv", row("1"), row("2")), publish=True)
    again = written(tmp_path / "b.csv", row("1", price="11000", title="Birkin 30 in Etoupe"), row("2"))
    assert counts(again) == (0, 1, 1, 0)
    item = Item.objects.select_related("product").get(source_reference="1")
    assert (item.state, item.price, item.previous_price) == (
        "listed",
        Decimal("11000.00"),
        Decimal("12500.00"),
    )
    assert [(c.kind, c.amount, c.previous) for c in item.price_changes.all()] == [
        ("imported", Decimal("12500.00"), None),
        ("imported", Decimal("11000.00"), Decimal("12500.00")),
    ]
    assert get_model("partner", "StockRecord").objects.get(product=item.product).price == Decimal("11000.00")
    assert item.product.title == "Hermès Birkin 30 in Etoupe"
    assert Item.objects.filter(words="etoupe").count() == 1
    assert counts(again) == (0, 0, 2, 0)


def test_an_empty_cell_never_blanks_a_fact(tmp_path: Path) -> None:
    counts(written(tmp_path / "a.csv", row("1", colour="Gold")), publish=True)
    assert counts(written(tmp_path / "a.csv", row("1", colour="", grade="", size="30"))) == (0, 1, 0, 0)
    item = Item.objects.get()
    assert (str(item.colour), item.grade, item.size, item.state) == ("Gold", "excellent", "30", "listed")


def test_a_grade_that_a_person_recorded_stays(tmp_path: Path, django_user_model: type) -> None:
    counts(written(tmp_path / "a.csv", row("1", condition_note="Seller: fine.")))
    grader = django_user_model.objects.create(email="grader@portero.example")  # type: ignore[attr-defined]
    ConditionReport.objects.update(recorded_by=grader, summary="Two hairlines.")
    Item.objects.update(grade="good")
    assert counts(written(tmp_path / "a.csv", row("1", condition_note="Perfect!", size="30"))) == (0, 1, 0, 0)
    item = Item.objects.get()
    assert (item.grade, item.size, item.condition_report.summary) == ("good", "30", "Two hairlines.")


@pytest.mark.parametrize("state", ["sold", "withdrawn", "held"])
def test_a_piece_that_is_sold_withdrawn_or_held_is_kept(tmp_path: Path, state: str) -> None:
    counts(written(tmp_path / "a.csv", row("1"), row("2")), publish=True)
    item = Item.objects.get(source_reference="1")
    if state == "sold":
        listing.mark_sold(item)
    elif state == "withdrawn":
        listing.withdraw(item, reason="The owner wants it back.")
    else:
        holds.place([item], holder="basket:1", kind=Hold.Kind.CHECKOUT, lasts=timedelta(minutes=15))
    before = Item.objects.filter(pk=item.pk).values().get()
    report = imported(written(tmp_path / "a.csv", row("1", price="9"), row("2", price="8")), publish=True)
    assert reasons(report) == [(2, "reference", "on_hold" if state == "held" else state)]
    assert Item.objects.filter(pk=item.pk).values().get() == before
    assert PriceChange.objects.filter(item=item).count() == 1
    assert report.updated == 1


def test_publishing_later_lists_drafts_but_not_what_staff_took_back(tmp_path: Path) -> None:
    file = written(tmp_path / "a.csv", row("1"), row("2"))
    assert counts(file) == (2, 0, 0, 0)
    assert counts(file, publish=True) == (0, 2, 0, 0)
    listing.back_to_draft(Item.objects.get(source_reference="1"), reason="Look at it again.")
    assert counts(file, publish=True) == (0, 0, 2, 0)
    assert set(Item.objects.values_list("source_reference", "state")) == {("1", "draft"), ("2", "listed")}


def test_the_same_reference_twice_in_a_file(tmp_path: Path) -> None:
    file = written(tmp_path / "a.csv", row("1"), row("2"), row("1"), row("2", price="3"))
    report = imported(file)
    assert (report.created, report.unchanged, report.notes["repeated"]) == (2, 1, 1)
    assert reasons(report) == [(5, "reference", "contradicts")]
    assert (
        report.first_refused[0]["reason"]
        == "Line 3 says something else about 2; that one counts. Keep one of the two."
    )
    assert Item.objects.get(source_reference="2").price == Decimal("12500.00")


def test_references_belong_to_their_source(tmp_path: Path) -> None:
    file = written(tmp_path / "a.csv", row("1"))
    assert counts(file, source="tokyo") == (1, 0, 0, 0)
    assert counts(file, source="milan") == (1, 0, 0, 0)


def test_a_dry_run_says_all_and_writes_nothing(tmp_path: Path) -> None:
    file = written(tmp_path / "a.csv", row("1"), row("2", price="x"))
    assert counts(file, dry_run=True) == (1, 0, 0, 1)
    assert not Item.objects.exists()
    assert not AuditEntry.objects.exists()


def test_what_the_database_refuses_costs_one_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fact that no rule of ours foresaw: only its own row is refused, whatever the size of the chunk."""
    monkeypatch.setattr(importer, "CHUNK", 8)
    file = written(tmp_path / "a.csv", *[row(str(n)) for n in range(20)])
    real = writing.create

    def create(arrivals: list, *args: object) -> list:
        for arrival in arrivals:
            if arrival.facts.reference == "13":
                arrival.facts.grade = "flawless"
        return real(arrivals, *args)  # type: ignore[arg-type]

    monkeypatch.setattr(importer, "create", create)
    report = imported(file)
    assert (report.created, reasons(report)) == (19, [(15, "", "database")])


def test_statements_per_chunk_do_not_grow_with_its_rows(tmp_path: Path) -> None:
    imported(written(tmp_path / "first.csv", row("0")))
    few = written(tmp_path / "few.csv", *[row(f"few-{n}") for n in range(5)])
    many = written(tmp_path / "many.csv", *[row(f"many-{n}") for n in range(400)])
    with CaptureQueriesContext(connection) as small:
        imported(few)
    with CaptureQueriesContext(connection) as large:
        imported(many)
    assert (len(small), len(large)) == (35, 35)


def test_one_run_leaves_one_entry_in_the_audit_trail(tmp_path: Path) -> None:
    now = timezone.now()
    imported(written(tmp_path / "a.csv", row("1"), row("2")))
    entry = AuditEntry.objects.get(action="catalog.imported")
    assert (entry.target_key, entry.data["created"]) == ("tests", 2)
    assert entry.at >= now
