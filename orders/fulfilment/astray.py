"""Parcels that are stuck, come back or are lost: each becomes a task, its buyer is told, and somebody ends it."""

import logging
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from logistics.gateway import Status
from logistics.models import LabelState
from orders import lifecycle, parcel_mails
from orders.fulfilment import losing, parcels, undelivered
from orders.fulfilment.locks import lock_shipment
from orders.fulfilment.models import Astray, Shipment, ShipmentState
from orders.fulfilment.parcels import Trouble
from orders.locks import lock_order
from portero.core.figures import figure

logger = logging.getLogger(__name__)
Kind, Outcome = Astray.Kind, Astray.Outcome
KINDS = {Status.RETURN_TO_SENDER: Kind.RETURNING, Status.FAILURE: Kind.FAILED}
OF_AN_ERROR = {Status.CANCELLED, Status.ERROR}
WORDS_LENGTH = 300
NEXT_STEPS = {
    Kind.SILENT: (
        "Open the carrier's page: is there a scan that we don't have?",
        "Open an inquiry with the carrier and note its number here.",
        "Without news after its deadline: claim the insurance and close it as lost.",
    ),
    Kind.RETURNING: (
        "Read why at the carrier, and call the client: is the address right, was she away?",
        "When it is back: compare tag and pictures with the outbound set, and put it into the vault.",
        "Close it as “Back with us”: then it is sent again with a new label, or refunded, as she wishes.",
    ),
    Kind.FAILED: (
        "Call the client today: most carriers try again or keep it for a few days.",
        "Agree a day or a pick-up with the carrier and note it here.",
    ),
    Kind.ERROR: (
        "Ask the carrier what is wrong with the label or the parcel.",
        "If it never left: take it back, buy another label and hand it over again.",
    ),
    Kind.FOUND: (
        "Call the client: does she keep the piece, or does it come back?",
        "She keeps it: agree how she pays for it again, and write it down here for accounting.",
        "It comes back: have it collected, compare tag and pictures, and put it into the vault.",
    ),
}


class AstrayRefused(Exception):
    """That can't be done with the task (any more); the message says why."""


def sweep(*, now: datetime | None = None) -> int:
    """Open what went astray, close what arrived after all; returns how many. Safe to run twice or at once."""
    now = now or timezone.now()
    opened = sum(_try_open(one, now) for one in parcels.trouble(now))
    return opened + sum(_arrived(pk) for pk in _delivered()) + sum(_found(task, now) for task in _given_up())


def open_ones() -> QuerySet[Astray]:
    """The tasks to be looked at, the most urgent first."""
    found = Astray.objects.filter(closed_at__isnull=True)
    return found.select_related("shipment__order__contact", "taken_by").order_by("look_by", "pk")


@transaction.atomic
def note(task_pk: int, words: str, *, actor: Any) -> Astray:
    """Whoever writes what was done has the task, and looks again after the figure `astray_look_hours`.

    Raises AstrayRefused without words, or once it is closed.
    """
    if not words.strip():
        raise AstrayRefused("What was done?")
    task = _locked(task_pk)
    task.taken_by, task.look_by = actor, timezone.now() + _look_again()
    task.save(update_fields=["taken_by", "look_by"])
    _tell(task, "astray_note", actor, words.strip())
    return task


@transaction.atomic
def close(task_pk: int, outcome: Astray.Outcome, conclusion: str, *, actor: Any) -> Astray:
    """End it with what became of the parcel; of one that is lost all goes back to her (orders.fulfilment.losing),
    one that is back with us is to be decided about (orders.fulfilment.undelivered).

    Raises AstrayRefused without words, or once it is closed.
    """
    if not conclusion.strip():
        raise AstrayRefused("How do we know?")
    if outcome == Outcome.LOST:
        if Astray.objects.filter(pk=task_pk, kind=Kind.FOUND).exists():
            raise AstrayRefused("It was delivered: her money went back before.")
        return _lost(task_pk, conclusion.strip(), actor)
    task = _locked(task_pk)
    _end(task, outcome, conclusion.strip(), actor)
    if outcome == Outcome.BACK and task.shipment.state == ShipmentState.SHIPPED:
        undelivered.take_in(task.shipment, actor=actor)
    return task


def _lost(task_pk: int, conclusion: str, actor: Any) -> Astray:
    """The refund first, because payments are locked before parcels; under its order's lock the task stays as it is."""
    shipment = Shipment.objects.get(astray=task_pk)
    order = lock_order(shipment.order_id)
    _refuse_closed(Astray.objects.get(pk=task_pk))
    refund, why = losing.settle(order, shipment, actor=actor)
    task = _locked(task_pk)
    task.refund = refund
    _end(task, Outcome.LOST, conclusion, actor)
    if refund is None:
        losing.owe(task, why)
    lifecycle.append(task.shipment.order, "parcel_lost", shipment=task.shipment.number)
    parcel_mails.parcel_lost(task.shipment, refund)
    return task


def _kind(one: Trouble) -> Astray.Kind | None:
    """What kind of task it is; None for trouble with the label alone, and for a parcel that hasn't left."""
    label = one.label
    if label.state != LabelState.BOUGHT or label.void_reason or one.shipment.state != ShipmentState.SHIPPED:
        return None
    if label.status in OF_AN_ERROR:
        return Kind.ERROR
    return KINDS.get(Status(label.status), Kind.SILENT) if label.status else Kind.SILENT


def _try_open(one: Trouble, now: datetime) -> bool:
    try:
        return _open(one, now)
    except Exception:  # a fault of one parcel, whatever it is, must not hide the others
        logger.exception("parcel %s is astray, and no task was made of it", one.shipment.number)
        return False


@transaction.atomic
def _open(one: Trouble, now: datetime) -> bool:
    kind = _kind(one)
    if kind is None or _known(one, kind, now):
        return False
    shipment = lock_shipment(one.shipment.pk)
    task, fresh = Astray.objects.get_or_create(
        shipment=shipment,
        closed_at=None,
        defaults={"kind": kind, "opened_at": now, "look_by": now + _look_again()},
    )
    if fresh:
        _tell(task, "astray", None, task.get_kind_display())
        parcel_mails.parcel_astray(task)
    return fresh


def _known(one: Trouble, kind: Astray.Kind, now: datetime) -> bool:
    """It has its task, or somebody ended one since the carrier said so (silence begins anew then)."""
    tasks = Astray.objects.filter(shipment=one.shipment)
    silent = now - timedelta(days=int(figure("parcel_silent_days")))
    since = silent if kind == Kind.SILENT else one.label.status_at or silent
    return (
        tasks.filter(closed_at__isnull=True).exists()
        or tasks.filter(kind=kind, closed_at__gte=since).exists()
    )


def _delivered() -> list[int]:
    found = Astray.objects.filter(closed_at__isnull=True, shipment__state=ShipmentState.DELIVERED)
    found = found.exclude(kind=Kind.FOUND)
    return list(found.values_list("pk", flat=True))


def _given_up() -> list[Astray]:
    """Of parcels that were delivered although we had given them up, and nobody has a task to see to it."""
    known = Astray.objects.filter(shipment=OuterRef("shipment"), kind=Kind.FOUND)
    found = Astray.objects.filter(~Exists(known), outcome=Outcome.LOST)
    return list(found.filter(shipment__state=ShipmentState.DELIVERED).select_related("shipment"))


@transaction.atomic
def _found(lost: Astray, now: datetime) -> bool:
    """She has the piece, and her money is back or on its way: a person asks her."""
    shipment = lock_shipment(lost.shipment_id)
    if Astray.objects.filter(shipment=shipment, kind=Kind.FOUND).exists():
        return False
    task = Astray.objects.create(
        shipment=shipment, kind=Kind.FOUND, opened_at=now, look_by=now + _look_again()
    )
    _tell(task, "astray", None, task.get_kind_display())
    return True


@transaction.atomic
def _arrived(task_pk: int) -> bool:
    try:
        _end(_locked(task_pk), Outcome.DELIVERED, "The carrier delivered it.", None)
    except AstrayRefused:
        return False
    return True


def _locked(task_pk: int) -> Astray:
    """The task, after its order and parcel."""
    shipment = lock_shipment(Astray.objects.values_list("shipment_id", flat=True).get(pk=task_pk))
    task = Astray.objects.select_for_update(of=("self",)).get(pk=task_pk)
    _refuse_closed(task)
    task.shipment = shipment
    return task


def _refuse_closed(task: Astray) -> None:
    if task.closed_at is not None:
        raise AstrayRefused(f"It is closed already: {task.get_outcome_display().lower()}.")


def _end(task: Astray, outcome: Astray.Outcome, conclusion: str, actor: Any) -> None:
    task.outcome, task.conclusion = outcome, conclusion[:WORDS_LENGTH]
    task.closed_at, task.closed_by = timezone.now(), actor
    task.save(update_fields=["outcome", "conclusion", "closed_at", "closed_by", "refund"])
    _tell(task, "astray_closed", actor, f"{outcome.label}. {conclusion}")


def _tell(task: Astray, kind: str, actor: Any, words: str) -> None:
    facts: dict[str, Any] = {"actor": actor, "reason": words[:WORDS_LENGTH], "shipment": task.shipment.number}
    lifecycle.append(task.shipment.order, kind, public=False, **facts)


def _look_again() -> timedelta:
    return timedelta(hours=int(figure("astray_look_hours")))
