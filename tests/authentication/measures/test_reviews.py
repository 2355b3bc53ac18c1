"""Measurements of a review: nothing typed is lost, a number is kept, and what can't be read doesn't complete it."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from accounts.models import User
from authentication.bench.reading import said_of
from authentication.bench.seats import Seat
from authentication.cases import reviewing
from authentication.cases.refusals import CaseRefused
from authentication.measures.listed import reviewed
from authentication.models import Review
from catalog.models import Category, Item, Measurement
from tests.authentication.bench.conftest import anna, desk, review, send
from tests.factories import authentication as make

__all__ = ["anna", "desk", "review", "send"]

pytestmark = pytest.mark.django_db
Send = Callable[..., Any]


def on_record(item: Item, value: str = "30", tolerance: str = "0.5") -> None:
    """What its report says of its width."""
    Category.objects.filter(pk=item.category_id).update(measured_as="bag")
    told = {"label": "Width", "unit": "cm", "value": Decimal(value), "tolerance": Decimal(tolerance)}
    Measurement.objects.update_or_create(item=item, key="width", defaults=told)


def said_while_typing(desk: Client, review: Review, text: str, check: str = "outline") -> Any:
    where = f"/staff/authentication/cases/{review.case.number}/checks/{check}/decode/"
    return desk.post(where, {"entered": text}).json()


def test_the_text_stays_and_its_number_is_kept_beside_it(send: Send, review: Review) -> None:
    send("outline", entered="11 7/8 in")
    finding = review.findings.get()
    assert (finding.entered, finding.value, finding.unit) == ("11 7/8 in", Decimal("11.875"), "in")
    assert finding.entered_words == "11.875 in"


def test_what_cannot_be_read_is_kept_and_named(send: Send, review: Review) -> None:
    answer = send("outline", result="right", entered="about thirty")
    assert answer.status_code == 200
    finding = review.findings.get()
    assert (finding.entered, finding.value, finding.unit) == ("about thirty", None, "")
    finding.evidence.create(file="evidence/none.webp", sha256="0" * 64, width=8, height=8)
    lacks = send("outline", seen=answer.json()["seen"], result="right", entered="about thirty").json()[
        "missing"
    ]
    assert [one["said"] for one in lacks if one["where"] == "#check-outline"] == [
        (
            "Shape and proportions: “about thirty” can't be kept as a measurement. "
            "A number is wanted, such as 302 mm, 30.2 cm or 11 7/8 in."
        )
    ]


def test_a_number_that_is_taken_back_is_gone(send: Send, review: Review) -> None:
    seen = send("outline", entered="302").json()["seen"]
    send("outline", seen=seen, entered="")
    finding = review.findings.get()
    assert (finding.entered, finding.value, finding.unit) == ("", None, "")


def test_while_it_is_typed_it_is_held_against_the_report(desk: Client, review: Review) -> None:
    on_record(review.case.item)
    assert said_while_typing(desk, review, "30.3 cm") == {
        "fit": "plausible",
        "words": "30.3 cm",
        "lines": ["It agrees with what is on record: width 30 cm, to within 0.5 cm."],
    }
    assert said_while_typing(desk, review, "312")["lines"] == [
        "On record: width 30 cm, to within 0.5 cm. This is 1.2 cm more."
    ]
    assert said_while_typing(desk, review, "thirty")["fit"] == "unread"
    assert said_while_typing(desk, review, "") == {"fit": "", "words": "", "lines": []}


def test_the_weight_is_held_against_the_pieces_own(desk: Client, review: Review) -> None:
    Item.objects.filter(pk=review.case.item_id).update(weight_g=800)
    assert said_while_typing(desk, review, "0.84 kg", "weight")["fit"] == "plausible"
    assert said_while_typing(desk, review, "841", "weight")["lines"] == [
        "On record: weight 800 g, to within 40 g. This is 41 g more."
    ]


def test_outside_the_house_nothing_on_record_is_told(review: Review) -> None:
    on_record(review.case.item)
    check = review.case.template.checks.get(code="outline")
    told = said_of(Seat(review, "outside", "token"), check, "31.2 cm")
    assert told == {"fit": "unknown", "words": "31.2 cm", "lines": []}


def test_no_review_is_complete_without_the_number(review: Review, anna: User) -> None:
    make.found(review)
    review.findings.filter(check_made__code="weight").update(entered="heavy", value=None, unit="")
    with pytest.raises(CaseRefused, match="“heavy” can't be kept as a measurement"):
        reviewing.submit(review.pk, "authentic", by=anna)
    with pytest.raises(IntegrityError, match="review_complete"), transaction.atomic():
        connection.cursor().execute(
            "update authentication_review set state = 'submitted', verdict = 'authentic', submitted_at = now(),"
            " ring_at = null where id = %s",
            [review.pk],
        )
    review.findings.filter(check_made__code="weight").update(entered="812", value=812, unit="g")
    assert reviewing.submit(review.pk, "authentic", by=anna).state == "open"


@pytest.mark.parametrize(
    "columns", ["value = 3", "unit = 'mm'", "value = 0, unit = 'mm'", "value = 3, unit = 'lb'"]
)
def test_the_database_keeps_numbers_with_units(review: Review, columns: str) -> None:
    finding = review.findings.create(check_made=review.case.template.checks.all()[0])
    with pytest.raises(IntegrityError, match="finding_measured_in_a_unit"), transaction.atomic():
        connection.cursor().execute(
            f"update authentication_finding set {columns} where id = %s",
            [finding.pk],
        )


def test_who_writes_the_report_reads_what_the_review_measured(review: Review) -> None:
    item = review.case.item
    on_record(item)
    make.found(review)
    review.findings.filter(check_made__code="outline").update(entered="312", value=312, unit="mm")
    case = review.case
    make.reviewed(case, "authentic", make.a_reviewer("bea"))
    assert reviewed(item) == []  # nobody reads in a review before its case is decided
    reviewing.submit(review.pk, "authentic", by=review.reviewer)
    said = reviewed(Item.objects.get(pk=item.pk))
    assert said[0] == (
        "Shape and proportions, measured in its review: 312 mm. "
        "On record: width 30 cm, to within 0.5 cm. This is 1.2 cm more."
    )
