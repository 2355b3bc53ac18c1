"""Releasing a piece for a route, and taking that back: each with who and why, kept in the trail."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from catalog.locks import lock_items
from catalog.models import Item
from orders.routes.models import Release
from orders.tax.border.local import as_known
from portero.core import audit


@transaction.atomic
def release(
    item: Item,
    *,
    country: str,
    region: str = "",
    reason: str,
    permit_number: str = "",
    valid_until: date | None = None,
    papers: str = "",
    actor: Any,
) -> Release:
    """Let a piece take the route from where it lies. Raises IntegrityError without a permit across a border."""
    given = Release.objects.create(
        item=item,
        origin=as_known(item.ships_from),
        country=as_known(country),
        region=region,
        reason=reason,
        permit_number=permit_number,
        valid_until=valid_until,
        papers=papers,
        given_by=actor,
    )
    audit.record(
        "routes.released",
        item,
        actor=actor,
        reason=reason,
        country=country,
        region=region,
        permit=permit_number,
    )
    return given


@transaction.atomic
def revoke(given: Release, *, reason: str, actor: Any) -> bool:
    """Take a release back; False if it was taken back before. Parcels that wait stay until there is another."""
    lock_items([given.item_id])
    changed = Release.objects.filter(pk=given.pk, revoked_at__isnull=True).update(
        revoked_at=timezone.now(), revoked_by=actor, revoke_reason=reason
    )
    if changed:
        audit.record("routes.revoked", given.item, actor=actor, reason=reason, country=given.country)
    return bool(changed)
