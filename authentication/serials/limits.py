"""How often somebody may ask whether a number matches: by address, by piece, and all together.

Counted before anything is digested, the same way for pieces that exist and those that don't. What is asked of one
piece is counted in the journal, so that it outlives a restart of the cache.
"""

import ipaddress
from datetime import datetime, timedelta

from django.db import connection, transaction

from accounts.throttle import too_often
from authentication.models import MatchAttempt
from authentication.serials.keeping import quick_digest

MINUTE, HOUR, DAY, MONTH = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1), timedelta(days=30)
PER_ADDRESS_HOUR, PER_ADDRESS_DAY = 10, 30
PER_ADDRESS_AND_ITEM_DAY = 5
PER_ITEM_DAY, PER_ITEM_MONTH = 20, 60
# 75 ms of a processor and 32 MB each: three quarters of a minute of one in an hour, and never many at once.
ALL_MINUTE, ALL_HOUR = 60, 600


def admitted(item_number: str, text: str, address: str, now: datetime) -> MatchAttempt | None:
    """The journal's row of a question that may be answered, None beyond a limit.

    Each limit counts only what passed the one before, so that nobody uses up a piece's questions from one place.
    """
    place = network_of(address)
    if too_often("match-hour", place, limit=PER_ADDRESS_HOUR, within=HOUR):
        return None
    if too_often("match-day", place, limit=PER_ADDRESS_DAY, within=DAY):
        return None
    if too_often("match-one", f"{place} {item_number}", limit=PER_ADDRESS_AND_ITEM_DAY, within=DAY):
        return None
    if _asked_out(item_number, now) or _busy():
        return None
    return _counted(item_number, text, place, now)


def network_of(address: str) -> str:
    """One household is one address: of an IPv6 address the first 64 bits, which a provider gives to one line."""
    try:
        read = ipaddress.ip_address(address.split("%", maxsplit=1)[0])
    except ValueError:
        return address
    if isinstance(read, ipaddress.IPv6Address):
        if read.ipv4_mapped:
            return str(read.ipv4_mapped)
        return str(ipaddress.ip_network((read, 64), strict=False))
    return str(read)


def _busy() -> bool:
    return too_often("match-burst", "", limit=ALL_MINUTE, within=MINUTE) or too_often(
        "match-all", "", limit=ALL_HOUR, within=HOUR
    )


def _asked_out(item_number: str, now: datetime) -> bool:
    asked = MatchAttempt.objects.filter(item_number=item_number, at__gt=now - MONTH)
    times = list(asked.order_by("-at").values_list("at", flat=True)[:PER_ITEM_MONTH])
    today = [at for at in times if at > now - DAY]
    return len(times) >= PER_ITEM_MONTH or len(today) >= PER_ITEM_DAY


@transaction.atomic
def _counted(item_number: str, text: str, place: str, now: datetime) -> MatchAttempt | None:
    """Write it down, one at a time for a piece: many at once don't get more than one after the other."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext(%s))", [f"match:{item_number}"])
    if _asked_out(item_number, now):
        return None
    return MatchAttempt.objects.create(
        at=now,
        item_number=item_number,
        asked=quick_digest("asked", text),
        address=quick_digest("address", place),
        matched=False,
    )
