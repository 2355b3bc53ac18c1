"""The same number on two pieces, or on a list of stolen or counterfeit ones: an alarm that a person decides.

A date code or stamp stands on many pieces by right, so that only numbers that are given once are compared with other
pieces; a list is compared with every kind.
"""

from django.db import connection
from django.db.models import Q, QuerySet

from authentication.models import FlaggedNumber, Serial, SerialAlarm
from catalog.models import Item, ListingState
from portero.core import audit

GIVEN_ONCE = (Serial.Kind.SERIAL, Serial.Kind.MOVEMENT)
S = SerialAlarm.State
FOR_BOTH = (S.OPEN, S.UPHELD)


def one_at_a_time(digest: str) -> None:
    """Until the transaction ends nobody else records or flags this number: two at once would not see each other.

    A listing or a passing case of a piece with this number waits too (migration 0007). Nothing else is locked after it.
    """
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(('x' || %s)::bit(64)::bigint)", [digest[:16]])


def look(serial: Serial) -> list[SerialAlarm]:
    """Compare a number that was just recorded; call it inside the transaction that recorded it."""
    others = _on_other_pieces(serial)
    flagged = FlaggedNumber.objects.filter(_of_house(serial), digest=serial.digest)
    found = [SerialAlarm(serial=serial, other=other) for other in others]
    found += [SerialAlarm(serial=serial, flagged=one) for one in flagged]
    return _raised(found)


def look_for(flagged: FlaggedNumber) -> list[SerialAlarm]:
    """Compare a number of a list, whose digest was just made, with all pieces; inside that transaction."""
    live = Serial.objects.filter(digest=flagged.digest, withdrawn_at__isnull=True)
    if flagged.designer_id:
        live = live.filter(item__designer_id=flagged.designer_id)
    return _raised([SerialAlarm(serial=serial, flagged=flagged) for serial in live])


def blocking(item: Item) -> QuerySet[SerialAlarm]:
    """The alarms for which a piece can neither pass nor be listed: open ones, and those that stand against it.

    The database asks the same (`authentication_refuse_alarmed`).
    """
    raised_it = Q(serial__item=item, state__in=[*FOR_BOTH, S.HERE])
    return SerialAlarm.objects.filter(raised_it | Q(other__item=item, state__in=[*FOR_BOTH, S.THERE]))


def offered_in_spite() -> QuerySet[Item]:
    """Pieces on the shelf that an alarm stands against: they couldn't leave it when it was decided."""
    here = SerialAlarm.objects.filter(state__in=[S.UPHELD, S.HERE]).values("serial__item")
    there = SerialAlarm.objects.filter(state__in=[S.UPHELD, S.THERE]).values("other__item")
    against = Q(pk__in=here) | Q(pk__in=there.exclude(other__isnull=True))
    return Item.objects.filter(against, state=ListingState.LISTED).order_by("pk")


def open_alarms() -> QuerySet[SerialAlarm]:
    """The queue, oldest first."""
    joins = ("serial__item__designer", "other__item__designer", "flagged__source")
    return SerialAlarm.objects.filter(state=S.OPEN).select_related(*joins).order_by("raised_at", "pk")


def counts() -> dict[str, tuple[int, int]]:
    """How many wait, for the staff's queues: each is late from its first minute."""
    waiting = SerialAlarm.objects.filter(state=S.OPEN).count()
    return {"numbers:alarms": (waiting, waiting)}


def _on_other_pieces(serial: Serial) -> list[Serial]:
    if serial.kind not in GIVEN_ONCE:
        return []
    same = Serial.objects.filter(
        digest=serial.digest,
        kind__in=GIVEN_ONCE,
        withdrawn_at__isnull=True,
        item__designer_id=serial.item.designer_id,
    )
    return list(same.exclude(item_id=serial.item_id))


def _of_house(serial: Serial) -> Q:
    return Q(designer__isnull=True) | Q(designer_id=serial.item.designer_id)


def _raised(found: list[SerialAlarm]) -> list[SerialAlarm]:
    made = SerialAlarm.objects.bulk_create(found)
    for alarm in made:
        for side in filter(None, (alarm.serial, alarm.other)):
            audit.record("authentication.alarm_raised", side.item, row=alarm.pk, found=alarm.kind)
    return made
