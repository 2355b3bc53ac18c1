"""What comes in, what is refused, and with which column and reason."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from catalog.importing.refusals import Unusable
from catalog.models import Designer, Item, Material, PriceChange
from tests.catalog.csv_files import imported, reasons, row, written
from tests.factories import catalog as factory

pytestmark = pytest.mark.django_db


def test_one_row_writes_everything_a_piece_needs(tmp_path: Path) -> None:
    facts = {
        "colour": "Gold",
        "material": "Togo",
        "width": '12"',
        "includes": "box; dust bag",
        "year": "2019",
    }
    facts |= {
        "condition_note": "Light rubbing on one corner.",
        "ships_from": "Japan",
        "listed_on": "2026-01-02",
    }
    report = imported(written(tmp_path / "june.csv", row("R-1", **facts)), publish=True)
    item = Item.objects.get()
    assert (report.created, report.listed) == (1, 1)
    assert (item.state, item.grade, item.price) == ("listed", "excellent", Decimal("12500.00"))
    assert (str(item.designer), str(item.style), item.title) == (
        "Hermès",
        "Birkin 30",
        "Birkin 30, Gold Togo",
    )
    assert (item.ships_from, item.ships_from_city, item.year) == ("JP", "", 2019)
    assert item.clearance is not None
    assert (item.clearance.kind, item.clearance.reference) == ("imported", "june.csv:2")
    assert [(c.kind, c.amount, c.previous) for c in item.price_changes.all()] == [
        (PriceChange.Kind.IMPORTED, Decimal("12500.00"), None)
    ]
    assert [(m.key, m.value, m.unit) for m in item.measurements.all()] == [("width", Decimal("30.48"), "cm")]
    assert [i.name for i in item.inclusions.all()] == ["box", "dust bag"]
    assert item.condition_report.summary == "Light rubbing on one corner."
    assert item.product.stockrecords.get().price == item.price
    assert item.listed_at is not None
    assert item.listed_at.isoformat() == "2026-01-02T12:00:00+00:00"
    assert Item.objects.filter(words="hermes & togo & birkin").exists()


@pytest.mark.parametrize(
    ("facts", "column", "code"),
    [
        ({"price": "-3"}, "price", "not_positive"),
        ({"price": "NaN"}, "price", "not_a_number"),
        ({"price": "1e999"}, "price", "not_a_number"),
        ({"price": "9" * 20}, "price", "absurd"),
        ({"price": "9000000"}, "price", "implausible_price"),
        ({"price": "EUR 900"}, "price", "no_rate"),
        ({"grade": "fair"}, "grade", "below_good"),
        ({"ships_from": "Atlantis"}, "ships_from", "country"),
        ({"title": "x" * 201}, "title", "too_long"),
        ({"title": "=HYPERLINK(1)"}, "title", "formula"),
        ({"designer": "@SUM(A1)"}, "designer", "formula"),
        ({"bucket": "cheap"}, "bucket", "bucket"),
        ({"category": ""}, "category", "no_category"),
        ({"designer": "Unbranded"}, "designer", "no_designer"),
        ({"price": "$900", "currency": "EUR"}, "price", "currency"),
        ({"availability": "Sold out"}, "availability", "sold_at_source"),
    ],
)
def test_a_bad_row_is_refused_and_the_next_comes_in(
    tmp_path: Path, facts: dict[str, str], column: str, code: str
) -> None:
    report = imported(written(tmp_path / "a.csv", row("R-1", **facts), row("R-2")))
    assert reasons(report) == [(2, column, code)]
    assert list(Item.objects.values_list("source_reference", flat=True)) == ["R-2"]


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"year": "2099"}, "year"),
        ({"width": "wide"}, "not_a_length"),
        ({"dimensions": "One size"}, "not_a_length"),
        ({"listed_on": "2099-01-01"}, "date"),
        ({"never_carried": "perhaps"}, "not_yes_or_no"),
        ({"made_in": "Atlantis"}, "country"),
        ({"weight": "heavy"}, "not_a_weight"),
        ({"retail": "ask"}, ""),
        ({"retail": "EUR 900"}, "no_rate"),
    ],
)
def test_a_value_that_a_piece_can_do_without_is_left_out(
    tmp_path: Path, facts: dict[str, str], code: str
) -> None:
    """The row comes in as a draft, and the report has line, column and reason."""
    report = imported(written(tmp_path / "a.csv", row("R-1", **facts)), publish=True)
    assert (report.created, report.refused) == (1, 0)
    assert report.left_out_by_reason == ({code: 1} if code else {})
    assert [(left["line"], left["column"]) for left in report.first_left.values()] == (
        [(2, next(iter(facts)))] if code else []
    )
    assert Item.objects.get().state == ("draft" if code else "listed")


@pytest.mark.parametrize(
    ("facts", "note"),
    [
        ({"price": "Price on request"}, "price_on_request"),
        ({"price": "$3,000 - 5,000"}, "price_range"),
        ({"price": ""}, "no_price"),
        ({"grade": ""}, "no_grade"),
        ({"grade": "lovely"}, "condition_not_understood"),
        ({"bucket": "", "bucket_reason": ""}, "no_curation_reason"),
    ],
)
def test_an_incomplete_row_comes_in_as_a_draft(tmp_path: Path, facts: dict[str, str], note: str) -> None:
    report = imported(written(tmp_path / "a.csv", row("R-1", **facts)), publish=True)
    assert (report.created, report.listed, report.notes[note]) == (1, 0, 1)
    assert Item.objects.get().state == "draft"


def test_nothing_is_listed_unless_asked(tmp_path: Path) -> None:
    imported(written(tmp_path / "a.csv", row("R-1")))
    assert Item.objects.get().state == "draft"


def test_other_names_for_columns_are_understood(tmp_path: Path) -> None:
    other = {"SKU": "9", "Brand": "GUCCI", "Product Type": "Bags", "Condition": "Very good", "Price (EUR)": "1.000",
             "Width (in)": "10", "Color": "Rouge", "Likes": "12"}  # fmt: skip
    gucci = factory.a_designer("Gucci")
    report = imported(written(tmp_path / "a.csv", other), {"money": {"rates": {"EUR": "1.13"}}})
    item = Item.objects.get()
    assert (item.designer, item.price, item.grade) == (gucci, Decimal("1130.00"), "very_good")
    assert item.measurements.get().value == Decimal("25.40")
    assert item.price_changes.get().note == "EUR 1000 at the rate of 1.13"
    assert report.columns["unused"] == ["Likes"]


def test_a_mapping_joins_columns_and_translates_words(tmp_path: Path) -> None:
    mapping: dict[str, Any] = {
        "columns": {
            "reference": "nr",
            "designer": ["maker", "house"],
            "title": "{kind} no. {nr}",
            "grade": "z",
        },
        "constants": {"category": "Handbags"},
        "values": {"grade": {"Sehr gut": "very good"}},
        "refuse": {"grade": {"Mangelhaft": "We don't take these."}},
        "ignore": ["x"],
    }
    rows = [{"nr": str(n), "maker": "", "house": "Dior", "kind": "Bag", "z": z, "x": ""} for n, z in
            enumerate(["sehr gut", "MANGELHAFT"])]  # fmt: skip
    report = imported(written(tmp_path / "a.csv", *rows), mapping)
    item = Item.objects.get()
    assert (str(item.designer), item.title, item.grade) == ("Dior", "Bag no. 0", "very_good")
    assert reasons(report) == [(3, "z", "mapping")]
    assert report.columns["ignored"] == ["x"]


def test_known_words_are_found_without_accents_and_by_alias(tmp_path: Path) -> None:
    vuitton = factory.a_designer("Louis Vuitton", aliases=["LV"])
    hermes = factory.a_designer("Hermès")
    rows = [row("1", designer="lv"), row("2", designer="HERMES"), row("3", designer="louis  vuitton")]
    imported(written(tmp_path / "a.csv", *rows))
    found = Item.objects.order_by("source_reference").values_list("designer_id", flat=True)
    assert list(found) == [vuitton.pk, hermes.pk, vuitton.pk]
    assert Designer.objects.count() == 2


def test_a_new_name_for_an_exotic_skin_is_marked_as_one(tmp_path: Path) -> None:
    imported(
        written(tmp_path / "a.csv", row("1", material="Shiny Python"), row("2", material="Patent leather"))
    )
    assert set(Material.objects.values_list("name", "is_exotic")) == {
        ("Shiny Python", True),
        ("Patent leather", False),
    }


def test_unknown_words_are_refused_where_the_mapping_says_so(tmp_path: Path) -> None:
    factory.a_category("Handbags")
    report = imported(written(tmp_path / "a.csv", row("1"), row("2")), {"create": ["style"]})
    assert reasons(report) == [(2, "designer", "unknown_designer"), (3, "designer", "unknown_designer")]
    assert not Designer.objects.exists()


def test_a_title_that_names_another_maker_is_refused(tmp_path: Path) -> None:
    rows = [row("1", designer="Démoo", title="Bag Louis Vuitton"), row("2", title="Bag HERMES")]
    report = imported(written(tmp_path / "a.csv", *rows), {"checks": {"names_the_designer": "title"}})
    assert reasons(report) == [(2, "title", "another_designer")]
    assert not Designer.objects.filter(name="Démoo").exists()


def test_a_title_that_names_another_known_maker_waits_for_somebody_to_look(tmp_path: Path) -> None:
    factory.a_designer("Louis Vuitton")
    rows = [
        row("1", title="Louis Vuitton Speedy"),
        row("2", designer="Louis Vuitton", title="Louis Vuitton Speedy"),
    ]
    report = imported(written(tmp_path / "a.csv", *rows), publish=True)
    assert (report.created, report.listed, report.notes["names_another_designer"]) == (2, 1, 1)
    assert Item.objects.get(source_reference="1").state == "draft"


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ({"columns": {"colours": "x"}}, "has no fact colours"),
        ({"unit": "feet"}, "unit is one of"),
        ({"sauce": "x"}, "sauce"),
        ({"money": {"rates": {"EUR": "0"}}}, "more than zero"),
    ],
)
def test_a_mapping_says_where_it_is_wrong(tmp_path: Path, table: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Unusable, match=sentence):
        imported(written(tmp_path / "a.csv", row("1")), table)


def test_a_house_is_known_with_words_around_its_name(tmp_path: Path) -> None:
    factory.a_designer("Hermès")
    factory.a_designer("Louis Vuitton", aliases=["LV"])
    names = ["HERMES Paris", "Hermès®", "Pre-owned Hermès", "LOUIS VUITTON (LV)", "Louis Vuitton Malletier"]
    imported(written(tmp_path / "a.csv", *[row(str(n), designer=name) for n, name in enumerate(names)]))
    assert Designer.objects.count() == 2


def test_markup_and_invisible_characters_go(tmp_path: Path) -> None:
    title = "Sac &quot;Dionysus&quot; &amp;amp; <b>\u00e9t\u00e9</b>\u200b\u202e\x07 \U0001f45c"
    facts = {"title": title, "description": "<p>One</p>two<script>alert(1)</script>"}
    imported(written(tmp_path / "a.csv", row("R-1", **facts)))
    item = Item.objects.get()
    assert (item.title, item.description) == ('Sac "Dionysus" & \u00e9t\u00e9 \U0001f45c', "One\ntwo")


def test_the_same_reference_in_another_case_is_the_same_piece(tmp_path: Path) -> None:
    rows = [row("ab-1"), row("AB-1"), row("Ab-1", price="9")]
    report = imported(written(tmp_path / "a.csv", *rows))
    assert (report.created, report.unchanged, reasons(report)) == (1, 1, [(4, "reference", "contradicts")])
    again = imported(written(tmp_path / "b.csv", row("AB-1", price="11000")))
    assert (again.created, again.updated) == (0, 1)
    assert Item.objects.get().price == Decimal("11000.00")


def test_columns_can_name_a_piece_together(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("Brand,Model,Colour,Category\nHermès,Kelly,Gold,Bags\nHermès,Kelly,Black,Bags\n")
    with pytest.raises(
        Unusable, match=r"several that together name one piece: \"\{Brand\} \{Model\} \{Colour\}"
    ):
        imported(file)
    report = imported(file, {"columns": {"reference": "{Brand} {Model} {Colour}"}})
    assert report.created == 2
    assert set(Item.objects.values_list("source_reference", flat=True)) == {
        "Hermès Kelly Gold",
        "Hermès Kelly Black",
    }
