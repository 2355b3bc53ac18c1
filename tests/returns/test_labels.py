"""The prepaid label: bought at the carrier's double outside of transactions, retried, mailed, taken back."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings

from logistics.gateway import office
from logistics.models import Label, LabelState, Purpose
from orders.returns import asking, labelling
from orders.returns.models import Return
from orders.returns.states import ReturnRefused
from portero.core.models import Mail
from tests.carriage import PARIS
from tests.factories import returns as make
from tests.factories.catalog import listed_item
from tests.fakes.easypost import EasyPostDouble

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private_files")]


def waiting(**facts: Any) -> Return:
    return make.approved(label=False, **facts)


def test_the_cheapest_label_to_our_office_is_bought_and_mailed_with_her_days(
    easypost: EasyPostDouble,
) -> None:
    ret = waiting()
    now = timezone.now()
    assert labelling.sweep(now=now) == 1
    ret, label = make.fresh(ret), Label.objects.get()
    assert (label.state, label.purpose, label.reference) == (LabelState.BOUGHT, Purpose.RETURN, ret.number)
    assert label.insured_for == ret.shown.price
    assert (ret.label, ret.label_try_at, ret.send_by) == (label, None, now + timedelta(days=5))
    assert (ret.due_at, ret.alarm_at) == (ret.send_by, now + timedelta(days=3))
    asked = easypost.state.get("shipment", label.shipment) or {}
    assert (asked["is_return"], asked["to_address"]["zip"]) == (True, office().postcode)
    assert Mail.objects.filter(kind="return_approved").count() == 1


def test_twice_buys_one_and_mails_once(easypost: EasyPostDouble) -> None:
    ret = waiting()
    for _ in range(3):
        labelling.buy(ret.pk)
    assert easypost.summary()["paid"] == 1
    assert Mail.objects.filter(kind="return_approved").count() == 1


def test_from_paris_it_is_declared_as_goods_that_come_back(easypost: EasyPostDouble) -> None:
    ret = waiting(order=make.shipped_order(listed_item(made_in="FR"), **PARIS))
    labelling.sweep()
    label = make.fresh(ret).label
    assert label is not None
    asked = easypost.state.get("shipment", label.shipment) or {}
    assert asked["customs_info"]["contents_type"] == "returned_goods"


def test_without_a_carrier_staff_read_why_and_type_one(settings: Settings) -> None:
    settings.CARRIER_GATEWAY = "manual"
    ret = waiting()
    assert labelling.buy(ret.pk) is None
    ret = make.fresh(ret)
    assert (ret.label_tries, ret.label_try_at) == (1, None)
    assert "Buy the label at the carrier" in ret.label_problem
    typed: dict[str, Any] = {"carrier": "USPS", "service": "Priority", "tracking_number": "9400111899"}
    label = labelling.record_by_hand(ret, cost=Decimal("9.90"), actor=make.carer(), **typed)
    ret = make.fresh(ret)
    assert (ret.label, ret.label_problem, ret.send_by is not None) == (label, "", True)
    with pytest.raises(ReturnRefused, match="doesn’t wait"):
        labelling.record_by_hand(ret, cost=Decimal("9.90"), actor=make.carer(), **typed)
    assert Label.objects.count() == 1


def test_a_silent_carrier_is_asked_again_later(easypost: EasyPostDouble) -> None:
    ret = waiting()
    easypost.stop()
    now = timezone.now()
    assert labelling.buy(ret.pk, now=now) is None
    ret = make.fresh(ret)
    assert (ret.label_tries, ret.label_try_at) == (1, now + timedelta(minutes=1))


def test_the_label_of_a_withdrawn_return_is_taken_back(easypost: EasyPostDouble) -> None:
    ret = waiting()
    labelling.sweep()
    asking.withdraw(ret)
    labelling.sweep()
    assert Label.objects.get().state in {LabelState.REFUNDING, LabelState.REFUNDED}
    assert make.fresh(ret).state == "withdrawn"


def test_withdrawn_before_its_label_none_is_bought(easypost: EasyPostDouble) -> None:
    ret = waiting()
    asking.withdraw(ret)
    labelling.sweep()
    labelling.buy(ret.pk)
    assert (Label.objects.count(), easypost.summary()["paid"]) == (0, 0)
