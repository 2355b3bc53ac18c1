"""Signing: the consignor accepts an offer with her name; what she signed is frozen, hashed and kept as a PDF."""

import hashlib
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import transaction
from django.utils import timezone

from accounts.names import validate_name
from consignment.agreements import mails
from consignment.agreements.facts import facts_of
from consignment.logistics import inbound
from consignment.models import Agreement, Consignment, Offer, Submission, Terms
from consignment.offers.making import OfferRefused, lock_offer
from consignment.submissions import states
from portero.core import audit
from portero.core.numbers import random_number
from portero.core.pdf import render

TEMPLATE = Path(__file__).with_name("agreement_1.typ")


def terms_in_force(at: datetime | None = None) -> Terms:
    """The version of our terms that a consignor signs at this moment. Raises Terms.DoesNotExist before the first."""
    return Terms.objects.filter(since__lte=at or timezone.now()).latest("since")


def sign(offer: Offer, terms: Terms, *, name: str, ip: str, now: datetime | None = None) -> Agreement:
    """Accept the offer under these terms; begins the consignment. Signed twice, it is one agreement.

    The PDF is made and stored before anything is locked; one that is not used is deleted. Raises OfferRefused for an
    offer that is over and for terms that are no longer in force, django's ValidationError for what isn't a name.
    """
    now, name = now or timezone.now(), " ".join(name.split())
    if signed := Agreement.objects.filter(offer=offer).first():
        return signed
    validate_name(name)
    if terms != terms_in_force(now):
        raise OfferRefused("Our terms have changed since this page was opened. Please read them once more.")
    number = random_number("A")
    facts = facts_of(offer, terms, number=number, name=name, ip=ip, at=now)
    paper = render(TEMPLATE, facts, at=now)
    file = storages["private"].save(f"agreements/{number}.pdf", ContentFile(paper))
    agreement = None
    try:
        agreement = _signed(
            offer.pk, number, terms, facts, name, ip, now, file, hashlib.sha256(paper).hexdigest()
        )
    finally:
        if agreement is None or agreement.document != file:
            storages["private"].delete(file)
    return agreement


def document_of(agreement: Agreement) -> bytes:
    """The PDF as it was signed. Raises ValueError if what is stored isn't what was signed."""
    with storages["private"].open(agreement.document) as file:
        paper = bytes(file.read())
    if hashlib.sha256(paper).hexdigest() != agreement.digest:
        raise ValueError(f"The document of {agreement.number} is not the one that was signed.")
    return paper


@transaction.atomic
def _signed(
    offer_pk: int,
    number: str,
    terms: Terms,
    facts: dict[str, Any],
    name: str,
    ip: str,
    now: datetime,
    file: str,
    digest: str,
) -> Agreement:
    offer = lock_offer(offer_pk)
    if signed := Agreement.objects.filter(offer=offer).first():
        return signed
    if offer.state != Offer.State.OPEN or offer.lapses_at <= now:
        raise OfferRefused("This offer is over. Write to us, and we look at the piece again.")
    offer.state, offer.answered_at = Offer.State.ACCEPTED, now
    offer.save(update_fields=["state", "answered_at"])
    agreement = Agreement.objects.create(
        number=number,
        offer=offer,
        terms=terms,
        facts=facts,
        signed_name=name,
        signed_at=now,
        ip=ip,
        document=file,
        digest=digest,
    )
    submission = states.move(offer.submission_id, Submission.State.ACCEPTED, by_consignor=True)
    if submission.consignor is None:  # a constraint says the same
        raise OfferRefused("This submission was never confirmed.")
    consignment = Consignment.objects.create(
        agreement=agreement, consignor=submission.consignor, item=submission.item
    )
    consignment.events.create(kind=consignment.state, by_consignor=True)
    audit.record("consignment.agreement_signed", agreement, offer=offer.pk)
    mails.signed(agreement, inbound.begin(consignment, now=now))
    return agreement
