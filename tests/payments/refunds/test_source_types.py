"""Oscar's books have one kind of source for each way to pay, also when two make it at once."""

import pytest
from oscar.core.loading import get_model

from orders.payments import projection
from orders.payments.models import Method, Payment

SourceType = get_model("payment", "SourceType")
pytestmark = pytest.mark.django_db


def test_every_way_to_pay_has_its_kind_from_the_start() -> None:
    assert set(SourceType.objects.values_list("name", flat=True)) >= {method.label for method in Method}


def test_a_second_of_a_kind_keeps_nobody_from_being_paid(paid: Payment) -> None:
    SourceType.objects.create(name=Method.CARD.label)
    projection.write(paid)
    projection.write(paid)
    assert get_model("payment", "Source").objects.filter(order=paid.order).count() == 1
