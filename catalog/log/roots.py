"""The day's root: a signed statement over the heads of all chains, published for everybody to keep.

Its statement is canonical JSON, signed as it stands:

    {"day":"2026-11-21","pieces":48211,"previous":"5c1f...","published_at":"2026-11-21T05:20:00.000000Z",
     "root":"b2e4...","type":"portero.item-log-root/1"}

`previous` is SHA-256 of the statement before it, null in the first.
"""

import hashlib
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from catalog.log.leaves import CHANGED, tree_of
from catalog.models import ItemLogRoot
from portero.core.sealing import canonical, sign
from portero.core.sealing.published import moment

TYPE = "portero.item-log-root/1"
ONE_AT_A_TIME = 7103  # advisory lock


@transaction.atomic
def publish(now: datetime | None = None) -> ItemLogRoot | None:
    """Today's root, made now unless it is there; None while no piece has a log.

    A day on which nobody published has none: what was then is in the next one. Raises NoKey.
    """
    now = now or timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
    before = ItemLogRoot.objects.first()
    if before is not None and before.day >= timezone.localdate(now):
        return before
    key = _keep_changed_heads()
    tree = tree_of(key)
    if not len(tree):
        return None
    statement = canonical(
        {
            "type": TYPE,
            "day": timezone.localdate(now).isoformat(),
            "published_at": moment(now),
            "pieces": len(tree),
            "root": tree.root.hex(),
            "previous": hash_of(before) if before else None,
        }
    )
    return _signed(
        key, statement, day=timezone.localdate(now), published_at=now, pieces=len(tree), root=tree.root
    )


def hash_of(root: ItemLogRoot) -> str:
    """What the next root says of this one."""
    return hashlib.sha256(root.statement.encode()).hexdigest()


def _keep_changed_heads() -> int:
    """The new leaves, under the key that the root will have; the reference is looked at when the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("select nextval(pg_get_serial_sequence('catalog_itemlogroot', 'id'))")
        key: int = cursor.fetchone()[0]
        cursor.execute(CHANGED, [key])
    return key


def _signed(key: int, statement: bytes, **facts: Any) -> ItemLogRoot:
    seal = sign(statement, at=facts["published_at"])
    return ItemLogRoot.objects.create(
        pk=key, statement=statement.decode(), kid=seal.kid, signature=seal.signature, **facts
    )
