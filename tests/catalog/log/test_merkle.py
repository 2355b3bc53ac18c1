"""The tree of RFC 6962, against the vectors of its reference implementation."""

import random

import pytest

from catalog.log.merkle import Tree, leaf_hash, root_of

LEAVES = [
    bytes.fromhex(text)
    for text in (
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"
    )
]  # fmt: skip
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
HASHES = [leaf_hash(leaf) for leaf in LEAVES]


@pytest.mark.parametrize("size", range(9))
def test_roots_of_the_reference(size: int) -> None:
    assert Tree(HASHES[:size]).root.hex() == ROOTS[size]


def test_a_tree_that_grew_and_changed_is_the_tree_of_its_leaves() -> None:
    dice, tree = random.Random(7), Tree()
    leaves: list[bytes] = []
    for step in range(200):
        changed = {dice.randrange(len(leaves)) for _ in range(3)} if leaves else set()
        fresh = {position: leaf_hash(b"%d %d" % (step, position)) for position in sorted(changed)}
        for position, value in fresh.items():
            leaves[position] = value
        grown = [leaf_hash(b"new %d %d" % (step, n)) for n in range(dice.randrange(4))]
        tree.put([*fresh.items(), *enumerate(grown, start=len(leaves))])
        leaves += grown
        assert (tree.root, len(tree)) == (Tree(leaves).root, len(leaves))


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 13])
def test_every_path_leads_to_the_root_and_to_no_other_place(size: int) -> None:
    hashes = [leaf_hash(b"%d" % n) for n in range(size)]
    tree = Tree(hashes)
    for position, leaf in enumerate(hashes):
        path = tree.path(position)
        assert root_of(leaf, position, size, path) == tree.root
        others = [n for n in range(size) if n != position]
        assert tree.root not in [root_of(leaf, other, size, path) for other in others]
        assert root_of(leaf, position, size, [*path, leaf]) is None
        assert not path or root_of(leaf, position, size, path[:-1]) != tree.root


def test_a_node_cannot_pass_for_a_leaf() -> None:
    first, second = HASHES[1:3]
    assert leaf_hash(first + second) != Tree([first, second]).root


def test_a_gap_and_a_leaf_that_is_not_there_are_refused() -> None:
    tree = Tree(HASHES[:3])
    with pytest.raises(ValueError, match="gap"):
        tree.put([(4, HASHES[0])])
    with pytest.raises(IndexError):
        tree.path(3)
    assert root_of(HASHES[0], 3, 3, []) is None
