"""Two people settle one lost parcel at the same moment: its money goes back once, by the card or by hand."""

from decimal import Decimal
from typing import Any

import pytest

from orders.fulfilment import astray, losing
from orders.fulfilment.models import Astray
from orders.order.models import Order
from orders.payments.models import Refund
from tests.factories import claims
from tests.factories.catalog import abroad_item, listed_item
from tests.factories.orders import confirmed_order
from tests.factories.parcels import gone_astray
from tests.races.together import together

pytestmark = pytest.mark.django_db(transaction=True)


def lost(order: Order) -> Astray:
    packer = claims.unpacker()
    task = astray.close(gone_astray(order, packer).pk, Astray.Outcome.LOST, "It ended.", actor=packer)
    return losing.owed().get(pk=task.pk)


@pytest.mark.parametrize("price", ["400.00", "12000.00"])
def test_of_the_card_and_two_checks_one_pays(price: str) -> None:
    """Another parcel has enough left of the payment: the sum that was captured doesn't stop the second one."""
    dear = abroad_item(price=Decimal(price) * 3)
    task = lost(confirmed_order(listed_item(price=Decimal(price)), dear))
    amount, actor = losing.to_pay(task), claims.accountant()

    def by_check(number: str) -> Any:
        told: dict[str, Any] = {"how": "check", "reference": number, "amount": amount}
        return losing.paid_by_hand(task.pk, actor=actor, **told)

    answers = together(
        [
            lambda: by_check("1041"),
            lambda: losing.refund(task.pk, actor=actor),
            lambda: by_check("1042"),
        ]
    )
    assert [isinstance(one, losing.LossRefused) for one in answers].count(True) == 2
    assert Refund.objects.get().amount == amount
    assert not losing.owed().exists()
