"""Appending an event that no trigger of the database sees: a review, a decision, a certificate, a return."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone

from catalog.log.actors import ACTOR, staff_key
from catalog.models import Item, ItemLogEntry
from portero.core.audit import masked
from portero.core.rows import AT_ONCE, Writer
from portero.core.sealing import canonical


def append(
    item: Item,
    kind: str,
    data: Mapping[str, Any],
    *,
    actor: Any = None,
    at: datetime | None = None,
    into: Writer = AT_ONCE,
) -> ItemLogEntry:
    """Append one entry to the piece's chain, in the caller's transaction, which holds the chain until it ends.

    `kind` is one word, `reviewed`; `data` is what there is to say, of text, whole numbers, truth values and lists and
    objects of them. No names, addresses or serial numbers: nobody can take them back. `actor` is named by primary key,
    and only a member of staff. The entry's number and digests are made by the database: read it again to see them.
    Raises NotCanonical for data that can't be canonical JSON.
    """
    key = staff_key(actor)
    said = masked(dict(data)) | ({} if key is None else {ACTOR: key})
    entry = ItemLogEntry(item=item, kind=kind, at=at or timezone.now(), body=canonical(said).decode())
    into.add(entry)
    return entry
