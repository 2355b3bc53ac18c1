"""That a version was signed when it says: it stands in the piece's log, and that in the first signed root after it."""

import json
from datetime import date
from typing import Any, NamedTuple

from django.db import connection

from authentication.models import CertificateVersion
from catalog.log.digests import LINES
from catalog.log.proofs import first_proof_of
from catalog.models import ItemLogEntry

TYPE = "portero.inclusion-proof/1"
ENTRIES = f"""
    select {LINES} from catalog_itemlogentry entry join catalog_item item on item.id = entry.item_id
    where entry.item_id = %s and entry.number between %s and %s order by entry.number
"""  # noqa: S608  (our own words)


class Proven(NamedTuple):
    """The proof in short, for the page: the day of the root, how many pieces it stands for, how long the path is."""

    day: date
    pieces: int
    steps: int


def proof_of(version: CertificateVersion) -> dict[str, Any] | None:
    """Everything that a stranger needs, but the public keys; None until the day's root is published.

    `entries` are the piece's entries from the one that names the version to the last one that the root has, each as the
    seven lines that its digest is taken over (catalog.log.digests); `path` leads from there to the root, which
    `statement` names, which `kid` signed.
    """
    entry = _entry(version)
    proof = first_proof_of(version.certificate.item, entry.number) if entry else None
    if entry is None or proof is None:
        return None
    told = proof.told()
    shown = {name: told[name] for name in ("position", "pieces", "path", "statement", "kid", "signature")}
    return {"type": TYPE, "entries": _lines(entry, proof.number), **shown}


def proven(version: CertificateVersion) -> Proven | None:
    """The proof for the page; None until there is one."""
    proof = proof_of(version)
    if proof is None:
        return None
    day = date.fromisoformat(json.loads(proof["statement"])["day"])
    return Proven(day, proof["pieces"], len(proof["path"]))


def _entry(version: CertificateVersion) -> ItemLogEntry | None:
    item = version.certificate.item_id
    told = ItemLogEntry.objects.filter(item=item, kind="certified", body__contains=version.digest)
    return told.order_by("number").first()


def _lines(entry: ItemLogEntry, last: int) -> list[list[str]]:
    with connection.cursor() as cursor:
        cursor.execute(ENTRIES, [entry.item_id, entry.number, last])
        return [[str(line) for line in row] for row in cursor.fetchall()]
