"""The proof that a published root has a piece's log: a few hashes that lead from the piece to the root."""

from dataclasses import asdict, dataclass
from typing import Any

from django.core.cache import cache

from catalog.log.leaves import leaf_of, tree_of
from catalog.log.merkle import SIZE, Tree, root_of
from catalog.models import Item, ItemLogLeaf, ItemLogRoot

# A proof reads the leaves of one block; the hashes of all blocks are kept: 32 bytes for 256 pieces.
DEPTH = 8
BLOCK = 2**DEPTH
KEPT_SECONDS = 2 * 24 * 3600


@dataclass(frozen=True)
class Proof:
    """Everything that a stranger needs, but the public key; hashes are in hexadecimal.

    Her leaf's hash and `path` give the root (RFC 9162, 2.1.3.2), which `statement` names, which `kid` signed.
    """

    item: str
    number: int
    digest: str
    position: int
    pieces: int
    path: tuple[str, ...]
    statement: str
    kid: str
    signature: str

    def told(self) -> dict[str, Any]:
        """As JSON has it."""
        return asdict(self) | {"path": list(self.path)}

    def root(self) -> str | None:
        """The root that leaf and path lead to, None if they lead nowhere."""
        leaf = leaf_of(self.item.encode(), str(self.number).encode(), self.digest.encode())
        found = root_of(leaf, self.position, self.pieces, [bytes.fromhex(one) for one in self.path])
        return found.hex() if found else None


def proof_of(item: Item) -> Proof | None:
    """Against the newest root; None for a piece that no root has yet (the next day's will)."""
    root = ItemLogRoot.objects.first()
    if root is None:
        return None
    leaf = ItemLogLeaf.objects.filter(item=item, root_id__lte=root.pk).order_by("-root_id").first()
    return _proof(item, leaf, root) if leaf else None


def first_proof_of(item: Item, number: int) -> Proof | None:
    """Against the first root that has the entry of this number: it was written by then. None before there is one."""
    leaves = ItemLogLeaf.objects.filter(item=item, number__gte=number).select_related("root")
    leaf = leaves.order_by("root_id").first()
    return _proof(item, leaf, leaf.root) if leaf else None


def _proof(item: Item, leaf: ItemLogLeaf, root: ItemLogRoot) -> Proof:
    return Proof(
        item=item.number,
        number=leaf.number,
        digest=bytes(leaf.digest).hex(),
        position=leaf.position,
        pieces=root.pieces,
        path=tuple(one.hex() for one in _path(root, leaf.position)),
        statement=root.statement,
        kid=root.kid,
        signature=root.signature,
    )


def _path(root: ItemLogRoot, position: int) -> list[bytes]:
    block, place = divmod(position, BLOCK)
    near = tree_of(root.pk, block * BLOCK, (block + 1) * BLOCK - 1)
    return near.path(place) + _blocks(root).path(block)


def _blocks(root: ItemLogRoot) -> Tree:
    """The upper part of a root's tree, from the hashes of its blocks; a cache that lies is not believed."""
    name = f"item-log-blocks:{root.pk}"
    kept = Tree(_split(cache.get(name, b"")))
    if kept.root == bytes(root.root):
        return kept
    levels = tree_of(root.pk).levels
    hashes = bytes(levels[min(DEPTH, len(levels) - 1)])
    cache.set(name, hashes, KEPT_SECONDS)
    return Tree(_split(hashes))


def _split(hashes: bytes) -> list[bytes]:
    return [hashes[n : n + SIZE] for n in range(0, len(hashes), SIZE)]
