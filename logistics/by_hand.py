"""Labels that somebody bought at the carrier's own counter or site: typed, with an address label of ours to print."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from logistics import documents, files
from logistics.gateway import Dispatch, LabelFile, Refused
from logistics.labels import write_down
from logistics.models import Label, LabelState, Purpose
from portero.core import audit


def record(
    dispatch: Dispatch,
    purpose: Purpose,
    *,
    carrier: str,
    service: str,
    tracking_number: str,
    cost: Decimal,
    actor: Any = None,
    first: Callable[[], None] | None = None,
) -> Label:
    """Write down a label bought elsewhere for `cost` USD, and make the address label that goes on the box.

    `first` as in `labels.buy`. Raises Refused while another label of it is live.
    """
    now = timezone.now()
    try:
        with transaction.atomic():
            if first:
                first()
            label = Label.objects.create(
                quotation=write_down(dispatch, purpose, actor=actor, driver="manual"),
                reference=dispatch.reference,
                purpose=purpose,
                driver="manual",
                carrier=carrier[:40],
                service=service[:60],
                tracking_number=tracking_number,
                cost=cost,
                insured_for=dispatch.insured_for,
                signature=dispatch.signature,
                state=LabelState.BOUGHT,
                started_by=actor,
                started_at=now,
                bought_at=now,
                poll_at=now,
            )
            audit.record("logistics.label_recorded", label, actor=actor, label=label.reference, cost=cost)
    except IntegrityError:
        raise Refused(
            f"{dispatch.reference} has a label already. Void it before you record another."
        ) from None
    paper = documents.address_label(dispatch, carrier=carrier, service=service, number=tracking_number)
    files.store(label.pk, LabelFile(paper))
    return Label.objects.get(pk=label.pk)
