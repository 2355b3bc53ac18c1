"""Claims under the Promise in every state, each made by the verbs that buyers, carriers and staff use."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from accounts.models import User
from authentication.cases import outside as cases_outside
from authentication.models import Case, Review
from catalog.models import Item
from logistics.models import Label, LabelState, Purpose
from orders.fulfilment.models import Shipment
from orders.fulfilment.packing import mark_delivered, mark_shipped
from orders.fulfilment.shots import shots_of
from orders.order.models import Order
from orders.payments.models import Refund, RefundState
from orders.payments.origin import together_with
from orders.payments.refunds import booking, desk
from orders.promise import (
    answering,
    arriving,
    by_hand,
    deciding,
    going_back,
    inspecting,
    losing,
    opening,
    outside,
    reviewing,
    sending,
    sweeping,
    transit,
)
from orders.promise.models import Claim, Kind
from orders.promise.pictures import Kept
from tests.factories.authentication import NAMES, a_reviewer, an_expert, reviewed
from tests.factories.orders import confirmed_order
from tests.factories.parcels import pack
from tests.factories.people import staff

TAG = "PT-4417"
DOUBT = "The stamp looks shallow to me."
REASONS = "The stamp, the stitching and the hardware are as they should be."
ALLOWANCE = Decimal("900.00")
PICTURE = Kept("claims/none.webp", 800, 1000, "0" * 64)
ALL_WELL = dict.fromkeys(inspecting.CHECKS, True)


def care() -> User:
    """Customer care, who decides claims."""
    return _staff("Customer care", "helen@portero.example")


def unpacker() -> User:
    """Who opens parcels."""
    return _staff("Fulfilment", "ines@portero.example")


def accountant() -> User:
    """Who settles what is owed."""
    return _staff("Accounting", "noor@portero.example")


def manager() -> User:
    """Who may decide in spite of a tag."""
    return _staff("Administrator", "ada@portero.example")


def delivered_order(*items: Item, tag: str = TAG, days_ago: int = 3, **facts: Any) -> Order:
    """An order whose parcels were delivered; each piece wears a tag."""
    at = timezone.now() - timedelta(days=days_ago + 2)
    order = confirmed_order(*items, at=at, **facts)
    for number, shipment in enumerate(order.shipments.order_by("pk"), start=1):
        _delivered(shipment, tag if number == 1 else f"{tag}-{number}", at)
    order.refresh_from_db()
    return order


def _delivered(shipment: Shipment, tag: str, at: datetime) -> None:
    packer = unpacker()
    pack(shipment, packer, tag, at=at + timedelta(hours=1))
    sent = mark_shipped(shipment, packer, f"9405511899{shipment.pk:012d}", at=at + timedelta(hours=2))
    mark_delivered(sent, None, at=at + timedelta(days=2))


def opened(order: Order | None = None, *, kind: str = Kind.AUTHENTICITY, **facts: Any) -> Claim:
    """She has opened it a moment ago, by the link."""
    order = order or delivered_order()
    line = facts.pop("line", None) or order.lines.order_by("pk").first()
    told: dict[str, Any] = {"words": DOUBT, "kept": [PICTURE]} | facts
    return opening.open_claim(order, line.pk, kind=kind, **told)


def a_label_for(claim: Claim, **facts: Any) -> Label:
    """Its label is bought, as the carrier gateway leaves it."""
    told: dict[str, Any] = {
        "purpose": Purpose.RETURN,
        "driver": "manual",
        "carrier": "USPS",
        "service": "Priority",
        "tracking_number": f"9400{claim.pk:08d}",
        "insured_for": claim.line.line_price_excl_tax,
        "cost": Decimal("24.10"),
        "bought_at": timezone.now(),
        "state": LabelState.BOUGHT,
    }
    return Label.objects.create(reference=claim.number, **told | facts)


def label_sent(claim: Claim | None = None, **facts: Any) -> Claim:
    """She has her label."""
    claim = claim or opened(**facts)
    a_label_for(claim)
    return sending.labelled(claim, actor=care())


def in_transit(claim: Claim | None = None, **facts: Any) -> Claim:
    """The carrier has the parcel."""
    return transit.on_its_way(claim or label_sent(**facts))


def received(claim: Claim | None = None, *, tag: str | None = None, **facts: Any) -> Claim:
    """Unpacked, its tag read, photographed."""
    claim = arriving.receive(claim or in_transit(**facts), actor=unpacker())
    unpacked(claim, tag)
    return fresh(claim)


def unpacked(claim: Claim, tag: str | None = None) -> None:
    """What the bench writes down and photographs when it opens the parcel; its own tag unless another is named."""
    read = inspecting.outbound_of(claim).security_tag if tag is None else tag
    inspecting.found(claim, tag=read, actor=unpacker(), checks=ALL_WELL)
    for shot in shots_of(claim.item):
        kept = Kept(f"claims/{claim.pk}-{shot.code}.webp", 800, 1000, "1" * 64)
        inspecting.pictured(claim, shot.code, kept, actor=unpacker())


def under_review(claim: Claim | None = None, **facts: Any) -> Claim:
    """Its case is open."""
    return reviewing.begin(claim or received(**facts), actor=care())


def reviewed_as(verdict: str, claim: Claim | None = None, **facts: Any) -> Claim:
    """Its case is decided by people who never saw the piece; nobody has decided the claim yet."""
    claim = claim or under_review(**facts)
    judge(claim, verdict)
    return fresh(claim)


def judge(claim: Claim, verdict: str, *, now: datetime | None = None) -> Case:
    """As many as its tier wants agree on this verdict."""
    case = claim.case
    if case is None:
        raise ValueError("It isn't under review.")
    case.refresh_from_db()
    for name in _new_reviewers(claim):
        if case.state != Case.State.OPEN:
            break
        case = reviewed(case, verdict, a_reviewer(name), now=now)
    return case


def decided_authentic(claim: Claim | None = None, **facts: Any) -> Claim:
    """It is what we sold; she hasn't answered."""
    claim = claim or reviewed_as("authentic", **facts)
    return deciding.authentic(claim, actor=care(), reasons=REASONS)


def not_authentic(claim: Claim | None = None, **facts: Any) -> Claim:
    """It isn't: the refund is asked for."""
    claim = claim or reviewed_as("counterfeit", **facts)
    return deciding.not_authentic(claim, actor=care(), reasons="The stamp is wrong.")


def decided_condition(claim: Claim | None = None, **facts: Any) -> Claim:
    """It was misdescribed: she may choose."""
    offer = facts.pop("allowance", ALLOWANCE)
    claim = claim or reviewed_as("authentic", **{"kind": Kind.CONDITION} | facts)
    return deciding.condition(claim, actor=care(), reasons="The corner is worn.", allowance=offer)


def third_party(claim: Claim | None = None, **facts: Any) -> Claim:
    """She isn't confident: an expert outside has been asked."""
    claim = answering.not_confident(claim or decided_authentic(**facts))
    return outside.ask(claim, an_expert(), actor=care())


def third_party_said(verdict: str, claim: Claim | None = None) -> Claim:
    """Her word is given; nobody has decided the claim after it."""
    claim = claim or third_party()
    hers = Review.objects.get(case=claim.case_id, expert__isnull=False, state=Review.State.BEGUN)
    cases_outside.word(hers.pk, verdict, "As I see it.")
    return fresh(claim)


def going_back_to_her(claim: Claim | None = None, **facts: Any) -> Claim:
    """She is confident: it is to be sent back."""
    return answering.confident(claim or decided_authentic(**facts))


def sent_back(claim: Claim | None = None, **facts: Any) -> Claim:
    """It is with the carrier again."""
    claim = claim or going_back_to_her(**facts)
    return going_back.send(claim, tracking="9405511899560012340000", carrier="USPS", actor=unpacker())


def closed(claim: Claim | None = None, **facts: Any) -> Claim:
    """She has it again."""
    return going_back.delivered(claim or sent_back(**facts))


def lost(claim: Claim | None = None, **facts: Any) -> Claim:
    """The carrier has lost it."""
    return losing.lost(claim or in_transit(**facts), actor=care(), reason="The carrier has given it up.")


def refunded(claim: Claim | None = None, **facts: Any) -> Claim:
    """The refund has gone out, and the sweep has seen it."""
    claim = claim or not_authentic(**facts)
    pay_out(claim)
    sweeping.sweep()
    return fresh(claim)


def pay_out(claim: Claim) -> None:
    """The provider has refunded what its claim asked for."""
    refund = fresh(claim).refund
    if refund is not None and refund.state in {RefundState.READY, RefundState.SENT}:
        booked(refund)


def booked(refund: Refund) -> None:
    """The provider says that it is done."""
    from orders.payments.gateway import RefundStanding, RefundTruth

    booking.book(refund.pk, RefundTruth(RefundStanding.DONE, f"re_{refund.pk}", refund.amount))


def paid_by_hand(claim: Claim, **facts: Any) -> Claim:
    """Accounting has paid it by check, and another person has let it where the limit asks for that."""
    told: dict[str, Any] = {"how": "check", "reference": "1041", "reason": "We paid you by check."}
    told |= {"amount": by_hand.to_pay(claim), "actor": accountant()} | facts
    claim = by_hand.record(claim, **told)
    asked = together_with(claim.refund) if claim.refund else []
    for one in asked:
        if one.state == RefundState.TO_APPROVE:
            desk.approve(one, actor=manager())
            desk.mark_paid(one, actor=manager(), bank_reference="Check 1041")
    return fresh(claim)


def withdrawn(**facts: Any) -> Claim:
    """She has taken it back."""
    return opening.withdraw(opened(**facts))


def declined(**facts: Any) -> Claim:
    """The Promise doesn't cover it."""
    return opening.decline(opened(**facts), actor=care(), reason="It is about the delivery.")


def lapsed(**facts: Any) -> Claim:
    """The parcel was never sent."""
    claim = label_sent(**facts)
    sweeping.sweep(now=timezone.now() + timedelta(days=60))
    return fresh(claim)


def fresh(claim: Claim) -> Claim:
    """As the database has it now."""
    return Claim.objects.get(pk=claim.pk)


def certified_order(**facts: Any) -> Order:
    """A delivered order of a piece that has passed its review and has a certificate."""
    from catalog import listing
    from tests.factories.certified import certifiable_item, certified

    item = certifiable_item(**facts)
    certified(item)
    item.refresh_from_db()
    listing.publish(item)
    return delivered_order(item)


MAKE: dict[str, Callable[..., Claim]] = {
    "opened": opened,
    "label_sent": label_sent,
    "in_transit": in_transit,
    "lost": lost,
    "received": received,
    "under_review": under_review,
    "decided_authentic": decided_authentic,
    "decided_condition": decided_condition,
    "third_party": third_party,
    "going_back": going_back_to_her,
    "refunding": not_authentic,
    "refunded": refunded,
    "closed": closed,
    "withdrawn": withdrawn,
    "declined": declined,
    "lapsed": lapsed,
}


def _new_reviewers(claim: Claim) -> list[str]:
    done = Review.objects.filter(case__item=claim.item_id, reviewer__isnull=False)
    seen = set(done.values_list("reviewer__email", flat=True))
    return [name for name in NAMES if f"{name}@portero.example" not in seen]


def _staff(role: str, email: str) -> User:
    return User.objects.filter(email=email).first() or staff(role, email=email)
