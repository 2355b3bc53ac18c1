"""What happens when the ship-by clock rings: reminders to staff, the breach, the honest mail to the buyer."""

from datetime import datetime

from accounts.models import User
from accounts.roles import ADMINISTRATOR
from orders import lifecycle, parcel_mails
from orders.fulfilment.clock import Ring, rings_left
from orders.fulfilment.models import Breach, Reminder, Shipment
from orders.mail_facts import pieces_of
from portero.core.mail import outbox
from portero.core.words import moment

FULFILMENT = "Fulfilment"
TOLD = {
    Reminder.Kind.FIRST: (FULFILMENT,),
    Reminder.Kind.SECOND: (FULFILMENT, ADMINISTRATOR),
}


def ring(shipment: Shipment, now: datetime) -> None:
    """Do all that is due for a locked shipment whose clock runs, in order, and set the next alarm.

    Only the latest ring is news: a reminder that a later one has overtaken (the sweep was away for hours)
    is recorded, and nobody gets a mail about it.
    """
    left = rings_left(shipment, shipment.reminders.values_list("kind", flat=True))
    due, later = [r for r in left if r.at <= now], [r for r in left if r.at > now]
    for number, one in enumerate(due, start=1):
        _record(shipment, one, now, told=number == len(due))
    shipment.alarm_at = later[0].at if later else None
    shipment.save(update_fields=["alarm_at"])


def record_breach(shipment: Shipment, now: datetime) -> bool:
    """Write that the promise was broken, stamped with ship-by itself; False if it was written before."""
    if shipment.ship_by is None:
        raise ValueError(f"The clock of {shipment.number} isn't running.")
    _, fresh = Breach.objects.get_or_create(
        shipment=shipment, defaults={"happened_at": shipment.ship_by, "noticed_at": now}
    )
    if fresh:
        lifecycle.append(
            shipment.order, "ship_by_missed", at=shipment.ship_by, shipment=shipment.number, noticed_at=now
        )
    return fresh


def _record(shipment: Shipment, due: Ring, now: datetime, *, told: bool) -> None:
    if due.reminder is None:
        if record_breach(shipment, now):
            parcel_mails.shipment_late(shipment)
            _tell_manager(shipment, now)
        return
    Reminder.objects.create(shipment=shipment, kind=due.reminder, due_at=due.at, noticed_at=now)
    addresses = _addresses(*TOLD[due.reminder]) if told else []
    for address in addresses:
        _remind(shipment, due.reminder, address, now)
    lifecycle.append(
        shipment.order,
        "ship_by_reminder",
        public=False,
        at=now,
        shipment=shipment.number,
        reminder=due.reminder,
        due_at=due.at,
        told=len(addresses),
    )


def _addresses(*roles: str) -> list[str]:
    """Each person once, also one who holds both roles."""
    people = User.objects.filter(is_active=True, is_staff=True, groups__name__in=roles)
    return list(people.order_by("email").values_list("email", flat=True).distinct())


def _remind(shipment: Shipment, kind: Reminder.Kind, to: str, now: datetime) -> None:
    if shipment.ship_by is None:
        raise ValueError(f"The clock of {shipment.number} isn't running.")
    outbox.post(
        "ship_by_reminder",
        about=f"shipment:{shipment.number}:{kind}",
        to=to,
        context={
            "shipment": shipment,
            "order": shipment.order,
            "pieces": pieces_of([shipment]),
            "ship_by": moment(shipment.ship_by),
            "hours_left": int((shipment.ship_by - now).total_seconds() // 3600),
            "second": kind == Reminder.Kind.SECOND,
        },
    )


def _tell_manager(shipment: Shipment, now: datetime) -> None:
    """The promise is broken: the manager finds out why, in words that stay with the breach."""
    if shipment.ship_by is None:
        raise ValueError(f"The clock of {shipment.number} isn't running.")
    for address in _addresses(ADMINISTRATOR):
        context = {
            "shipment": shipment,
            "order": shipment.order,
            "pieces": pieces_of([shipment]),
            "ship_by": moment(shipment.ship_by),
        }
        outbox.post("ship_by_missed", about=f"shipment:{shipment.number}", to=address, context=context)
