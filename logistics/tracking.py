"""Where parcels are: asked of the provider, appended scan by scan, the newest answer kept on the label."""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from logistics.gateway import Scan, Status, Tracking, gateway
from logistics.models import Label, LabelState, TrackingEvent
from logistics.states import lock_label

# Webhooks bring news at once; this is for the ones that never came.
POLL_EVERY = timedelta(hours=6)
# After these nothing follows that we would miss: asked rarely, in case the carrier was mistaken.
ENDED = {Status.DELIVERED, Status.CANCELLED}


def refresh(label_pk: int, *, now: datetime | None = None) -> Label:
    """Ask where the parcel is and write what is new. Raises Silent, Refused; safe to repeat.

    A label that was typed by hand is followed too, if a provider that can is set.
    """
    label = Label.objects.get(pk=label_pk)
    driver = settings.CARRIER_GATEWAY if label.driver == "manual" else label.driver
    if driver == "manual":
        Label.objects.filter(pk=label_pk).update(poll_at=None)
        return label
    told = gateway(driver).track(label.tracker, label.tracking_number, label.carrier)
    return write(label_pk, told, now=now)


@transaction.atomic
def write(label_pk: int, told: Tracking, *, now: datetime | None = None) -> Label:
    """Append the scans we don't have, and take over the status unless we know a newer one."""
    now = now or timezone.now()
    label = lock_label(label_pk)
    TrackingEvent.objects.bulk_create([_event(label, scan) for scan in told.scans], ignore_conflicts=True)
    facts: dict[str, Any] = {
        "poll_at": _next_poll(label, told, now),
        "tracker": label.tracker or told.tracker,
    }
    if label.status_at is None or told.updated_at >= label.status_at:
        facts |= _newest(label, told)
    for name, value in facts.items():
        setattr(label, name, value)
    label.save(update_fields=list(facts))
    return label


def due(now: datetime) -> list[int]:
    """Labels whose parcels are to be asked about, the longest waiting first."""
    waiting = Label.objects.filter(poll_at__lte=now, state=LabelState.BOUGHT)
    return list(waiting.order_by("poll_at").values_list("pk", flat=True)[:100])


def _newest(label: Label, told: Tracking) -> dict[str, Any]:
    last = max((scan.at for scan in told.scans), default=None)
    delivered = [scan.at for scan in told.scans if scan.status == Status.DELIVERED]
    arrived = max(delivered) if delivered else told.updated_at
    return {
        "status": told.status,
        "status_word": told.raw[:60],
        "status_at": told.updated_at,
        "news_at": last or label.news_at,
        "delivered_at": arrived if told.status == Status.DELIVERED else None,
        "expected_at": told.expected_at,
        "signed_by": told.signed_by[:80],
    }


def _next_poll(label: Label, told: Tracking, now: datetime) -> datetime | None:
    ended = label.state != LabelState.BOUGHT or told.status in ENDED
    return None if ended else now + POLL_EVERY


def _event(label: Label, scan: Scan) -> TrackingEvent:
    return TrackingEvent(
        label=label,
        key=key_of(scan),
        at=scan.at,
        status=scan.status,
        word=scan.raw[:60],
        message=scan.message[:300],
        detail=scan.detail[:80],
        place=scan.place[:120],
    )


def key_of(scan: Scan) -> str:
    """What makes two tellings of one scan the same."""
    return sha256(f"{scan.at.isoformat()}|{scan.raw}|{scan.message}|{scan.place}".encode()).hexdigest()
