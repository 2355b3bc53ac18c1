"""That a version was signed when it says: it stands in the piece's log, and that in the first signed root after it."""

from typing import Any

from django.core.cache import cache
from django.db import connection

from authentication.models import CertificateVersion
from catalog.log.digests import LINES
from catalog.log.proofs import first_proof_of
from catalog.models import ItemLogEntry, ItemLogLeaf, ItemLogRoot

TYPE = "portero.inclusion-proof/1"
# Against the first root a proof never changes, and among a million pieces it takes seconds to find.
KEPT_SECONDS = 30 * 24 * 3600
ENTRIES = f"""
    select {LINES} from catalog_itemlogentry entry join catalog_item item on item.id = entry.item_id
    where entry.item_id = %s and entry.number between %s and %s order by entry.number
"""  # noqa: S608  (our own words)


def root_over(version: CertificateVersion) -> ItemLogRoot | None:
    """The first signed root that stands for the version; None until it is published. Two queries."""
    entry = _entry(version)
    if entry is None:
        return None
    leaves = ItemLogLeaf.objects.filter(item=entry.item_id, number__gte=entry.number).select_related("root")
    leaf = leaves.order_by("root_id").first()
    return leaf.root if leaf else None


def proof_of(version: CertificateVersion) -> dict[str, Any] | None:
    """Everything that a stranger needs, but the public keys; None until the day's root is published.

    `entries` are the piece's entries from the one that names the version to the last one that the root has, each as the
    seven lines that its digest is taken over (catalog.log.digests); `path` leads from there to the root, which
    `statement` names, which `kid` signed.
    """
    name = f"certificate-proof:{version.digest}"
    proof: dict[str, Any] | None = cache.get(name)
    if proof is None and (proof := _made(version)) is not None:
        cache.set(name, proof, KEPT_SECONDS)
    return proof


def _made(version: CertificateVersion) -> dict[str, Any] | None:
    entry = _entry(version)
    proof = first_proof_of(version.certificate.item, entry.number) if entry else None
    if entry is None or proof is None:
        return None
    told = proof.told()
    shown = {name: told[name] for name in ("position", "pieces", "path", "statement", "kid", "signature")}
    return {"type": TYPE, "entries": _lines(entry, proof.number), **shown}


def _entry(version: CertificateVersion) -> ItemLogEntry | None:
    item = version.certificate.item_id
    told = ItemLogEntry.objects.filter(item=item, kind="certified", body__contains=version.digest)
    return told.order_by("number").first()


def _lines(entry: ItemLogEntry, last: int) -> list[list[str]]:
    with connection.cursor() as cursor:
        cursor.execute(ENTRIES, [entry.item_id, entry.number, last])
        return [[str(line) for line in row] for row in cursor.fetchall()]
