"""The verification pages: the evidence, who may decide, and that a decision needs a reason."""

import pytest
from django.db import transaction
from django.test import Client

from orders.order.models import Order
from orders.verification_cases import open_case
from tests.factories.orders import pending_order
from tests.factories.people import at_work, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def order() -> Order:
    placed = pending_order(speed="expedited")
    with transaction.atomic():
        open_case(placed)
    return placed


def test_the_case_shows_its_evidence_and_wants_a_reason(order: Order) -> None:
    care = at_work(staff("Customer care", email="care@portero.example"))
    assert order.number in care.get("/staff/verification/").content.decode()
    page = care.get(f"/staff/verification/{order.number}/").content.decode()
    for fact in ("Expedited delivery", "First order", "740 Park Avenue", "Security code (CVC)"):
        assert fact in page
    answer = care.post(f"/staff/verification/{order.number}/", {"decision": "decline", "reason": " "})
    assert answer.status_code == 422
    assert "Why? The reason is kept with the decision." in answer.content.decode()
    order.verification_case.refresh_from_db()
    assert order.verification_case.decision == ""


def test_declining_cancels_the_order_with_its_reason_kept(order: Order) -> None:
    care = staff("Customer care", email="care@portero.example")
    at_work(care).post(
        f"/staff/verification/{order.number}/",
        {"decision": "decline", "reason": "Card and address don't fit."},
    )
    order.refresh_from_db()
    order.verification_case.refresh_from_db()
    assert (order.status, order.verification_case.decided_by) == ("cancelled", care)
    assert order.verification_case.decision_reason == "Card and address don't fit."


def test_who_decides_second_reads_that_it_is_decided(order: Order) -> None:
    desk = at_work(staff("Customer care", email="care@portero.example"))
    page = f"/staff/verification/{order.number}/"
    desk.post(page, {"decision": "decline", "reason": "Card and address don't fit."})
    again = desk.post(page, {"decision": "approve", "reason": "Known to us."}, follow=True)
    assert f"{order.number}: nothing waits there any more." in again.content.decode()
    order.verification_case.refresh_from_db()
    assert (order.verification_case.decision, order.payments.exists()) == ("declined", False)


def test_who_may_not_decide(order: Order) -> None:
    page = f"/staff/verification/{order.number}/"
    packer = at_work(staff("Fulfilment", email="packer@portero.example"))
    assert Client().get(page).status_code == 302
    assert packer.post(page, {"decision": "approve", "reason": "me"}).status_code == 403
    order.verification_case.refresh_from_db()
    assert order.verification_case.decision == ""
