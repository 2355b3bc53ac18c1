"""What may happen to the pieces of three orders under the Promise, in any order, and what must be true after each.

One order of two pieces to New York, the first consigned and certified; one to California; one to Paris, with duties.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from authentication.cases import closing
from authentication.cases import outside as cases_outside
from authentication.cases import sweeping as cases_sweeping
from authentication.cases.refusals import CaseRefused
from authentication.models import Case, Review
from authentication.models.cases import LIVE
from catalog import listing
from consignment.curation import following
from logistics.models import Label
from orders import completion
from orders.order.models import Order
from orders.payments.gateway import RefundStanding, RefundTruth
from orders.payments.models import Refund
from orders.payments.refunds import RefundRefused, booking, desk
from orders.promise import (
    answering,
    arriving,
    by_hand,
    deciding,
    going_back,
    inspecting,
    late,
    losing,
    opening,
    otherwise,
    outside,
    reviewing,
    sending,
    sweeping,
    transit,
)
from orders.promise.models import Claim, ClaimState
from orders.promise.states import ENDS, ClaimRefused
from orders.returns import asking
from orders.returns.models import Return
from orders.returns.states import ReturnRefused
from tests.factories import claims as make
from tests.factories import consignment as consigned
from tests.factories.authentication import a_reviewer, an_expert, reviewed
from tests.factories.catalog import listed_item
from tests.promise import invariants

S = ClaimState
REFUSALS = (ClaimRefused, ReturnRefused, RefundRefused, CaseRefused, listing.ListingRefused)
ZERO = Decimal("0.00")
OFF = Decimal("100.00")
BEVERLY_HILLS: dict[str, Any] = {
    "line4": "Beverly Hills",
    "state": "CA",
    "postcode": "90210",
    "line1": "9500 Wilshire Boulevard",
}
PARIS: dict[str, Any] = {
    "line4": "Paris",
    "state": "",
    "postcode": "75008",
    "country": "FR",
    "line1": "18 rue du Faubourg",
}
# What comes next if all goes well.
USUAL = {
    S.OPENED: "label",
    S.LABEL_SENT: "scanned",
    S.IN_TRANSIT: "received",
    S.LOST: "lost: refunded",
    S.DECIDED_AUTHENTIC: "not confident",
    S.DECIDED_CONDITION: "chooses the refund",
    S.GOING_BACK: "sent back",
    S.REFUNDING: "refund done",
}


class World:
    """Orders delivered three days ago, a clock, and all that she, staff, experts, carriers and banks may do."""

    def __init__(self) -> None:
        hers = consigned.listed().item
        wallet = listed_item(price=Decimal("845.37"), title="Wallet", designer="Prada", style="Saffiano")
        twilly = listed_item(price=Decimal("1200.00"), title="Twilly", designer="Prada", style="Silk")
        kelly = listed_item(price=Decimal("1999.99"), title="Kelly 25")
        self.orders = [
            make.delivered_order(hers, kelly).pk,
            make.delivered_order(wallet, tag="PT-CA", **BEVERLY_HILLS).pk,
            make.delivered_order(twilly, tag="PT-FR", **PARIS).pk,
        ]
        self.consigned = hers.pk
        self.care, self.bench, self.manager = make.care(), make.unpacker(), make.manager()
        self.first = Review.objects.filter(case__item=hers).exclude(reviewer=None)[0].reviewer
        self.expert = an_expert()
        self.now: datetime = timezone.now()

    def do(self, event: str, which: int) -> bool:
        """Let it happen to one of the orders; False if the house refused. The database's own rules must not speak."""
        order = Order.objects.get(pk=self.orders[which])
        try:
            with transaction.atomic():
                EVENTS[event](self, order)
                connection.check_constraints()
        except REFUSALS:
            return False
        return True

    def usual(self, which: int) -> str:
        """What comes next if all goes well, for the order as it stands."""
        claim = Claim.objects.filter(order=self.orders[which]).order_by("pk").last()
        if claim is None or claim.state in ENDS:
            return "doubts"
        if claim.state == S.RECEIVED:
            return _on_the_table(claim)
        if claim.state in (S.UNDER_REVIEW, S.THIRD_PARTY):
            return _in_review(claim)
        if claim.state == S.GOING_BACK and claim.back_sent_at is not None:
            return "back with her"
        if sending.wants_label(claim):
            return "label"
        return USUAL.get(S(claim.state), "refunded again")

    def pass_hours(self, hours: int) -> None:
        """Time goes by, and the sweeps run twice, as beat may have them."""
        self.now += timedelta(hours=hours)
        for _ in range(2):
            sweeping.sweep(now=self.now)
            cases_sweeping.sweep(now=self.now)
            following.follow_cases(now=self.now)
            completion.sweep(self.now)

    def check(self) -> None:
        """The promises of the house, asked of the database."""
        invariants.check(self.orders, self.consigned)


def _on_the_table(claim: Claim) -> str:
    if claim.inspection is None or inspecting.missing(claim):
        return "unpacked"
    return "took it back" if claim.choice else "review begun"


def _in_review(claim: Claim) -> str:
    case = claim.case
    if claim.state == S.THIRD_PARTY and not _outside_asked(claim):
        return "third party asked"
    if case is None or case.state == Case.State.CLOSED:
        return "review begun"
    if case.state in LIVE:
        return "third party: authentic" if claim.state == S.THIRD_PARTY else "passes"
    return "found as sold" if case.state == Case.State.PASSED else "found not authentic"


def _outside_asked(claim: Claim) -> bool:
    return (
        Review.objects.filter(case=claim.case_id, expert__isnull=False).exclude(state="handed_back").exists()
    )


def _last(order: Order) -> Claim:
    found = Claim.objects.filter(order=order).order_by("pk").last()
    if found is None:
        raise ClaimRefused("She has claimed nothing.")
    return found


def _open(kind: str, number: int = 0, *, staff: bool = False) -> Callable[[World, Order], Any]:
    def told(world: World, order: Order) -> None:
        lines = list(order.lines.order_by("pk"))
        line = lines[min(number, len(lines) - 1)]
        actor = world.care if staff else None
        facts: dict[str, Any] = {"kind": kind, "words": make.DOUBT, "kept": [make.PICTURE], "actor": actor}
        opening.open_claim(order, line.pk, now=world.now, **facts)

    return told


def _label(world: World, order: Order) -> None:
    claim = _last(order)
    if not sending.wants_label(claim):
        raise ClaimRefused("It waits for none.")
    if not Label.objects.filter(reference=claim.number, state="bought").exists():
        make.a_label_for(claim)
    sending.labelled(claim, actor=world.care, now=world.now)


def _scanned(world: World, order: Order) -> None:
    claim = _last(order)
    facts: dict[str, Any] = {"status": "in_transit", "status_at": world.now}
    Label.objects.filter(reference=claim.number, state="bought").update(**facts)
    transit.follow(now=world.now)


def _unpacked(tag: str | None) -> Callable[[World, Order], Any]:
    def told(world: World, order: Order) -> None:
        claim = _last(order)
        make.unpacked(claim, tag)

    return told


def _judge(verdict: str) -> Callable[[World, Order], Any]:
    def told(world: World, order: Order) -> None:
        claim = _last(order)
        if claim.state != S.UNDER_REVIEW or claim.case is None or claim.case.state != Case.State.OPEN:
            raise ClaimRefused("Nobody reviews it.")
        make.judge(claim, verdict, now=world.now)

    return told


def _judged_by_the_first(world: World, order: Order) -> None:
    """The person who did the first review can't do this one."""
    claim = _last(order)
    if claim.case is None or claim.item_id != world.consigned or claim.case.state not in LIVE:
        raise ClaimRefused("Nobody reviews it.")
    reviewed(claim.case, "authentic", world.first, now=world.now)
    raise AssertionError("reviewed by the one who did the first review")


def _disagree(world: World, order: Order) -> None:
    claim = _last(order)
    if claim.case is None or claim.case.state not in LIVE or claim.state != S.UNDER_REVIEW:
        raise ClaimRefused("Nobody reviews it.")
    names = iter(make._new_reviewers(claim))
    case = claim.case
    for verdict in ("authentic", "counterfeit"):
        if case.state == Case.State.OPEN:
            case = reviewed(case, verdict, a_reviewer(next(names)), now=world.now)


def _case_closed(world: World, order: Order) -> None:
    claim = _last(order)
    if claim.case is None or claim.case.state not in LIVE:
        raise ClaimRefused("Nobody reviews it.")
    closing.close(claim.case.pk, reason="Opened by mistake.", actor=world.manager, now=world.now)


def _third(verdict: str) -> Callable[[World, Order], Any]:
    def told(world: World, order: Order) -> None:
        claim = _last(order)
        found = Review.objects.filter(case=claim.case_id, expert__isnull=False, state="begun").first()
        if found is None:
            raise ClaimRefused("Nobody outside is asked.")
        cases_outside.word(found.pk, verdict, "As I see it.", now=world.now)

    return told


def _decide(outcome: str, who: str = "care", **facts: Any) -> Callable[[World, Order], Any]:
    verbs = {
        "authentic": deciding.authentic,
        "not_authentic": deciding.not_authentic,
        "condition": deciding.condition,
        "not_ours": deciding.not_ours,
    }

    def told(world: World, order: Order) -> None:
        verb: Any = verbs[outcome]
        verb(_last(order), actor=getattr(world, who), reasons=make.REASONS, now=world.now, **facts)

    return told


def _decided_by_the_first(world: World, order: Order) -> None:
    claim = _last(order)
    if claim.item_id != world.consigned:
        raise ClaimRefused("Nobody judged it before.")
    for verb in (deciding.authentic, deciding.not_authentic):
        try:
            verb(claim, actor=world.first, reasons=make.REASONS, now=world.now)
        except ClaimRefused:
            continue
        raise AssertionError("decided by the one who did the first review")


def _refund(standing_now: RefundStanding) -> Callable[[World, Order], Any]:
    def told(world: World, order: Order) -> None:
        refund = Refund.objects.filter(payment__order=order).order_by("pk").last()
        if refund is None:
            raise ClaimRefused("Nothing was asked for.")
        truth = RefundTruth(standing_now, f"re_{refund.pk}", refund.amount, problem="Not now.")
        booking.book(refund.pk, truth)

    return told


def _called_off(world: World, order: Order) -> None:
    refund = Refund.objects.filter(payment__order=order).order_by("pk").last()
    if refund is None:
        raise ClaimRefused("Nothing was asked for.")
    desk.call_off(refund, actor=world.manager, reason="Wrong.")


def _by_hand(world: World, order: Order) -> None:
    """Its limit lies so low that another person approves it."""
    claim = _last(order)
    told: dict[str, Any] = {"how": "check", "reference": f"10{claim.pk}", "reason": "By check."}
    by_hand.record(claim, actor=world.manager, amount=by_hand.to_pay(claim), now=world.now, **told)


def _approved(world: World, order: Order) -> None:
    waiting = Refund.objects.filter(payment__order=order, state__in=["to_approve", "to_pay"]).first()
    if waiting is None:
        raise ClaimRefused("Nothing is to be paid by hand.")
    if waiting.state == "to_approve":
        desk.approve(waiting, actor=world.care)
    desk.mark_paid(waiting, actor=world.care, bank_reference=f"Check {waiting.pk}")


def _listed(world: World, order: Order) -> None:
    listing.publish(_last(order).item, at=world.now)


def _returns(world: World, order: Order) -> None:
    lines = order.lines.order_by("pk")[:1]
    asking.ask(order, [asking.Wanted(line.pk, "changed_mind") for line in lines], now=world.now)


def _keeps(world: World, order: Order) -> None:
    for ret in Return.objects.filter(order=order, ended_at=None):
        asking.withdraw(ret, now=world.now)


EVENTS: dict[str, Callable[[World, Order], Any]] = {
    "doubts": _open("authenticity"),
    "doubts its condition": _open("condition"),
    "doubts the second": _open("authenticity", 1),
    "care opens it for her": _open("condition", staff=True),
    "label": _label,
    "scanned": _scanned,
    "received": lambda w, o: arriving.receive(_last(o), actor=w.bench, now=w.now),
    "unpacked": _unpacked(None),
    "unpacked with another tag": _unpacked("PT-0000"),
    "review begun": lambda w, o: reviewing.begin(_last(o), actor=w.care, now=w.now),
    "passes": _judge("authentic"),
    "is counterfeit": _judge("counterfeit"),
    "can't be verified": _judge("cannot_verify"),
    "reviewers disagree": _disagree,
    "judged by the first": _judged_by_the_first,
    "case closed": _case_closed,
    "found as sold": _decide("authentic"),
    "found not authentic": _decide("not_authentic"),
    "found not authentic in spite of its tag": _decide("not_authentic", "manager", in_spite_of_tag="Seen."),
    "found misdescribed": _decide("condition", allowance=OFF),
    "found misdescribed, no allowance": _decide("condition"),
    "found not ours": _decide("not_ours", "manager"),
    "decided by the first": _decided_by_the_first,
    "confident": lambda w, o: answering.confident(_last(o), now=w.now),
    "not confident": lambda w, o: answering.not_confident(_last(o), now=w.now),
    "chooses the refund": lambda w, o: answering.choose(_last(o), "refund", now=w.now),
    "chooses the allowance": lambda w, o: answering.choose(_last(o), "allowance", now=w.now),
    "took it back": lambda w, o: deciding.take_back(_last(o), actor=w.care, now=w.now),
    "third party asked": lambda w, o: outside.ask(_last(o), w.expert, actor=w.care, now=w.now),
    "third party: authentic": _third("authentic"),
    "third party: counterfeit": _third("counterfeit"),
    "sent back": lambda w, o: going_back.send(
        _last(o), tracking="9405511899560012340000", carrier="USPS", actor=w.bench, now=w.now
    ),
    "back with her": lambda w, o: going_back.delivered(_last(o), w.now),
    "lost": lambda w, o: losing.lost(_last(o), actor=w.care, reason="Given up.", now=w.now),
    "lost: refunded": lambda w, o: losing.refund(_last(o), actor=w.care, reason="Given up.", now=w.now),
    "lost: closed": lambda w, o: losing.close(_last(o), actor=w.care, reason="Found empty.", now=w.now),
    "paid another way": lambda w, o: otherwise.paid_otherwise(
        _last(o), actor=w.manager, reason="By your bank.", now=w.now
    ),
    "paid by hand": _by_hand,
    "approved and paid": _approved,
    "turns up": lambda w, o: losing.turned_up(_last(o), actor=w.bench, now=w.now),
    "sent too late": lambda w, o: late.too_late(_last(o), actor=w.care, reason="Worn since.", now=w.now),
    "back to us undelivered": lambda w, o: going_back.came_back(_last(o), actor=w.bench, now=w.now),
    "withdrawn": lambda w, o: opening.withdraw(_last(o), now=w.now),
    "declined": lambda w, o: opening.decline(_last(o), actor=w.care, reason="Not covered.", now=w.now),
    "refund done": _refund(RefundStanding.DONE),
    "refund failed": _refund(RefundStanding.FAILED),
    "refund called off": _called_off,
    "refunded again": lambda w, o: deciding.refund_again(_last(o), actor=w.care, now=w.now),
    "listed": _listed,
    "asks for a return": _returns,
    "keeps it": _keeps,
}
