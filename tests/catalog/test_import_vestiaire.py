"""The real file: 14,743 listings of November 2021, every row accounted for, nothing changed by a second run."""

from decimal import Decimal
from pathlib import Path

import pytest

from catalog.importing.mapping import load_mapping
from catalog.importing.report import Report
from catalog.importing.run import Import
from catalog.models import Clearance, Item, PriceChange

FILE = Path(__file__).resolve().parents[3] / "shared" / "data" / "vestiaire_2021_listings.csv"

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        not FILE.is_file(), reason="the Vestiaire file has no licence to be shipped; not here"
    ),
]


def run() -> Report:
    return Import(
        path=FILE, mapping=load_mapping("vestiaire_2021"), source="vestiaire-2021", publish=True
    ).run()


def test_every_row_is_accounted_for_and_a_second_run_changes_nothing() -> None:
    first = run()
    assert (first.rows, first.created, first.updated, first.unchanged) == (14_743, 14_552, 0, 0)
    assert first.refused_by_reason == {"mapping": 188, "implausible_price": 2, "another_designer": 1}
    assert first.notes["no_grade"] == 4_185
    assert first.columns["unused"] == []
    assert first.listed == Item.objects.filter(state="listed").count() == 9_540
    assert Clearance.objects.count() == PriceChange.objects.count() == Item.objects.count() == 14_552
    second = run()
    assert (second.created, second.updated, second.unchanged, second.refused) == (0, 0, 14_552, 191)
    assert Item.objects.count() == PriceChange.objects.count() == 14_552
    check_some_pieces()


def check_some_pieces() -> None:
    """The Birkin at 24,000 EUR, and the two rows that can't be true."""
    birkin = Item.objects.get(style__name="Birkin 30", colour__name="Camel", state="listed")
    assert (birkin.price, birkin.grade, birkin.never_carried) == (Decimal("27120.00"), "pristine", True)
    assert birkin.price_changes.get().note == "EUR 24000.00 at the rate of 2021-11-30 of 1.13"
    assert birkin.category.slug == "handbags"
    assert birkin.condition_report.summary == "Described by its seller as: Never worn."
    assert not Item.objects.filter(designer__name="Démoo").exists()
    assert not Item.objects.filter(price__gt=60_000).exists()
