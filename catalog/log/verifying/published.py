"""Root by root: every tree from its leaves, every statement and seal, and the entries that were published in them."""

import json
from typing import Any

from catalog.log.leaves import leaf_of
from catalog.log.merkle import Tree
from catalog.log.roots import TYPE, hash_of
from catalog.log.streaming import stream
from catalog.log.verifying.findings import Findings
from catalog.models import ItemLogRoot
from portero.core.sealing import holds
from portero.core.sealing.published import moment

LEAVES = """
    select leaf.root_id, leaf.position, coalesce(item.number, ''), leaf.number, encode(leaf.digest, 'hex')
    from catalog_itemlogleaf leaf left join catalog_item item on item.id = leaf.item_id
    where leaf.root_id <= %s order by leaf.root_id, leaf.position
"""
ORPHANS = """
    select distinct root_id from catalog_itemlogleaf leaf
    where not exists (select from catalog_itemlogroot root where root.id = leaf.root_id) order by root_id
"""
# What was published of a chain and is another entry now, or none.
CONTRADICTED = """
    select coalesce(item.number, 'piece ' || leaf.item_id), leaf.number, coalesce(entry.id, 0), min(root.day)
    from catalog_itemlogleaf leaf
    join catalog_itemlogroot root on root.id = leaf.root_id
    left join catalog_itemlogentry entry on entry.item_id = leaf.item_id and entry.number = leaf.number
    left join catalog_item item on item.id = leaf.item_id
    where entry.digest is distinct from leaf.digest {where}
    group by 1, leaf.item_id, leaf.number, entry.id order by leaf.item_id, leaf.number
"""


def verify_published(findings: Findings, piece: str | None = None) -> None:
    """Whether the chains still have what was published of them, all or that of one piece."""

    def contradicted(row: list[bytes]) -> None:
        subject, number, entry, day = row
        what = f"not what the root of {day.decode()} has published"
        findings.add(subject.decode(), what, number=int(number), row=int(entry) or None)

    where, values = ("and item.number = %s", [piece]) if piece else ("", [])
    stream(CONTRADICTED.format(where=where), values, contradicted)


def verify_roots(findings: Findings) -> None:
    """Every root, in the order in which they were published."""
    roots = list(ItemLogRoot.objects.order_by("day"))
    trees = _Trees()
    if roots:
        stream(LEAVES, [max(root.pk for root in roots)], trees.leaf)
        trees.done()
    before: ItemLogRoot | None = None
    for root in roots:
        said = _seal(root, is_newest=root is roots[-1]) or _statement(root, before)
        for what in (*said, *trees.wrong(root)):
            findings.add(f"root of {root.day}", what)
        before = root
        findings.roots += 1
    stream(
        ORPHANS,
        [],
        lambda row: findings.add(f"root {row[0].decode()}", "deleted: its leaves are still there"),
    )


def _seal(root: ItemLogRoot, *, is_newest: bool) -> list[str]:
    """What is wrong with the signature.

    A key that is no longer trusted since before it signed: the next root, by another key, vouches for this one.
    """
    at = root.published_at if is_newest else None
    sealed = holds(root.statement.encode(), root.kid, root.signature, at=at)
    return [] if sealed else ["its seal doesn't hold for its statement"]


def _statement(root: ItemLogRoot, before: ItemLogRoot | None) -> list[str]:
    """What is wrong with what the house said that day."""
    expected: dict[str, Any] = {
        "type": TYPE,
        "day": root.day.isoformat(),
        "published_at": moment(root.published_at),
        "pieces": root.pieces,
        "root": root.hex,
        "previous": hash_of(before) if before else None,
    }
    said = json.loads(root.statement)
    return [
        "the root before it was deleted, inserted or rewritten"
        if name == "previous"
        else f"its {name} was edited"
        for name, value in expected.items()
        if said.get(name) != value
    ]


class _Trees:
    """The tree of each root in turn, from the leaves that changed: root and size by the root's key."""

    def __init__(self) -> None:
        self.roots: dict[int, bytes] = {}
        self.sizes: dict[int, int] = {}
        self._tree = Tree()
        self._key: int | None = None
        self._changed: list[tuple[int, bytes]] = []

    def leaf(self, row: list[bytes]) -> None:
        """The next leaf, in the order of roots and positions."""
        key = int(row[0])
        if key != self._key:
            self.done()
            self._key = key
        self._changed.append((int(row[1]), leaf_of(*row[2:])))

    def done(self) -> None:
        """All leaves of a root are there."""
        if self._key is None:
            return
        try:
            self._tree.put(self._changed)
        except ValueError:  # a leaf is missing: from here on no root can be right
            self._changed = []
        self.roots[self._key], self.sizes[self._key] = self._tree.root, len(self._tree)
        self._changed = []

    def wrong(self, root: ItemLogRoot) -> list[str]:
        """What is wrong with the leaves of this root; a day on which nothing changed has none of its own."""
        known = [key for key in self.roots if key <= root.pk]
        if not known:
            return ["its leaves were deleted"]
        newest = max(known)
        if (self.roots[newest], self.sizes[newest]) == (bytes(root.root), root.pieces):
            return []
        return ["its leaves were edited, deleted or inserted: they don't give its root"]
