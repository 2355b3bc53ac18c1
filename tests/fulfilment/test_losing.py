"""A lost parcel gives back all that it cost: at once by who may ask for it, else by accounting, once."""

from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.models import User
from orders import timeline
from orders.fulfilment import astray, losing
from orders.fulfilment.models import Astray, Shipment
from orders.fulfilment.packing import mark_delivered
from orders.order.models import Order
from orders.payments import refunds
from orders.payments.models import Refund
from orders.promise.windows import claimable
from orders.returns.windows import returnable
from portero.core.models import Mail
from tests.factories.catalog import abroad_item, listed_item
from tests.factories.orders import confirmed_order
from tests.factories.parcels import gone_astray as gone
from tests.factories.people import at_work, staff

pytestmark = pytest.mark.django_db
LOST = Astray.Outcome.LOST


@pytest.fixture
def care() -> User:
    return staff("Customer care", email="care@portero.example")


@pytest.fixture
def accountant() -> User:
    return staff("Accounting", email="books@portero.example")


def the_mail() -> str:
    return " ".join(Mail.objects.get(kind="parcel_lost").text.split())


def test_care_asks_for_all_of_it_in_the_same_breath(packer: User, care: User) -> None:
    order = confirmed_order()
    task = astray.close(gone(order, packer).pk, LOST, "The inquiry ended.", actor=care)
    refund = Refund.objects.get()
    assert (refund.amount, refund.requested_by) == (order.total_incl_tax, care)
    assert (task.refund, task.owes) == (refund, False)
    assert (
        f"${order.total_incl_tax:,.2f} to your Visa ending 4242. Banks take 5 to 10 business days"
        in the_mail()
    )
    event = order.events.get(kind="parcel_lost")
    assert event.public
    assert not losing.owed().exists()


def test_the_bench_leaves_it_to_accounting_and_names_no_sum(packer: User) -> None:
    task = astray.close(gone(confirmed_order(), packer).pk, LOST, "The inquiry ended.", actor=packer)
    assert not Refund.objects.exists()
    assert list(losing.owed()) == [task]
    assert task.owes_why == losing.NOT_HIS
    assert "One of us sees to it now, and a mail of its own names the sum." in the_mail()
    assert "$" not in the_mail()


def test_until_then_her_page_offers_neither_a_return_nor_a_claim(packer: User) -> None:
    order = confirmed_order()
    task = gone(order, packer)
    assert not returnable(order)[0].why_not
    astray.close(task.pk, LOST, "The inquiry ended.", actor=packer)
    assert returnable(order)[0].why_not == "The carrier has lost it. What you paid for it goes back to you."
    assert claimable(order)[0].why_not == returnable(order)[0].why_not
    assert not claimable(order)[0].kinds


def test_accounting_settles_it_once(packer: User, accountant: User) -> None:
    order = confirmed_order()
    task = astray.close(gone(order, packer).pk, LOST, "The inquiry ended.", actor=packer)
    assert losing.refund(task.pk, actor=accountant).amount == order.total_incl_tax
    assert not losing.owed().exists()
    with pytest.raises(losing.LossRefused, match="any more"):
        losing.refund(task.pk, actor=accountant)
    assert Refund.objects.count() == 1


def test_of_two_parcels_the_lost_one_alone_goes_back(packer: User, care: User) -> None:
    order = confirmed_order(listed_item(price=Decimal("12500.00")), abroad_item(price=Decimal("3000.00")))
    task = gone(order, packer)
    line = task.shipment.lines.get().line
    astray.close(task.pk, LOST, "The inquiry ended.", actor=care)
    split = Refund.objects.get().split
    parts = {(part.kind, part.line): part.amount for part in split.parts.all()}
    assert parts == {("goods", line): Decimal("12500.00"), ("charge", None): task.shipment.charge}
    taxed = sum(c.amount for c in order.tax_components.filter(line=line))
    back = sum(reversal.amount for reversal in split.reversals.filter(component__line=line))
    assert back == taxed > 0
    assert Refund.objects.get().amount < order.total_incl_tax - Decimal(3000)


def test_what_went_back_before_is_not_given_twice(packer: User, care: User, accountant: User) -> None:
    order = confirmed_order()
    paid = order.payments.get()
    refunds.ask(paid.pk, refunds.left(paid), reason="She could not wait.", actor=accountant)
    task = astray.close(gone(order, packer).pk, LOST, "The inquiry ended.", actor=care)
    assert Refund.objects.count() == 1
    assert (task.owes, task.owes_why) == (True, losing.NOTHING_LEFT)
    with pytest.raises(losing.LossRefused, match="Say how"):
        losing.paid_otherwise(task.pk, actor=accountant, reason=" ")
    losing.paid_otherwise(task.pk, actor=accountant, reason="It went back last week.")
    assert not losing.owed().exists()
    told = order.events.get(kind="astray_settled")
    assert (told.reason, told.actor, told.public) == ("It went back last week.", accountant, False)


def test_closed_twice_it_is_refunded_once(packer: User, care: User) -> None:
    task = gone(confirmed_order(), packer)
    astray.close(task.pk, LOST, "The inquiry ended.", actor=care)
    with pytest.raises(astray.AstrayRefused, match="closed already: lost"):
        astray.close(task.pk, LOST, "The inquiry ended.", actor=care)
    assert Refund.objects.count() == 1


def test_any_other_end_refunds_nothing(packer: User, care: User) -> None:
    task = astray.close(gone(confirmed_order(), packer).pk, Astray.Outcome.BACK, "It is here.", actor=care)
    assert (task.owes, task.refund) == (False, None)
    assert not Refund.objects.exists()
    assert not Mail.objects.filter(kind="parcel_lost").exists()


def test_the_pages_of_accounting(packer: User, accountant: User) -> None:
    task = astray.close(gone(confirmed_order(), packer).pk, LOST, "The inquiry ended.", actor=packer)
    desk = at_work(accountant)
    queue, one = reverse("fulfilment:lost"), reverse("fulfilment:lost-one", args=[task.pk])
    assert task.shipment.number in desk.get(queue).content.decode()
    assert "The inquiry ended." in desk.get(one).content.decode()
    assert desk.post(one, {"do": "otherwise", "words": ""}).status_code == 422
    assert not Refund.objects.exists()
    assert desk.post(one, {"do": "refund"}).status_code == 302
    assert Refund.objects.get().requested_by == accountant
    assert "Nothing is owed for a lost parcel." in desk.get(queue).content.decode()
    assert desk.get(one).status_code == 404


def test_staff_see_at_the_task_where_the_money_stands(packer: User, care: User) -> None:
    lost = astray.close(gone(confirmed_order(), packer).pk, LOST, "The inquiry ended.", actor=care)
    page = at_work(care).get(reverse("fulfilment:astray-one", args=[lost.pk])).content.decode()
    assert "goes back to the buyer" in page
    assert Shipment.objects.get().state == "shipped"


def test_her_page_expects_nothing_more_of_it(packer: User, care: User) -> None:
    task = gone(confirmed_order(), packer)
    order = Order.objects.get()
    assert timeline.parcels(order)[0].steps[-1].at is None
    astray.close(task.pk, LOST, "The inquiry ended.", actor=care)
    (parcel,) = timeline.parcels(order)
    assert (parcel.headline, parcel.steps[-1].what) == ("Lost by the carrier", "Handed to USPS")
    assert "The carrier has lost your parcel" in [step.what for step in timeline.order_steps(order)]


def test_what_arrives_after_it_was_given_up_is_a_task_and_she_is_told_so(packer: User, care: User) -> None:
    order = confirmed_order()
    task = astray.close(gone(order, packer).pk, LOST, "The inquiry ended.", actor=care)
    mark_delivered(task.shipment, None)
    assert (astray.sweep(), astray.sweep()) == (1, 0)
    found = astray.open_ones().get()
    assert (found.kind, found.shipment) == ("found", task.shipment)
    mail = " ".join(Mail.objects.get(kind="shipment_delivered").text.split())
    assert "We had given the parcel up as lost" in mail
    assert "Ask for a return" not in mail
    with pytest.raises(astray.AstrayRefused, match="went back before"):
        astray.close(found.pk, LOST, "Again.", actor=care)
    assert Refund.objects.count() == 1
    page = at_work(care).get(f"/staff/parcels-astray/{found.pk}/").content.decode()
    assert "agree how she pays for it again" in page
    astray.close(found.pk, Astray.Outcome.DELIVERED, "She has paid by wire.", actor=care)
    assert astray.sweep() == 0
