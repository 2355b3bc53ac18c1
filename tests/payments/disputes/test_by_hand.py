"""A chargeback that came as a letter: typed once, moved by staff, with who and why."""

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from orders.payments import disputes
from orders.payments.gateway import DisputeStanding
from orders.payments.models import Dispute, DisputeState, Payment
from portero.core.models import AuditEntry
from tests.factories.ledger import tell_dispute
from tests.factories.orders import confirmed_order
from tests.factories.people import at_work

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ledger")]
ADD = "admin:payments_dispute_add"


@pytest.fixture
def paid(paid: Payment) -> Payment:
    """Authorize.net has no way to ask about disputes."""
    Payment.objects.filter(pk=paid.pk).update(provider="authorizenet", reference="40012345")
    return Payment.objects.get(pk=paid.pk)


@pytest.fixture
def desk(accountant: User) -> Client:
    return at_work(accountant)


def letter(payment: Payment, **facts: Any) -> dict[str, Any]:
    due = timezone.localdate() + timedelta(days=12)
    told = {"amount": "100.00", "reason": "10.4 Other fraud", "reference": "CB-77", "due_on": due.isoformat()}
    return {"paid_by": payment.order.number} | told | facts


@pytest.mark.parametrize("name", ["order number", "transaction id"])
def test_accounting_types_the_letter(desk: Client, paid: Payment, accountant: User, name: str) -> None:
    paid_by = paid.reference if name == "transaction id" else paid.order.number
    assert desk.post(reverse(ADD), letter(paid, paid_by=paid_by)).status_code == 302
    dispute = Dispute.objects.get()
    assert (dispute.payment, dispute.provider, dispute.entered_by) == (paid, "authorizenet", accountant)
    assert (dispute.amount, dispute.reference, dispute.state) == (
        Decimal("100.00"),
        "CB-77",
        "needs_response",
    )
    assert dispute.due_by
    assert timezone.localtime(dispute.due_by).strftime("%H:%M") == "23:59"
    assert dispute.remind_at == dispute.due_by - timedelta(days=3)
    assert AuditEntry.objects.get(action="payments.dispute_entered").actor == accountant


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"paid_by": "R-0000000-0"}, "No captured payment"),
        ({"amount": "999999.00"}, "were captured"),
        ({"amount": "0.00"}, "were captured"),
        ({"reference": ""}, "This field is required"),
    ],
)
def test_what_can_not_be_is_said_beside_the_form(
    desk: Client, paid: Payment, facts: dict[str, str], says: str
) -> None:
    assert says in desk.post(reverse(ADD), letter(paid, **facts)).content.decode()
    assert not Dispute.objects.exists()


def test_the_same_letter_twice_is_one_dispute(desk: Client, paid: Payment) -> None:
    desk.post(reverse(ADD), letter(paid))
    assert "was entered before" in desk.post(reverse(ADD), letter(paid)).content.decode()
    assert Dispute.objects.count() == 1


def test_a_dispute_that_its_provider_tells_us_is_not_typed_as_well(desk: Client, paid: Payment) -> None:
    Payment.objects.filter(pk=paid.pk).update(provider="stripe")
    assert "tells us its disputes" in desk.post(reverse(ADD), letter(paid)).content.decode()
    assert not Dispute.objects.exists()


def test_staff_record_evidence_sent_and_the_decision_with_a_reason(desk: Client, paid: Payment) -> None:
    desk.post(reverse(ADD), letter(paid))
    dispute = Dispute.objects.get()
    for verb in ("submitted", "lost"):
        address = reverse(f"admin:payments_dispute_{verb}", args=[dispute.pk])
        desk.post(address, {"_form_submitted": "true", "reason": f"letter of {verb}"})
    dispute.refresh_from_db()
    assert (dispute.state, dispute.outcome) == ("lost", "letter of lost")
    assert [event.kind for event in dispute.events.all()] == ["opened", "under_review", "lost"]
    assert AuditEntry.objects.get(action="payments.dispute_lost").reason == "letter of lost"


def test_without_a_reason_nothing_moves(paid: Payment, accountant: User) -> None:
    dispute = _entered(paid, accountant)
    with pytest.raises(disputes.DisputeRefused):
        disputes.move_by_hand(dispute, DisputeState.LOST, actor=accountant, reason=" ")
    assert Dispute.objects.get().state == "needs_response"


def test_a_decided_letter_can_be_corrected_but_not_reopened(paid: Payment, accountant: User) -> None:
    dispute = _entered(paid, accountant)
    disputes.move_by_hand(dispute, DisputeState.LOST, actor=accountant, reason="typed wrongly")
    disputes.move_by_hand(dispute, DisputeState.WON, actor=accountant, reason="it was won")
    with pytest.raises(disputes.DisputeRefused):
        disputes.move_by_hand(dispute, DisputeState.UNDER_REVIEW, actor=accountant, reason="again")
    assert Dispute.objects.get().state == "won"


def test_a_dispute_that_follows_its_provider_is_not_moved_by_hand(paid: Payment, accountant: User) -> None:
    tell_dispute(paid)
    dispute = disputes.follow("authorizenet", "dp_1")
    with pytest.raises(disputes.DisputeRefused):
        disputes.move_by_hand(dispute, DisputeState.WON, actor=accountant, reason="wishful")
    assert Dispute.objects.get().state == "needs_response"


def _page(desk: Client, dispute: Dispute) -> str:
    page = desk.get(reverse("admin:payments_dispute_change", args=[dispute.pk])).content.decode()
    return re.sub(r"\s*\n\s*", "", page)


def _entered(payment: Payment, actor: User) -> Dispute:
    return disputes.enter(
        payment,
        amount=Decimal("100.00"),
        reason="10.4 Other fraud",
        reference="CB-77",
        due_by=timezone.now() + timedelta(days=12),
        actor=actor,
    )


def test_the_page_offers_what_can_be_done_with_it(desk: Client, paid: Payment, accountant: User) -> None:
    typed = _entered(paid, accountant)
    tell_dispute(paid)
    told = disputes.follow("authorizenet", "dp_1")
    offered = {"Evidence sent": (True, False), "Won": (True, False), "Ask the provider": (False, True)}
    pages = [
        desk.get(reverse("admin:payments_dispute_change", args=[one.pk])).content.decode()
        for one in (typed, told)
    ]
    for verb, on in offered.items():
        assert tuple(f">{verb}<" in re.sub(r"\s*\n\s*", "", page) for page in pages) == on, verb


def test_asking_now_brings_it_up_to_date(desk: Client, paid: Payment) -> None:
    tell_dispute(paid)
    dispute = disputes.follow("authorizenet", "dp_1")
    tell_dispute(paid, DisputeStanding.WON)
    assert desk.get(reverse("admin:payments_dispute_ask", args=[dispute.pk])).status_code == 302
    dispute.refresh_from_db()
    assert dispute.state == "won"


@pytest.fixture
def unclear(accountant: User) -> Dispute:
    """PayPal has closed it with a payout and doesn't say to whom."""
    order = confirmed_order()
    tell_dispute(order.payments.get(), DisputeStanding.UNCLEAR)
    return disputes.follow("stripe", "dp_1")


@pytest.mark.parametrize("ending", ["won", "lost"])
def test_what_the_provider_leaves_open_is_decided_here(desk: Client, unclear: Dispute, ending: str) -> None:
    assert (unclear.state, list(disputes.waiting())) == ("unclear", [unclear])
    assert disputes.disputed(unclear.payment) == unclear.amount  # type: ignore[arg-type]
    page = desk.get(reverse("admin:payments_dispute_change", args=[unclear.pk])).content.decode()
    assert "Closed, to be decided here" in page
    answer = desk.post(
        reverse(f"admin:payments_dispute_{ending}", args=[unclear.pk]),
        {"_form_submitted": "true", "reason": "Seen there."},
    )
    assert answer.status_code == 302
    unclear.refresh_from_db()
    assert (unclear.state, unclear.outcome, unclear.lookup_at) == (ending, "Seen there.", None)
    disputes.follow("stripe", "dp_1")
    unclear.refresh_from_db()
    assert (unclear.state, unclear.outcome) == (ending, "Seen there.")


def test_what_is_closed_can_only_be_won_or_lost_here(unclear: Dispute, accountant: User) -> None:
    with pytest.raises(disputes.DisputeRefused):
        disputes.move_by_hand(unclear, DisputeState.UNDER_REVIEW, actor=accountant, reason="Sent.")
    unclear.refresh_from_db()
    assert unclear.state == "unclear"
