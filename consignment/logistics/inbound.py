"""The piece on its way to us: the label to its owner, reminders, and what never arrives."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from consignment.logistics import journeys
from consignment.logistics.links import send_link
from consignment.models import Consignment, Journey
from consignment.pieces import deadlines, mails, states
from consignment.pieces.locks import lock_consignment, lock_consignment_unless_busy
from logistics.models import Label
from portero.core.figures import figure
from portero.core.words import day

S = Consignment.State
# Who doesn't tell her address after so many reminders has changed her mind; her page stays open.
ADDRESS_REMINDERS = 2


def begin(consignment: Consignment, *, now: datetime | None = None) -> Journey:
    """The agreement is signed: get the piece here. Twice is once.

    The label waits for her address (`journeys.address_told`): the mail after the signature leads to the page that asks
    for it and proposes that of her last piece. Raises ConsignmentRefused once it was withdrawn or is past that.
    """
    now = now or timezone.now()
    with transaction.atomic():
        consignment = lock_consignment(consignment.pk)
        if (journey := journeys.current(consignment)) is not None:
            return journey
        if consignment.state != S.AGREED:
            raise states.ConsignmentRefused("It doesn't wait for its label.")
        journey = journeys.open_journey(consignment, Journey.Way.IN, None, now)
        journey.remind_at = now + _reminder_after()
        journey.save(update_fields=["remind_at"])
        Consignment.objects.filter(pk=consignment.pk).update(due_at=deadlines.due(consignment, S.AGREED, now))
    return journey


def ready(journey: Journey, label: Label, *, actor: Any, at: datetime) -> None:
    """The label is bought: she gets it with our advice on packing. Called under the consignment's lock."""
    consignment = states.move(
        journey.consignment_id, S.AWAITED, actor=actor, at=at, data={"label": label.tracking_number}
    )
    Journey.objects.filter(pk=journey.pk).update(remind_at=at + _reminder_after())
    journey.consignment = consignment
    _send_label(journey, label)


def send_again(journey: Journey, *, actor: Any) -> None:
    """Mail the label once more, because she asked. Raises ConsignmentRefused while there is none."""
    if journey.label is None:
        raise states.ConsignmentRefused("There is no label yet.")
    with transaction.atomic():
        event = states.append(journey.consignment, "label_again", actor=actor, public=False)
        _send_label(journey, journey.label, once=f"again-{event.pk}")


def remind_due(*, now: datetime | None = None) -> int:
    """Remind those who haven't told their address or sent their piece yet, every few days; returns how many."""
    now = now or timezone.now()
    due = list(Journey.objects.filter(remind_at__lte=now).values_list("pk", "consignment_id"))
    return sum(_remind(pk, consignment, now) for pk, consignment in due)


def give_up_due(*, now: datetime | None = None) -> int:
    """Pieces that are not here by their day and that no carrier has delivered: *not received*; returns how many."""
    now = now or timezone.now()
    late = Consignment.objects.filter(state__in=[S.AWAITED, S.IN_TRANSIT], due_at__lte=now)
    at_our_door = Journey.objects.filter(closed_at__isnull=True, arrived_at__isnull=False)
    pks = late.exclude(journeys__in=at_our_door).values_list("pk", flat=True)
    return sum(_give_up(pk, now) for pk in list(pks))


@transaction.atomic
def never_arrived(pk: int, *, actor: Any = None, said: str = "", now: datetime | None = None) -> Consignment:
    """It won't come any more; she is told, and that it is still welcome. Raises ConsignmentRefused.

    Its journey stays open: should it arrive after all, it is received as any other.
    """
    consignment = states.move(pk, S.NOT_RECEIVED, actor=actor, said=said, at=now)
    Journey.objects.filter(consignment=consignment, closed_at=None).update(remind_at=None)
    mails.tell(consignment, "not_received", days=int(figure("inbound_days")))
    return consignment


def _send_label(journey: Journey, label: Label, once: str = "") -> None:
    mails.tell(
        journey.consignment,
        "label",
        once=once or f"label-{label.pk}",
        link=send_link(journey),
        label=label,
        insured=label.insured_for,
        by=_by(journey.consignment),
    )


def _remind(pk: int, consignment_pk: int, now: datetime) -> int:
    with transaction.atomic():
        consignment = lock_consignment_unless_busy(consignment_pk)
        journey = Journey.objects.filter(pk=pk, remind_at__lte=now).select_related("label").first()
        if consignment is None or journey is None:
            return 0
        count = consignment.events.filter(kind="reminded").count() + 1
        kind = _reminder_of(consignment, journey, count)
        journey.remind_at = now + _reminder_after() if kind else None
        journey.save(update_fields=["remind_at"])
        if kind:
            states.append(consignment, "reminded", public=False, at=now)
            told = {"link": send_link(journey), "by": _by(consignment), "label": journey.label}
            mails.tell(consignment, kind, once=f"reminder-{count}", **told)
    return int(bool(kind))


def _reminder_of(consignment: Consignment, journey: Journey, count: int) -> str:
    """What she is reminded of: her address, the label that waits, or nothing."""
    if consignment.state == S.AWAITED:
        return "reminder"
    asked = consignment.state == S.AGREED and journey.address is None
    return "address" if asked and count <= ADDRESS_REMINDERS else ""


def _give_up(pk: int, now: datetime) -> int:
    try:
        with transaction.atomic():
            consignment = lock_consignment_unless_busy(pk)
            if consignment is None or consignment.due_at is None or consignment.due_at > now:
                return 0
            never_arrived(pk, now=now)
    except states.ConsignmentRefused:  # it arrived a moment ago
        return 0
    return 1


def _by(consignment: Consignment) -> str:
    """The day until which it is to be here, in words."""
    return day(consignment.due_at) if consignment.due_at else ""


def _reminder_after() -> timedelta:
    return timedelta(days=int(figure("inbound_reminder_days")))


def last_address(consignment: Consignment) -> dict[str, Any] | None:
    """Where her last piece came from: the form proposes it."""
    told = Journey.objects.filter(consignment__consignor=consignment.consignor, address__isnull=False)
    last = told.order_by("-pk").first()
    return last.address if last else None
