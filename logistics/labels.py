"""Buying and voiding labels: what is sold is written first, asked outside any transaction, believed from `lookup`."""

import json
import logging
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, transaction
from django.utils import timezone

from logistics.files import keep
from logistics.gateway import MOVING, Bought, Dispatch, NotKnown, Rate, Refund, Refused, Silent, gateway
from logistics.models import LIVE, Label, LabelState, Purpose, Quotation
from logistics.states import lock_label, move
from portero.core import audit

logger = logging.getLogger(__name__)
S = LabelState
# Longer than any driver waits: a call older than this is no longer on its way to the provider.
UNDER_WAY = timedelta(minutes=2)
ASK_AGAIN, ASK_TOMORROW = timedelta(seconds=20), timedelta(hours=12)
VOIDED = {
    Refund.SUBMITTED: S.REFUNDING,
    Refund.REFUNDED: S.REFUNDED,
    Refund.REJECTED: S.NOT_REFUNDED,
}


def ask(dispatch: Dispatch, purpose: Purpose, *, actor: Any = None) -> Quotation:
    """What sending it would cost, cheapest first; buys nothing. Raises Refused (with a reason), Silent.

    Refused also while a label of it is live: it would be paid twice.
    """
    if live(dispatch.reference, purpose) is not None:
        raise Refused(f"{dispatch.reference} has a label already. Void it before you ask for another.")
    quotation = write_down(dispatch, purpose, actor=actor)
    offer = gateway(quotation.driver).rates(dispatch, quotation.key)
    quotation.shipment, quotation.remarks = offer.shipment, list(offer.remarks)
    quotation.rates = [
        asdict(rate) | {"cost": str(rate.cost)} for rate in sorted(offer.rates, key=lambda rate: rate.cost)
    ]
    quotation.save(update_fields=["shipment", "remarks", "rates"])
    return quotation


def rates_of(quotation: Quotation) -> list[Rate]:
    """The rates of a quotation as it was stored."""
    return [Rate(**row | {"cost": Decimal(row["cost"])}) for row in quotation.rates]


def buy(
    quotation: Quotation, rate_id: str, *, actor: Any = None, first: Callable[[], None] | None = None
) -> Label:
    """Buy one of the quoted rates, insured and signed for as was asked; once, however often this is called.

    `first` is called in the transaction that writes the label, before anybody is asked: it may lock what the
    label stands on, and refuse.
    Raises Refused (nothing was bought, the message says why) and Silent (it may have been: it is looked up, and
    until then nothing else is bought for this shipment).
    """
    label = _opened(quotation, rate_id, actor, first)
    try:
        bought = gateway(label.driver).buy(label.shipment, label.rate, label.insured_for)
    except Refused as refused:
        with transaction.atomic():
            move(lock_label(label.pk), S.FAILED, problem=refused.message[:300], lookup_at=None)
        raise
    except Silent:
        logger.warning("label %s: no answer to the purchase, it is looked up", label.pk)
        raise
    return _believe(label.pk, bought)


def return_label(dispatch: Dispatch, purpose: Purpose = Purpose.RETURN, *, actor: Any = None) -> Label:
    """Ask and buy the cheapest label to us in one go: what a buyer returns, what a consignor sends in.

    Raises Refused (also where no carrier offers anything), Silent.
    """
    quotation = ask(dispatch, purpose, actor=actor)
    rates = rates_of(quotation)
    if not rates:
        raise Refused(" ".join(["No carrier offers a label for this.", *quotation.remarks]))
    return buy(quotation, rates[0].id, actor=actor)


def settle(label_pk: int, *, now: datetime | None = None) -> Label:
    """Ask the provider what became of a purchase or a void, and write it. Raises Silent, Refused; safe to repeat."""
    label = Label.objects.get(pk=label_pk)
    if not label.shipment:
        return label
    found = gateway(label.driver).lookup(label.shipment)
    return _believe(label_pk, found, now=now)


def void(label: Label, *, actor: Any = None, reason: str = "") -> Label:
    """Take back a label that wasn't used, and ask for its money.

    Raises Refused (it is on its way, or the carrier says no: the label stays good) and Silent (it is asked again).
    """
    with transaction.atomic():
        label = lock_label(label.pk)
        if label.status in MOVING:
            raise Refused("The carrier has the parcel: its label can't be voided any more.")
        told = {"voided_by": actor, "void_reason": reason[:200], "lookup_at": timezone.now() + ASK_AGAIN}
        move(label, S.VOIDING, **told)
        audit.record("logistics.label_voided", label, actor=actor, reason=reason, label=label.reference)
    return send_void(label.pk)


def send_void(label_pk: int) -> Label:
    """Tell the provider of a void that we decided on. Raises Refused (the label stays good), Silent."""
    label = Label.objects.get(pk=label_pk)
    try:
        standing = gateway(label.driver).void(label.shipment)
    except Refused as refused:
        _keep_good(label_pk, refused.message)
        raise
    with transaction.atomic():
        label = lock_label(label_pk)
        if label.state in {S.VOIDING, S.STRAY}:
            _voided(label, standing)
    return label


def give_up(label: Label, *, actor: Any, reason: str) -> Label:
    """A person has seen at the provider that nothing was bought: the way is free again.

    Only where the provider, asked once more, says that it doesn't know the shipment (another account's key): what
    it knows is believed, and while it is silent nothing is given up. Raises Refused, Silent.
    """
    try:
        label = settle(label.pk)
    except NotKnown as unknown:
        told = f"{reason} ({unknown.message})"[:300]
        with transaction.atomic():
            label = lock_label(label.pk)
            move(label, S.FAILED, problem=told, lookup_at=None)
            audit.record("logistics.label_given_up", label, actor=actor, reason=reason, label=label.reference)
        return label
    if label.state == S.BUYING:
        raise Refused("The purchase may still be on its way. Wait two minutes, and ask again.")
    return label


def used(quotation: Quotation) -> bool:
    """Whether a label of it was bought and taken back: the provider sells a shipment once, and would name that one."""
    bought = Label.objects.filter(driver=quotation.driver, shipment=quotation.shipment)
    return bought.exclude(shipment="").exclude(state__in=[*LIVE, S.FAILED]).exists()


def live(reference: str, purpose: Purpose) -> Label | None:
    """The label that is bought, or may be, for this; None if nothing is."""
    return Label.objects.filter(reference=reference, purpose=purpose, state__in=LIVE).first()


def write_down(dispatch: Dispatch, purpose: Purpose, *, actor: Any = None, driver: str = "") -> Quotation:
    """What is to travel, kept under the next key of its reference before anybody is asked about it."""
    asked = json.loads(json.dumps(asdict(dispatch), cls=DjangoJSONEncoder))
    facts = {
        "reference": dispatch.reference,
        "purpose": purpose,
        "driver": driver or settings.CARRIER_GATEWAY,
    }
    stem = f"{dispatch.reference}-{purpose}"
    n = Quotation.objects.filter(reference=dispatch.reference, purpose=purpose).count() + 1
    while True:
        row, made = Quotation.objects.get_or_create(
            key=f"{stem}-{n}", defaults=facts | {"dispatch": asked, "asked_by": actor}
        )
        if made:
            return row
        n += 1


def _opened(quotation: Quotation, rate_id: str, actor: Any, first: Callable[[], None] | None = None) -> Label:
    """The label, written as being bought before anybody is asked to sell it."""
    rate = next((rate for rate in rates_of(quotation) if rate.id == rate_id), None)
    if rate is None:
        raise Refused("This rate isn't among those that were offered. Ask for rates again.")
    if used(quotation):
        raise Refused("A label of these rates was bought and voided. Ask for rates again.")
    facts = {name: getattr(quotation, name) for name in ("reference", "purpose", "driver", "shipment")}
    try:
        with transaction.atomic():
            if first:
                first()
            label = Label.objects.create(
                quotation=quotation,
                rate=rate.id,
                carrier=rate.carrier[:40],
                service=rate.service[:60],
                insured_for=Decimal(quotation.dispatch["insured_for"]),
                signature=quotation.dispatch["signature"],
                started_by=actor,
                lookup_at=timezone.now() + ASK_AGAIN,
                **facts,
            )
            told: dict[str, Any] = {
                "carrier": rate.carrier,
                "service": rate.service,
                "quoted": str(rate.cost),
            }
            audit.record("logistics.label_bought", label, actor=actor, label=label.reference, **told)
    except IntegrityError:
        raise Refused(f"{quotation.reference} has a label already, or one is being bought.") from None
    return label


def _believe(label_pk: int, found: Bought | None, *, now: datetime | None = None) -> Label:
    """Write what the provider says of a label, whatever we believed before; then fetch its file."""
    now = now or timezone.now()
    with transaction.atomic():
        label = lock_label(label_pk)
        match LabelState(label.state):
            case S.BUYING if found is not None:
                _taken(label, found, now)
            case S.FAILED if found is not None and found.refund == Refund.NONE:
                _taken(label, found, now)
            case S.BUYING if now - label.started_at >= UNDER_WAY:
                told = "The carrier's system knows of no purchase: nothing was bought."
                move(label, S.FAILED, problem=told, lookup_at=None)
            case S.VOIDING | S.STRAY | S.REFUNDING if found is not None and found.refund != Refund.NONE:
                _voided(label, found.refund)
            case S.BUYING | S.VOIDING | S.STRAY:
                Label.objects.filter(pk=label.pk).update(lookup_at=now + ASK_AGAIN)
            case S.REFUNDING:
                Label.objects.filter(pk=label.pk).update(lookup_at=now + ASK_TOMORROW)
            case _:
                Label.objects.filter(pk=label.pk).update(lookup_at=None)
    keep(label)
    return Label.objects.get(pk=label_pk)


def _taken(label: Label, found: Bought, now: datetime) -> None:
    """It is bought. One that we had given up is used if nothing else was bought meanwhile, else voided."""
    others = Label.objects.filter(reference=label.reference, purpose=label.purpose, state__in=LIVE)
    needed = not others.exclude(pk=label.pk).exists()
    facts = {name: getattr(found, name) for name in ("tracking_number", "cost", "insured_for", "tracker")}
    facts |= {"carrier": found.carrier[:40], "service": found.service[:60], "file_url": found.file_url[:300]}
    facts |= {"bought_at": now, "problem": _short(label, found), "poll_at": now + ASK_TOMORROW}
    move(label, S.BOUGHT if needed else S.STRAY, lookup_at=None if needed else now, **facts)


def _short(label: Label, found: Bought) -> str:
    """What is wrong with what was sold: a parcel that is insured for less than was asked."""
    if found.insured_for >= label.insured_for:
        return ""
    return f"Insured for {found.insured_for} USD only, not for {label.insured_for}: insure it, or void the label."


def _voided(label: Label, standing: Refund) -> None:
    to = VOIDED.get(standing)
    if to is None or to not in {S.REFUNDING, S.REFUNDED, S.NOT_REFUNDED} - {LabelState(label.state)}:
        return
    if label.state == S.VOIDING and to == S.NOT_REFUNDED:
        to = S.BOUGHT
    now = timezone.now()
    facts: dict[str, Any] = {"lookup_at": now + ASK_TOMORROW if to == S.REFUNDING else None}
    if to != S.BOUGHT:
        facts |= {"voided_at": label.voided_at or now, "poll_at": None}
    move(label, to, **facts)


def _keep_good(label_pk: int, why: str) -> None:
    with transaction.atomic():
        label = lock_label(label_pk)
        if label.state == S.VOIDING:
            move(label, S.BOUGHT, problem=why[:300], lookup_at=None, voided_by=None)
        elif label.state == S.STRAY:
            facts = {"problem": why[:300], "lookup_at": None, "voided_at": timezone.now()}
            move(label, S.NOT_REFUNDED, **facts)
