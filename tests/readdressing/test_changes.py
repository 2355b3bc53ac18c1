"""Another delivery address: paid, it waits for staff and the clock stands; before the charge it is taken at once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from orders import calling_off, lifecycle
from orders.books.models import RefundPart, TaxReversal
from orders.fulfilment.models import Pause
from orders.fulfilment.states import ShipmentRefused
from orders.models import OrderEvent, VerificationCase
from orders.order.models import Order
from orders.payments.models import Refund
from orders.readdressing import asking, deciding
from orders.readdressing.deciding import DecisionRefused
from orders.readdressing.models import AddressChange
from orders.readdressing.pricing import OTHER_COUNTRY, ChangeRefused
from orders.states import OrderState
from portero.core.mail.composing import compose
from portero.core.models import AuditEntry, Mail
from tests.factories.catalog import a_material, abroad_item, listed_item
from tests.factories.orders import confirmed_order, pending_order
from tests.factories.parcels import pack
from tests.factories.people import staff
from tests.readdressing.steps import CALIFORNIA, DELAWARE, NEW_JERSEY, NEW_YORK, PARIS, to

pytestmark = pytest.mark.django_db


def carer() -> User:
    return User.objects.filter(email="care@portero.example").first() or staff(
        "Customer care", email="care@portero.example"
    )


def packer() -> User:
    return staff("Fulfilment")


def where(order: Order) -> str:
    return Order.objects.get(pk=order.pk).shipping_address.line1


def text_of(kind: str) -> str:
    mail = Mail.objects.get(kind=kind)
    compose(mail)
    return " ".join(mail.text.split())


def under_verification() -> Order:
    order = pending_order(speed="expedited")
    lifecycle.transition(order.pk, OrderState.UNDER_VERIFICATION, kind="under_verification")
    VerificationCase.objects.create(order=order, reasons=["Expedited delivery"])
    order.refresh_from_db()
    return order


def test_paid_it_waits_for_staff_and_the_clock_stands() -> None:
    order = confirmed_order()
    asking.ask(order, to(NEW_YORK))
    shipment = order.shipments.get()
    assert (where(order), shipment.state, shipment.ship_by) == ("740 Park Avenue", "to_pack", None)
    assert Pause.objects.get().kind == "verification"
    with pytest.raises(ShipmentRefused, match="may not be packed yet"):
        pack(shipment, packer(), "T-1")
    said = text_of("address_asked")
    assert "740 Park Avenue" in said
    assert "350 Fifth Avenue" in said
    told = OrderEvent.objects.get(kind="address_asked")
    assert (told.public, "350 Fifth Avenue" in told.data["after"]) == (True, True)
    assert AuditEntry.objects.filter(action="orders.address_asked").count() == 1
    with pytest.raises(ChangeRefused, match="already"):
        asking.ask(order, to(DELAWARE))


def test_approved_it_goes_there_and_the_time_that_stood_counts_for_nothing() -> None:
    paid = timezone.now() - timedelta(hours=20)
    order, decider = confirmed_order(at=paid), carer()
    change = asking.ask(order, to(NEW_YORK))
    Pause.objects.update(began_at=timezone.now() - timedelta(hours=5))
    deciding.approve(change, actor=decider, reason="She answered the phone.")
    shipment = order.shipments.get()
    assert where(order) == "350 Fifth Avenue"
    assert shipment.ship_by is not None
    assert timedelta(hours=52, minutes=59) < shipment.ship_by - paid < timedelta(hours=53, minutes=1)
    change.refresh_from_db()
    assert (change.state, change.decided_by, change.refund) == ("approved", decider, None)
    assert not Refund.objects.exists()
    said = text_of("address_changed")
    assert "now goes to Clara Whitfield, 350 Fifth Avenue" in said.replace("to Ms ", "to ")
    assert "goes back" not in said
    assert AuditEntry.objects.filter(action="orders.address_approved", actor=decider).count() == 1
    pack(shipment, packer(), "T-1")
    with pytest.raises(DecisionRefused):
        deciding.decline(change, actor=decider, reason="Too late.")


def test_declined_the_old_address_stays_and_the_clock_runs_on() -> None:
    order = confirmed_order()
    change = asking.ask(order, to(NEW_YORK))
    with pytest.raises(DecisionRefused):
        deciding.decline(change, actor=carer(), reason="  ")
    deciding.decline(change, actor=carer(), reason="Nobody knows her there.")
    assert where(order) == "740 Park Avenue"
    assert order.shipments.get().ship_by is not None
    said = text_of("address_stays")
    assert "We could not verify the new address" in said
    assert "Nobody knows her" not in said
    assert not Mail.objects.filter(kind="address_changed").exists()


def test_she_keeps_the_first_address_and_may_ask_again() -> None:
    order = confirmed_order()
    asking.ask(order, to(NEW_YORK))
    assert deciding.withdraw(order)
    assert not deciding.withdraw(order)
    assert "You keep the first address." in text_of("address_stays")
    assert order.shipments.get().ship_by is not None
    asking.ask(order, to(DELAWARE))
    assert AddressChange.objects.filter(state="open").count() == 1


def test_tax_that_is_not_owed_there_goes_back_by_jurisdiction() -> None:
    order = confirmed_order()
    tax = order.total_incl_tax - order.total_excl_tax
    assert tax > 0
    change = asking.ask(order, to(DELAWARE))
    assert not Refund.objects.exists()
    deciding.approve(change, actor=carer(), reason="Known.")
    refund = Refund.objects.get()
    assert (refund.amount, AddressChange.objects.get().refund) == (tax, refund)
    assert not RefundPart.objects.exists()
    back = {row.component_id: (row.amount, row.base) for row in TaxReversal.objects.all()}
    assert back == {c.pk: (c.amount, c.base) for c in order.tax_components.all() if c.amount}
    assert f"${tax:,.2f} goes back to your Visa ending 4242" in text_of("address_changed")


@pytest.mark.parametrize(
    ("there", "why"),
    [(NEW_JERSEY, "Another sales tax"), (CALIFORNIA, "Another sales tax"), (PARIS, OTHER_COUNTRY)],
)
def test_where_other_tax_is_owed_or_abroad_nothing_changes(there: dict[str, str], why: str) -> None:
    order = confirmed_order()
    with pytest.raises(ChangeRefused, match=why):
        asking.ask(order, to(there))
    assert not AddressChange.objects.exists()
    assert order.shipments.get().ship_by is not None
    assert not Mail.objects.filter(kind="address_asked").exists()


def test_python_never_goes_to_california() -> None:
    order = confirmed_order(listed_item(material=a_material("Python", is_exotic=True)))
    with pytest.raises(ChangeRefused, match="California"):
        asking.ask(order, to(CALIFORNIA))
    assert not AddressChange.objects.exists()


def test_the_same_address_is_no_change() -> None:
    order = confirmed_order()
    same = NEW_YORK | {"line1": "740 Park Avenue", "line2": "Apt 11B", "postcode": "10021"}
    with pytest.raises(ChangeRefused, match="already"):
        asking.ask(order, to(same))


def test_not_once_a_parcel_is_packed() -> None:
    order = confirmed_order(listed_item(), abroad_item())
    pack(order.shipments.order_by("pk")[0], packer(), "T-1")
    assert not asking.may_change(order)
    with pytest.raises(ChangeRefused, match="being packed"):
        asking.ask(order, to(NEW_YORK))


def test_an_unpaid_order_is_changed_at_checkout() -> None:
    order = pending_order()
    with pytest.raises(ChangeRefused):
        asking.ask(order, to(NEW_YORK))


def test_before_the_charge_it_is_taken_and_the_case_says_so() -> None:
    order = under_verification()
    asking.ask(order, to(NEW_YORK))
    assert where(order) == "350 Fifth Avenue"
    assert VerificationCase.objects.get().reasons == ["Expedited delivery", asking.CHANGED]
    assert AddressChange.objects.get().state == "taken"
    assert "before we charge it" in text_of("address_changed")
    assert not Pause.objects.exists()


def test_before_the_charge_the_total_stays_what_was_authorised() -> None:
    order = under_verification()
    with pytest.raises(ChangeRefused, match="authorised for"):
        asking.ask(order, to(DELAWARE))
    VerificationCase.objects.update(
        decision="approved", decided_at=timezone.now(), decided_by=carer(), decision_reason="Known."
    )
    with pytest.raises(ChangeRefused, match="just decided"):
        asking.ask(order, to(NEW_YORK))
    assert where(order) == "740 Park Avenue"
    assert not AddressChange.objects.exists()


def test_cancelled_meanwhile_nothing_waits() -> None:
    order = confirmed_order()
    change = asking.ask(order, to(NEW_YORK))
    calling_off.call_off(order)
    change.refresh_from_db()
    assert change.state == "lapsed"
    with pytest.raises(DecisionRefused):
        deciding.approve(change, actor=carer(), reason="Known.")
    assert Refund.objects.get().amount == order.total_incl_tax
