"""What may happen to two consigned pieces in any order, and what must be true after each of it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from authentication.cases import closing, second_looks, standing
from authentication.cases.opening import open_case
from authentication.cases.refusals import CaseRefused
from authentication.condition.refusals import ConditionRefused
from catalog import holds, listing, pricing
from catalog.condition import grading
from catalog.locks import lock_items
from catalog.models import Custody, Hold, Item, Ownership
from consignment.covenant import consents, steps
from consignment.curation import examination, following, preparing
from consignment.curation import pricing as approval
from consignment.logistics import following as following_carriers
from consignment.logistics import inbound, journeys, outbound, receiving
from consignment.models import AppliedStep, Consignment, Journey, PriceConsent
from consignment.pieces import leaving, sale
from consignment.pieces.locks import lock_listed
from consignment.pieces.states import ConsignmentRefused
from consignment.vault import shelving
from logistics.gateway import CarrierError
from logistics.models import Label
from tests.factories import consignment as make
from tests.factories.authentication import decided
from tests.factories.condition import graded

S = Consignment.State
REFUSALS = (
    CaseRefused,
    ConditionRefused,
    ConsignmentRefused,
    consents.ConsentRefused,
    listing.ListingRefused,
    pricing.PriceRefused,
    shelving.ShelfRefused,
    CarrierError,
)
USUAL = {
    "agreed": "label",
    "awaited": "received",
    "received": "passes",
    "cleared": "prepared",
    "prepared": "approved",
    "approved": "listed",
    "listed": "sold",
    "sold": "returned by the buyer",
    "rejected": "send back",
    "withdrawn": "send back",
    "legal_hold": "send back",
    "returning": "delivered",
}
WITH_US = (S.RECEIVED, S.CLEARED, S.PREPARED, S.APPROVED, S.LISTED, S.REJECTED, S.WITHDRAWN, S.LEGAL_HOLD)


class World:
    """One piece just agreed and one on the shelf, a clock, and all that people, carriers and deadlines may do."""

    def __init__(self) -> None:
        self.now: datetime = timezone.now()
        self.pks = [make.agreed().pk, make.listed().pk]
        self.manager = make.manager()
        shelving.open_shelf("A-1")

    def do(self, event: str, which: int) -> bool:
        """Let it happen to one of the pieces; False if the house refused."""
        consignment = make.fresh(Consignment.objects.get(pk=self.pks[which]))
        try:
            with transaction.atomic():
                EVENTS[event](self, consignment)
        except REFUSALS:
            return False
        return True

    def usual(self, which: int) -> str:
        """What comes next if all goes well, for the piece as it stands."""
        consignment = Consignment.objects.get(pk=self.pks[which])
        journey = journeys.current(consignment)
        if journey is not None and consignment.state in outbound.MAY_GO:
            return "handed to the carrier" if journey.label_id else "label"
        if consignment.state == S.LISTED and not consignment.consents.exists():
            return "asked for 7000"
        if consignment.consents.filter(answer="").exists():
            return "she says yes"
        return USUAL.get(consignment.state, "shelved")

    def pass_days(self, days: int) -> None:
        """Time goes by, and the sweeps run twice, as beat may have them."""
        self.now += timedelta(days=days)
        for _ in range(2):
            consents.apply_due(now=self.now)
            steps.sweep(now=self.now)
            consents.lapse_due(now=self.now)
            leaving.end_terms(now=self.now)
            inbound.remind_due(now=self.now)
            inbound.give_up_due(now=self.now)
            following_carriers.sweep(now=self.now)
            following.follow_cases(now=self.now)
            second_looks.sweep(now=self.now)

    def check(self) -> None:
        """The promises of the house, asked of the database."""
        listed = Item.objects.filter(state="listed")
        good = {"consignments__state": S.LISTED, "clearance__kind": "authentication"}
        assert not listed.exclude(**good).exists(), "listed without clearance or agreement"
        for consignment in Consignment.objects.select_related("item", "agreement__offer"):
            _check_one(consignment)
        assert AppliedStep.objects.count() == AppliedStep.objects.values("step").distinct().count()


def _check_one(consignment: Consignment) -> None:
    item, offer = consignment.item, consignment.agreement.offer
    if item is None:
        return
    _check_case(consignment, item)
    here = Custody.objects.filter(item=item, until=None).count()
    owners = list(Ownership.objects.filter(item=item, until=None).values_list("kind", flat=True))
    assert here == 1, "in no place, or in two"
    assert len(owners) == (0 if consignment.state == S.RETURNED else 1), "nobody's, or two owners'"
    assert (consignment.state == S.LISTED) == (item.state == "listed")
    if consignment.state in WITH_US:
        assert owners == ["consignor"]
    if consignment.state == S.SOLD:
        assert (item.state, owners) == ("sold", ["client"])
    if item.state in ("listed", "sold"):
        assert item.price is not None
        assert item.price >= offer.floor_price, "below its floor"
        assert item.price == consignment.approved_price or consignment.state == S.SOLD
        _check_price(consignment, item.price)
        assert grading.lacking(item) == "", "offered with a grade that nobody confirmed on this report"
        assert item.grade == item.grade_decisions.latest("pk").confirmed


def _check_case(consignment: Consignment, item: Item) -> None:
    """Cleared means passed; while one who may say so says otherwise, it isn't for sale."""
    if consignment.state in (S.CLEARED, S.PREPARED, S.APPROVED, S.LISTED):
        assert item.cases.filter(kind="intake", state="passed").exists(), "cleared without a passed case"
    if consignment.state == S.RECEIVED:
        assert item.cases.exists(), "received, and nobody is to look at it"


def _check_price(consignment: Consignment, price: Decimal) -> None:
    """Every price is the start price, an agreed step, or one that she signed."""
    offer = consignment.agreement.offer
    signed = PriceConsent.objects.filter(consignment=consignment, answer="yes")
    agreed = {offer.start_price, *offer.steps.values_list("price", flat=True)}
    assert price in agreed | set(signed.values_list("price", flat=True))


def _label(world: World, consignment: Any) -> None:
    inbound.begin(consignment, now=world.now)
    journey = journeys.current(consignment)
    if journey is None or journey.label_id:
        raise ConsignmentRefused("No label is due.")
    Journey.objects.filter(pk=journey.pk, address__isnull=True).update(address=make.HOME)
    journeys.labelled(journey.pk, make.a_label_of(journey), now=world.now)


def _carrier(status: str) -> Callable[[World, Any], None]:
    def told(world: World, consignment: Any) -> None:
        journey = journeys.current(consignment)
        if journey is None or journey.label is None:
            raise ConsignmentRefused("Nothing is on its way.")
        facts: dict[str, Any] = {"status": status, "status_at": world.now, "news_at": world.now}
        if status == "delivered":
            facts["delivered_at"] = world.now
        Label.objects.filter(pk=journey.label.pk).update(**facts)
        following_carriers.sweep(now=world.now)

    return told


def _consent(world: World, consignment: Any, price: str) -> None:
    consents.ask(consignment.pk, Decimal(price), why="The market.", actor=world.manager, now=world.now)


def _answer(yes: bool) -> Callable[[World, Any], None]:
    def told(world: World, consignment: Any) -> None:
        consent = consignment.consents.first()
        if consent is None:
            raise ConsignmentRefused("Nobody asks.")
        consents.answer(consent, yes, "Mara Lindqvist", "203.0.113.7", now=world.now)

    return told


def _item(consignment: Any) -> Item:
    if consignment.item is None:
        raise ConsignmentRefused("It isn't here.")
    found: Item = consignment.item
    return found


def _hold(world: World, consignment: Any) -> None:
    item = _item(consignment)
    lock_items([item.pk])
    if item.state != "listed":
        raise ConsignmentRefused("Nobody can buy it.")
    holds.place([item], holder="basket:1", kind=Hold.Kind.CHECKOUT, lasts=timedelta(minutes=15))


def _release(world: World, consignment: Any) -> None:
    holds.release("basket:1", reason="left", item_pks=[_item(consignment).pk])


def _buy(world: World, consignment: Any) -> None:
    item = _item(consignment)
    sale.sold(lock_listed([item.pk]), order=f"R-{consignment.pk}", at=world.now)
    listing.mark_all_sold([item.pk], at=world.now)
    holds.release("basket:1", reason="sold", item_pks=[item.pk])


def _come_back(world: World, consignment: Any) -> None:
    item = _item(consignment)
    if not sale.came_back(item, why="Returned by the buyer.", actor=world.manager, at=world.now):
        raise ConsignmentRefused("It wasn't sold.")
    listing.back_to_draft(item, reason="Returned.", actor=world.manager)


def _shelve(world: World, consignment: Any) -> None:
    shelving.shelve(_item(consignment).number, "A-1", actor=world.manager)


def _take_out(world: World, consignment: Any) -> None:
    shelving.take_out(_item(consignment).number, actor=world.manager)


def _prepare(world: World, consignment: Any) -> None:
    make.reported(_item(consignment))
    preparing.judge(consignment.pk, make.VERDICT, actor=world.manager)
    preparing.prepared(consignment.pk, actor=world.manager, now=world.now)


def _found_worn(world: World, consignment: Any) -> None:
    """One more light defect goes on the report of a piece that isn't offered."""
    item = _item(consignment)
    if item.state in ("listed", "sold"):
        raise ConsignmentRefused("It is offered.")
    item.defects.create(
        position=item.defects.count() + 1, kind="Rubbing", place="base", zone="exterior", severity="light"
    )


def _judge(verdict: str) -> Callable[[World, Any], None]:
    """Its reviewers agree; a piece that nobody reviews now isn't judged."""

    def told(world: World, consignment: Any) -> None:
        if standing.under_review(consignment.item_id) is None:
            raise ConsignmentRefused("Nobody reviews it.")
        make.judged(consignment, verdict, now=world.now)

    return told


def _close(world: World, consignment: Any) -> None:
    case = standing.under_review(consignment.item_id)
    if case is None:
        raise ConsignmentRefused("Nobody reviews it.")
    closing.close(case.pk, reason="Opened by mistake.", actor=world.manager, now=world.now)


def _doubt(world: World, consignment: Any) -> None:
    open_case(_item(consignment), "by_hand", actor=world.manager, reason="A doubt.", now=world.now)


def _second_look(world: World, consignment: Any) -> None:
    """A blind second look finds it counterfeit, wherever it stands."""
    decided(open_case(_item(consignment), "regrade", actor=None, now=world.now), "counterfeit", now=world.now)


def _to_the_buyer(world: World, consignment: Any) -> None:
    if consignment.state != S.SOLD:
        raise ConsignmentRefused("Nobody bought it.")
    sale.left([_item(consignment).pk], to=Custody.Holder.OWNER, detail="", actor=world.manager, at=world.now)


def _force_price(world: World, consignment: Any) -> None:
    pricing.set_price(_item(consignment), Decimal("6500.00"), kind="step", at=world.now)


def _force_listing(world: World, consignment: Any) -> None:
    listing.publish(_item(consignment), at=world.now)


def _force_withdrawal(world: World, consignment: Any) -> None:
    if consignment.state != S.LISTED:
        raise ConsignmentRefused("It isn't listed.")
    listing.withdraw(_item(consignment), reason="Past its consignment.")


EVENTS: dict[str, Callable[[World, Any], Any]] = {
    "label": _label,
    "scanned": _carrier("in_transit"),
    "delivered": _carrier("delivered"),
    "came back to sender": _carrier("return_to_sender"),
    "received": lambda w, c: receiving.receive(c.pk, make.an_intake(), actor=w.manager, now=w.now),
    "passes": _judge("authentic"),
    "is counterfeit": _judge("counterfeit"),
    "can't be verified": _judge("cannot_verify"),
    "case closed": _close,
    "case opened by hand": _doubt,
    "second look": _second_look,
    "reviewed anew": lambda w, c: examination.examine(c.pk, actor=w.manager, now=w.now),
    "delivered to the buyer": _to_the_buyer,
    "prepared": _prepare,
    "found worn": _found_worn,
    "graded anew": lambda w, c: graded(_item(c)),
    "approved": lambda w, c: approval.approve(c.pk, approval.price_in_force(c), actor=w.manager, now=w.now),
    "approved too low": lambda w, c: approval.approve(c.pk, Decimal("5000.00"), actor=w.manager),
    "listed": lambda w, c: approval.publish(c.pk, actor=w.manager, now=w.now),
    "taken back": lambda w, c: approval.take_back(c.pk, actor=w.manager, reason="Work.", now=w.now),
    "asked for 7000": lambda w, c: _consent(w, c, "7000.00"),
    "asked below the floor": lambda w, c: _consent(w, c, "5000.00"),
    "she says yes": _answer(True),
    "she says no": _answer(False),
    "held": _hold,
    "released": _release,
    "sold": _buy,
    "returned by the buyer": _come_back,
    "rejected": lambda w, c: leaving.reject(c.pk, actor=w.manager, reason="Not our standard.", now=w.now),
    "withdrawn": lambda w, c: leaving.withdraw(c.pk, by_consignor=True, now=w.now),
    "renewed": lambda w, c: leaving.renew(c.pk, by_consignor=True, now=w.now),
    "legal hold": lambda w, c: leaving.hold(c.pk, actor=w.manager, reason="Counterfeit.", now=w.now),
    "send back": lambda w, c: outbound.begin(c.pk, actor=w.manager, said="It may go.", now=w.now),
    "handed to the carrier": lambda w, c: outbound.handed_to_carrier(c.pk, actor=w.manager, at=w.now),
    "shelved": _shelve,
    "taken out": _take_out,
    "price forced": _force_price,
    "listing forced": _force_listing,
    "withdrawal forced": _force_withdrawal,
}
