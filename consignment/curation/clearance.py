"""The gate before the shelf: nothing is offered without a clearance.

A clearance is a row of the catalogue. Today only an *imported record* can be given by hand, for pieces whose case was
decided before this shop; the room of authenticity review gives its own kind for a passed case, by the same verb.
"""

from datetime import datetime
from typing import Any

from django.db import transaction

from catalog.locks import lock_item
from catalog.models import Clearance
from consignment.models import Consignment
from consignment.pieces import states
from consignment.pieces.locks import lock_consignment
from consignment.pieces.states import ConsignmentRefused

S = Consignment.State


@transaction.atomic
def give(
    pk: int,
    kind: Clearance.Kind,
    reference: str,
    *,
    actor: Any,
    now: datetime | None = None,
) -> Consignment:
    """The piece is cleared: *received* becomes *cleared*. A clearance that it has already stays the one it has.

    `reference` names the case or the record. Raises ConsignmentRefused without a reference, and for a piece that
    isn't waiting to be cleared.
    """
    if not reference.strip():
        raise ConsignmentRefused("Which record or case clears it?")
    consignment = lock_consignment(pk)
    if consignment.state != S.RECEIVED or consignment.item is None:
        raise ConsignmentRefused("Only a received piece is cleared.")
    item = lock_item(consignment.item.pk)
    if item.clearance_id is None:
        item.clearance = Clearance.objects.create(kind=kind, reference=reference[:120], given_by=actor)
        item.save(update_fields=["clearance", "updated_at"])
    return states.move(pk, S.CLEARED, actor=actor, at=now, data={"clearance": item.clearance_id})


@transaction.atomic
def cleared_before(pk: int, *, actor: Any, now: datetime | None = None) -> Consignment:
    """A piece that came back to us goes on under the clearance it has. Raises ConsignmentRefused without one."""
    consignment = lock_consignment(pk)
    if consignment.item is None or consignment.item.clearance_id is None:
        raise ConsignmentRefused("It has no clearance yet.")
    return states.move(pk, S.CLEARED, actor=actor, at=now, data={"clearance": consignment.item.clearance_id})
