"""A price outside the agreed steps: asked by staff with a reason, answered by the owner with one signed click."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.names import validate_name
from authentication.cases.standing import judged_enough
from catalog import pricing
from catalog.models import PriceChange
from consignment.models import Consignment, PriceConsent
from consignment.pieces import mails, states
from consignment.pieces.locks import lock_consignment
from consignment.pieces.states import ConsignmentRefused
from portero.core import audit
from portero.core.figures import figure
from portero.core.money import bare, dollars, quantise
from portero.core.words import moment

S, Answer = Consignment.State, PriceConsent.Answer
# Where another price can be asked for; before that there is none, after that none changes.
OPEN_IN = (S.PREPARED, S.APPROVED, S.LISTED)
FIRST_JUDGED = "At that price two people have to judge it first: open a case by hand at that value."


class ConsentRefused(Exception):
    """It can't be asked or answered (any more); the message says why, to whoever tried."""


@transaction.atomic
def ask(
    consignment_pk: int, price: Decimal, *, why: str, actor: Any, now: datetime | None = None
) -> PriceConsent:
    """Ask the owner to consent to a price in USD; she gets the mail with the link. One question at a time.

    Raises ConsentRefused below the floor, without a reason, where she is being asked already, or where the piece's
    price can't change.
    """
    now, price, consignment = now or timezone.now(), quantise(price), lock_consignment(consignment_pk)
    offer = consignment.agreement.offer
    if consignment.state not in OPEN_IN:
        raise ConsentRefused("Its price can't change in this state.")
    if price < offer.floor_price:
        raise ConsentRefused(f"The floor that was agreed is {bare(offer.floor_price)} USD.")
    if consignment.state == S.LISTED and consignment.item is not None and consignment.item.price == price:
        raise ConsentRefused("That is its price already.")
    if judged_too_little(consignment, price):
        raise ConsentRefused(FIRST_JUDGED)
    if not why.strip():
        raise ConsentRefused("Say why; she reads it.")
    if consignment.consents.filter(answer="").exists():
        raise ConsentRefused("She is being asked already: wait, or take the question back.")
    lapses = now + timedelta(days=int(figure("consent_days")))
    told: dict[str, Any] = {"why": why.strip()[:600], "asked_by": actor, "asked_at": now, "lapses_at": lapses}
    consent = PriceConsent.objects.create(consignment=consignment, price=price, **told)
    states.append(
        consignment, "consent_asked", actor=actor, said=told["why"], at=now, data={"price": str(price)}
    )
    mails.tell(consignment, "consent", once=f"consent-{consent.pk}", consent=consent, until=moment(lapses))
    return consent


@transaction.atomic
def answer(
    consent: PriceConsent, yes: bool, name: str, ip: str, *, now: datetime | None = None
) -> PriceConsent:
    """Her answer, signed; a yes changes the price of a listed piece at once. The same answer twice is one.

    While a buyer is paying for the piece, the price waits until she has done so or gone (`apply_due`). Raises
    ConsentRefused once the question is over, and django's ValidationError for what isn't a name.
    """
    now, name = now or timezone.now(), " ".join(name.split())
    validate_name(name)
    consignment = lock_consignment(consent.consignment_id)
    consent = PriceConsent.objects.get(pk=consent.pk)
    told = Answer.YES if yes else Answer.NO
    if consent.answer == told:
        return consent
    if consent.answer or consent.lapses_at <= now:
        raise ConsentRefused("This question is over. Write to us if you see it otherwise.")
    consent.answer, consent.answered_at, consent.signed_name, consent.ip = told, now, name, ip
    consent.save(update_fields=["answer", "answered_at", "signed_name", "ip"])
    data = {"price": str(consent.price), "answer": str(told)}
    states.append(consignment, "consent_answered", by_consignor=True, at=now, data=data)
    audit.record("consignment.consent_answered", consent, answer=str(told))
    if yes:
        _apply(consignment, consent, now)
    return consent


@transaction.atomic
def take_back(consent: PriceConsent, *, actor: Any, now: datetime | None = None) -> None:
    """We don't ask any more. Raises ConsentRefused once it is answered."""
    _close(consent.pk, Answer.RECALLED, now or timezone.now(), actor)


def lapse_due(*, now: datetime | None = None) -> int:
    """End the questions that nobody answered in time: the price stays as it was. Returns how many."""
    now = now or timezone.now()
    due = PriceConsent.objects.filter(answer="", lapses_at__lte=now).values_list("pk", flat=True)
    return sum(_lapse(pk, now) for pk in list(due))


def apply_due(*, now: datetime | None = None) -> int:
    """Apply what she agreed to while a buyer was paying; returns how many prices changed."""
    now = now or timezone.now()
    waiting = PriceConsent.objects.filter(answer=Answer.YES, change=None, consignment__state=S.LISTED)
    return sum(_apply_later(pk, now) for pk in list(waiting.values_list("pk", flat=True)))


def agreed_price(consignment: Consignment) -> PriceConsent | None:
    """The last price she signed that isn't in force yet; an agreed step that came after it stands instead."""
    signed = consignment.consents.filter(answer=Answer.YES, change=None)
    if consignment.item is not None and consignment.item.price_changed_at is not None:
        signed = signed.filter(answered_at__gte=consignment.item.price_changed_at)
    return signed.first()


def judged_too_little(consignment: Consignment, price: Decimal) -> bool:
    """Whether more people have to judge the piece before it is offered at this price in USD (docs/authenticity.md)."""
    return consignment.item is not None and not judged_enough(consignment.item, price)


def waits_because(consignment: Consignment) -> str:
    """Why the price that its owner agreed to isn't in force on the shelf; empty where none waits.

    The tiers may have changed since she was asked, or the piece got another house or category.
    """
    consent = agreed_price(consignment) if consignment.state == S.LISTED else None
    if consent is None:
        return ""
    why = FIRST_JUDGED if judged_too_little(consignment, consent.price) else "A client is paying for it."
    return f"Its owner agreed to {dollars(consent.price)}, which isn't its price yet. {why}"


@transaction.atomic
def _apply_later(pk: int, now: datetime) -> int:
    consent = PriceConsent.objects.get(pk=pk)
    consignment = lock_consignment(consent.consignment_id)
    return int(agreed_price(consignment) == consent and _apply(consignment, consent, now))


def _apply(consignment: Consignment, consent: PriceConsent, now: datetime) -> bool:
    """A listed piece gets the price; one that isn't listed gets it with its approval. False: not now."""
    if consignment.state != S.LISTED or consignment.item is None:
        return False
    try:
        with transaction.atomic():
            note = f"Agreed by its owner: {consent.why}"[:200]
            told: dict[str, Any] = {
                "kind": PriceChange.Kind.CONSENT,
                "actor": consent.asked_by,
                "note": note,
                "at": now,
            }
            consent.change = pricing.set_price(consignment.item, consent.price, **told)
    except pricing.PriceRefused:
        return False
    consent.save(update_fields=["change"])
    Consignment.objects.filter(pk=consignment.pk).update(approved_price=consent.price)
    return True


@transaction.atomic
def _lapse(pk: int, now: datetime) -> int:
    try:
        _close(pk, Answer.NONE, now, None)
    except (ConsentRefused, ConsignmentRefused):
        return 0
    return 1


def _close(pk: int, answer: str, now: datetime, actor: Any) -> None:
    consignment = lock_consignment(PriceConsent.objects.values_list("consignment_id", flat=True).get(pk=pk))
    if not PriceConsent.objects.filter(pk=pk, answer="").update(answer=answer, answered_at=now):
        raise ConsentRefused("It is answered already.")
    states.append(consignment, "consent_over", actor=actor, at=now, data={"answer": str(answer)})
