"""Whether a certificate stands: derived where the shop knows, and said by a person where it doesn't."""

from typing import Any

from django.db import transaction
from django.db.models import OuterRef, Q, QuerySet, Subquery, TextChoices

from authentication.models import Certificate, CertificateEvent
from catalog import listing, log
from catalog.locks import lock_item
from catalog.models import Item, ItemLogEntry, ListingState
from portero.core import audit

Kind = CertificateEvent.Kind


class Standing(TextChoices):
    """The live state of a certificate (domain.md, Authentication), and what it means, in words for everybody."""

    VALID = "valid", "Valid"
    SOLD = "sold", "Valid, and sold"
    RETURNED = "returned", "Returned to us"
    DISPUTED = "disputed", "Disputed"
    REVOKED = "revoked", "Revoked"


class StandingRefused(Exception):
    """The certificate can't go there; the message says why."""


def with_standing(certificates: QuerySet[Certificate]) -> QuerySet[Certificate]:
    """Certificates with all that `standing_of` asks for, however many they are."""
    told = _told(OuterRef("item_id"), OuterRef("opened_at"))
    return certificates.prefetch_related("events").annotate(last_told=Subquery(told[:1]))


def standing_of(certificate: Certificate) -> Standing:
    """How a certificate stands now. Three queries at most, none for one from `with_standing`."""
    if revocation_of(certificate) is not None:
        return Standing.REVOKED
    if open_disputes(certificate):
        return Standing.DISPUTED
    if certificate.item.state == ListingState.SOLD:
        return Standing.SOLD
    return Standing.RETURNED if _came_back(certificate) else Standing.VALID


def open_disputes(certificate: Certificate) -> list[str]:
    """The references of the doubts that aren't settled, oldest first."""
    open_now: dict[str, None] = {}
    for event in certificate.events.all():
        if event.kind == Kind.DISPUTED:
            open_now[event.reference] = None
        elif event.kind == Kind.CLEARED:
            open_now.pop(event.reference, None)
    return list(open_now)


def revocation_of(certificate: Certificate | None) -> CertificateEvent | None:
    """The event that ended a certificate; None while it stands."""
    events = certificate.events.all() if certificate is not None else ()
    return next((event for event in events if event.kind == Kind.REVOKED), None)


@transaction.atomic
def dispute(item: Item, reference: str, *, actor: Any = None) -> list[CertificateEvent]:
    """Somebody doubts the piece: its certificates are disputed until this very doubt is settled.

    `reference` is the claim's number, which the public page doesn't show. Safe to call again; no certificate, nothing
    to do. Raises StandingRefused without a reference.
    """
    return _said(item, Kind.DISPUTED, reference, actor)


@transaction.atomic
def settle_dispute(item: Item, reference: str, *, actor: Any = None) -> list[CertificateEvent]:
    """The doubt under this reference was looked into, and the piece is authentic. Safe to call again.

    If it isn't, the decision of its case revokes the certificate. Raises StandingRefused without a reference.
    """
    return _said(item, Kind.CLEARED, reference, actor)


@transaction.atomic
def revoke(certificate: Certificate, reason: str, *, actor: Any) -> CertificateEvent:
    """The certificate holds no more, for ever, and the piece that is for sale with it leaves the shelf.

    `reason` is published. Raises StandingRefused without one, or again, and where the piece can't leave: a client is
    paying for it, or its consignment has to take it back first.
    """
    if not reason.strip():
        raise StandingRefused("Say why: the page of the certificate tells everybody.")
    item = lock_item(certificate.item_id)
    if revocation_of(certificate) is not None:
        raise StandingRefused("It was revoked before.")
    _off_the_shelf(item, certificate, actor)
    return _append(item, certificate, Kind.REVOKED, actor, reason=reason.strip())


def _said(item: Item, kind: Kind, reference: str, actor: Any) -> list[CertificateEvent]:
    reference = reference.strip()[:40]
    if not reference:
        raise StandingRefused("Which claim is it about?")
    locked = lock_item(item.pk)
    standing = Certificate.objects.filter(item=locked).exclude(events__kind=Kind.REVOKED)
    wants_open = kind == Kind.CLEARED
    found = [one for one in standing if (reference in open_disputes(one)) == wants_open]
    return [_append(locked, one, kind, actor, reference=reference) for one in found]


def _off_the_shelf(item: Item, certificate: Certificate, actor: Any) -> None:
    """Nothing is offered without the certificate it was listed with; the database refuses that too."""
    if item.state != ListingState.LISTED or item.certificate != certificate.number:
        return
    try:
        listing.withdraw(item, reason="Its certificate was revoked.", actor=actor)
    except listing.ListingRefused as refused:
        raise StandingRefused(f"It is for sale, and leaves the shelf first. {refused}") from None


def _append(item: Item, certificate: Certificate, kind: Kind, actor: Any, **facts: Any) -> CertificateEvent:
    who = actor if getattr(actor, "is_staff", False) else None
    event = CertificateEvent.objects.create(certificate=certificate, kind=kind, actor=who, **facts)
    log.append(item, f"certificate_{kind}", {"certificate": certificate.number}, actor=actor, at=event.at)
    audit.record(f"authentication.certificate_{kind}", certificate, actor=actor, **facts)
    return event


def _came_back(certificate: Certificate) -> bool:
    """It was sold with this certificate, isn't any more, and hasn't been offered again since."""
    if hasattr(certificate, "last_told"):
        return bool(certificate.last_told == "sold")
    return _told(certificate.item_id, certificate.opened_at).first() == "sold"


def _told(item: Any, since: Any) -> QuerySet[ItemLogEntry, str]:
    """Sales and offers of a piece since then, from its log, the last first."""
    told = ItemLogEntry.objects.filter(Q(kind="sold") | Q(kind="listed"), item=item, at__gte=since)
    return told.order_by("-number").values_list("kind", flat=True)
