"""The Merkle tree of RFC 6962: one hash that stands for very many leaves, and short proofs that a leaf is among them.

A leaf is hashed with a zero byte before it and a node with a one, so that neither can pass for the other. Levels are
paired from the left; the last of an odd number goes up as it is, which gives the tree of the RFC.
"""

import hashlib
from collections.abc import Iterable, Sequence

SIZE = 32


def leaf_hash(data: bytes) -> bytes:
    """The hash of a leaf that says this."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(pair: bytes) -> bytes:
    """The hash of a node from those of its two children, one after the other."""
    return hashlib.sha256(b"\x01" + pair).digest()


class Tree:
    """All levels of hashes, from the leaves to the root, which can grow and change leaf by leaf."""

    def __init__(self, leaves: Iterable[bytes] = ()) -> None:
        self.levels = [bytearray()]
        self.put(enumerate(leaves))

    def __len__(self) -> int:
        return len(self.levels[0]) // SIZE

    @property
    def root(self) -> bytes:
        """The hash of the whole tree; of no leaves, that of nothing, as the RFC has it."""
        return bytes(self.levels[-1]) if len(self) else hashlib.sha256().digest()

    def put(self, leaves: Iterable[tuple[int, bytes]]) -> None:
        """Set the hashes of leaves by position, in order; new ones follow the last without a gap.

        Raises ValueError for a gap.
        """
        touched = [_place(self.levels[0], position, value) for position, value in leaves]
        depth = 0
        while len(self.levels[depth]) > SIZE:
            if depth + 1 == len(self.levels):
                self.levels.append(bytearray())
            below, above = self.levels[depth : depth + 2]
            touched = [_place(above, n, _parent(below, n)) for n in dict.fromkeys(n // 2 for n in touched)]
            depth += 1

    def path(self, position: int) -> list[bytes]:
        """The hashes beside the way from a leaf to the root, from below. Raises IndexError."""
        if not 0 <= position < len(self):
            raise IndexError(position)
        found = []
        for level in self.levels[:-1]:
            start = (position ^ 1) * SIZE
            if start < len(level):
                found.append(bytes(level[start : start + SIZE]))
            position //= 2
        return found


def root_of(leaf: bytes, position: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """The root of a tree of that size that has this leaf's hash there, by its path; None for a path that can't be.

    RFC 9162, section 2.1.3.2.
    """
    here, last, found = position, size - 1, leaf
    if not 0 <= here <= last:
        return None
    for beside in path:
        if last == 0:
            return None
        if here % 2 or here == last:
            found = node_hash(beside + found)
            while here and not here % 2:
                here, last = here // 2, last // 2
        else:
            found = node_hash(found + beside)
        here, last = here // 2, last // 2
    return found if last == 0 else None


def _parent(below: bytearray, n: int) -> bytes:
    children = bytes(below[2 * n * SIZE : (2 * n + 2) * SIZE])
    return node_hash(children) if len(children) == 2 * SIZE else children


def _place(level: bytearray, n: int, value: bytes) -> int:
    if n * SIZE > len(level):
        raise ValueError(f"Leaf {n} leaves a gap before it.")
    level[n * SIZE : (n + 1) * SIZE] = value
    return n
