"""A parcel that comes after its claim has ended goes on, or back to her with a reason; nobody settles it by hand."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from authentication.models import Certificate, CertificateEvent
from consignment.models import PayoutHold
from logistics.models import Label, TrackingEvent
from orders.promise import arriving, going_back, late, losing, opening, reviewing, transit
from orders.promise.desk import access, steps
from orders.promise.desk.access import claim_numbered
from orders.promise.models import Claim
from orders.promise.states import ClaimRefused
from portero.core.mail.composing import compose
from portero.core.models import Mail
from tests.factories import claims as make
from tests.factories import consignment as consigned
from tests.factories import returns

pytestmark = pytest.mark.django_db
WHY = "It was worn for two months meanwhile."


def withdrawn() -> Claim:
    """She has her label, and took it back."""
    return opening.withdraw(make.label_sent())


def scan(claim: Claim, at: datetime) -> None:
    """The carrier has seen her parcel."""
    label = Label.objects.get(reference=claim.number)
    Label.objects.filter(pk=label.pk).update(status="in_transit", status_at=at)
    told: dict[str, Any] = {"key": "a", "status": "in_transit", "word": "accepted", "at": at}
    TrackingEvent.objects.create(label=label, **told)


@pytest.mark.parametrize("made", [make.lapsed, withdrawn])
def test_a_parcel_that_comes_after_the_end_is_received_and_judged(made: Any) -> None:
    claim = arriving.receive(made(), actor=make.unpacker())
    assert (claim.state, claim.ended_at) == ("received", None)
    assert claim.reopened_at is not None
    assert claim.due_at is not None
    mail = Mail.objects.get(kind="claim_received")
    compose(mail)
    assert f"Claim {claim.number} had ended before it came" in mail.text
    make.unpacked(claim)
    assert reviewing.begin(claim, actor=make.care()).state == "under_review"


def test_what_a_doubt_holds_back_is_held_back_again() -> None:
    claim = make.lapsed(order=make.delivered_order(consigned.listed().item))
    held = PayoutHold.objects.filter(reference=claim.number, lifted_at=None)
    disputes = CertificateEvent.objects.filter(reference=claim.number, kind="disputed")
    assert (held.count(), disputes.count()) == (0, Certificate.objects.count())
    arriving.receive(claim, actor=make.unpacker())
    assert (held.count(), disputes.count()) == (1, 2 * Certificate.objects.count())


def test_a_certificate_is_disputed_again() -> None:
    claim = make.lapsed(order=make.certified_order())
    arriving.receive(claim, actor=make.unpacker())
    kinds = CertificateEvent.objects.filter(reference=claim.number).order_by("pk")
    assert list(kinds.values_list("kind", flat=True)) == ["disputed", "cleared", "disputed"]


def test_a_lapsed_claim_follows_the_carrier_again() -> None:
    claim = make.lapsed()
    assert claim.ended_at is not None
    scan(claim, timezone.now())
    assert transit.follow(now=claim.ended_at + timedelta(days=1)) == 1
    assert make.fresh(claim).state == "in_transit"
    assert transit.follow(now=claim.ended_at + timedelta(days=1)) == 0


def test_not_where_it_lapsed_long_ago_or_is_claimed_anew() -> None:
    claim = make.lapsed()
    assert claim.ended_at is not None
    scan(claim, timezone.now())
    assert transit.follow(now=claim.ended_at + timedelta(days=61)) == 0
    make.opened(claim.order)
    assert transit.follow(now=claim.ended_at + timedelta(days=1)) == 0
    assert make.fresh(claim).state == "lapsed"


def test_under_another_open_claim_it_is_received_there() -> None:
    claim = make.lapsed()
    label = Label.objects.get(reference=claim.number)
    other = make.opened(claim.order)
    with pytest.raises(ClaimRefused, match=other.number):
        arriving.receive(claim, actor=make.unpacker())
    assert access.scanned(label.tracking_number) == other
    assert arriving.receive(other, actor=make.unpacker()).state == "received"


def test_under_an_open_return_it_is_received_there() -> None:
    claim = make.withdrawn(order=returns.shipped_order())
    ret = returns.requested(claim.order)
    with pytest.raises(ClaimRefused, match=ret.number):
        arriving.receive(claim, actor=make.unpacker())
    assert make.fresh(claim).state == "withdrawn"


def test_what_is_not_hers_any_more_is_not_received() -> None:
    claim = make.lapsed()
    claim.line.claims.update(released_at=timezone.now(), release_reason="Refunded.")
    with pytest.raises(ClaimRefused, match="isn’t hers any more"):
        arriving.receive(claim, actor=make.unpacker())
    assert make.fresh(claim).state == "lapsed"


@pytest.mark.parametrize("made", [make.declined, make.refunded, make.closed])
def test_what_was_answered_is_not_taken_up_again(made: Any) -> None:
    claim = made()
    state = claim.state
    with pytest.raises(ClaimRefused):
        arriving.receive(claim, actor=make.unpacker())
    assert make.fresh(claim).state == state


def worn(claim: Claim, *, sent: timedelta) -> Claim:
    """A claim about the condition that lapsed, and came `sent` after its label."""
    assert claim.label_sent_at is not None
    at = claim.label_sent_at + sent
    scan(claim, at)
    return arriving.receive(claim, actor=make.unpacker(), now=at + timedelta(days=2))


def test_about_the_condition_it_counts_when_it_was_sent() -> None:
    claim = worn(make.lapsed(kind="condition"), sent=timedelta(days=13))
    assert not late.sent_too_late(claim)
    with pytest.raises(ClaimRefused, match="in time"):
        late.too_late(claim, actor=make.care(), reason=WHY)
    assert make.fresh(claim).state == "received"


def test_sent_too_late_it_goes_on_or_goes_back_with_a_reason() -> None:
    claim = worn(make.lapsed(kind="condition"), sent=timedelta(days=50))
    assert steps.next_of(claim_numbered(claim.number)) == ""
    assert "too_late" in steps.others_of(claim_numbered(claim.number))
    claim = late.too_late(claim, actor=make.care(), reason=WHY)
    assert (claim.state, claim.end_reason) == ("going_back", WHY)
    mail = Mail.objects.get(kind="claim_declined")
    compose(mail)
    assert (WHY in mail.text, "It comes back to you" in mail.text) == (True, True)
    assert make.closed(make.sent_back(claim)).state == "closed"


def test_authenticity_is_never_too_late() -> None:
    claim = worn(make.lapsed(), sent=timedelta(days=300))
    assert not late.sent_too_late(claim)


def test_closed_as_lost_without_money_and_found_it_is_judged() -> None:
    claim = losing.close(make.lost(), actor=make.care(), reason="Sent by a label of her own.")
    assert access.scanned_late(Label.objects.get(reference=claim.number).tracking_number) == claim
    assert steps.others_of(claim_numbered(claim.number)) == ["receive"]
    claim = arriving.receive(claim, actor=make.unpacker())
    assert (claim.state, claim.end_reason, claim.lost_at) == ("received", "", None)


def test_lost_on_its_way_back_closed_and_found_it_is_sent_once_more() -> None:
    claim = losing.close(
        make.lost(make.sent_back()), actor=make.care(), reason="Signed for, says the carrier."
    )
    claim = arriving.receive(claim, actor=make.unpacker())
    assert (claim.state, claim.back_sent_at, claim.back_times) == ("going_back", None, 1)
    assert make.closed(make.sent_back(claim)).state == "closed"


def test_back_to_us_undelivered_it_is_sent_once_more() -> None:
    claim = going_back.came_back(make.sent_back(), actor=make.unpacker())
    assert (claim.state, claim.back_tracking, claim.back_times) == ("going_back", "", 1)
    with pytest.raises(ClaimRefused, match="isn’t on its way back"):
        going_back.came_back(claim, actor=make.unpacker())
    assert make.closed(make.sent_back(claim)).state == "closed"


@pytest.mark.parametrize("of", ["number", "label", "tag", "item"])
def test_a_scan_finds_it(of: str, client: Any) -> None:
    claim = make.lapsed()
    codes = {
        "number": claim.number,
        "label": Label.objects.get(reference=claim.number).tracking_number,
        "tag": make.TAG,
        "item": claim.item.number,
    }
    assert access.scanned(codes[of]) is None
    assert access.scanned_late(codes[of]) == claim
    assert steps.others_of(claim_numbered(claim.number)) == ["receive"]
