"""What a leaf of the tree says of a piece, and the leaves of a root as they are kept.

A leaf is four lines, joined by a line feed and without one at the end:

    portero item log leaf 1               the version of this definition
    P-105001-9                            the piece
    4                                     the number of the last entry of its chain
    9f86d081...                           that entry's digest, in hexadecimal

A piece takes the next position when a root first has it and keeps it. Kept are only heads that changed, so a root's
leaf at a position is the newest of that root or of one before it.
"""

from catalog.log.merkle import Tree, leaf_hash
from catalog.log.streaming import stream

VERSION = b"portero item log leaf 1"
LATEST = """
    select leaf.position, item.number, leaf.number, encode(leaf.digest, 'hex') from (
        select distinct on (position) * from catalog_itemlogleaf
        where root_id <= %s and position between %s and %s order by position, root_id desc
    ) leaf left join catalog_item item on item.id = leaf.item_id order by leaf.position
"""
# Heads that the newest root doesn't have as they are now.
CHANGED = """
    insert into catalog_itemlogleaf (root_id, position, item_id, number, digest)
    select %s, coalesce(
        latest.position,
        (select coalesce(max(position) + 1, 0) from catalog_itemlogleaf)
            + row_number() over (partition by latest.position is null order by head.item_id) - 1
    ), head.item_id, head.number, head.digest
    from catalog_itemloghead head left join (
        select distinct on (position) position, item_id, number, digest from catalog_itemlogleaf
        order by position, root_id desc
    ) latest using (item_id)
    where (latest.number, latest.digest) is distinct from (head.number, head.digest)
"""
END = 2**31 - 1


def leaf_of(piece: bytes, number: bytes, digest: bytes) -> bytes:
    """The hash of the leaf that says this; all as text, the digest in hexadecimal."""
    return leaf_hash(b"\n".join((VERSION, piece, number, digest)))


def tree_of(root: int, first: int = 0, last: int = END) -> Tree:
    """The tree of a root by its key, or a part of its leaves."""
    hashes: list[bytes] = []
    stream(LATEST, [root, first, last], lambda row: hashes.append(leaf_of(*row[1:])))
    return Tree(hashes)
