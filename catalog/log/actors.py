"""Who did it, for the triggers: they write what changed, and only the application knows who is at the desk.

A setting of the transaction carries the primary key. It costs one short statement where staff act, and nothing
anywhere else: a sale, an import and a sweep have nobody to name.
"""

from typing import Any

from django.db import connection

ACTOR = "actor"  # under which name an entry's body has the key
SETTING = "portero.actor"  # catalog.migrations.0025 reads it


def acting(actor: Any) -> None:
    """What the rest of this transaction writes into the log was done by this member of staff.

    Nobody, and a client, whose key would be personal data, change nothing. Call it inside a transaction.
    """
    if (key := staff_key(actor)) is not None:
        with connection.cursor() as cursor:
            cursor.execute("select set_config(%s, %s, true)", [SETTING, str(key)])


def staff_key(actor: Any) -> int | None:
    """The primary key of a member of staff; None for everybody else."""
    return actor.pk if getattr(actor, "is_staff", False) else None
