"""The tree against the vectors of Certificate Transparency (RFC 6962, the same tree) and against pymerkle."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymerkle import InmemoryTree

from services.reporting.proof import tree

LEAVES = [bytes.fromhex(text) for text in (
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
)]  # fmt: skip
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
HASHES = [tree.leaf_hash(leaf) for leaf in LEAVES]


def subtree_of(hashes: list[bytes]) -> tree.Subtree:
    return lambda low, high: tree.root_of(hashes[low:high])


def some_leaves(count: int) -> list[bytes]:
    return [tree.leaf_hash(number.to_bytes(4)) for number in range(count)]


@pytest.mark.parametrize("size", range(9))
def test_roots_are_those_of_the_vectors(size: int) -> None:
    assert tree.root_of(HASHES[:size]).hex() == ROOTS[size]


def test_proofs_are_those_of_the_vectors() -> None:
    assert [node.hex() for node in tree.inclusion_proof(0, 8, subtree_of(HASHES))] == [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ]
    assert [node.hex() for node in tree.consistency_proof(6, 8, subtree_of(HASHES))] == [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]


def test_roots_and_paths_of_every_small_tree_are_those_of_pymerkle() -> None:
    oracle = InmemoryTree(algorithm="sha256")
    hashes = some_leaves(40)
    for size in range(1, 41):
        oracle.append_entry((size - 1).to_bytes(4))
        assert tree.root_of(hashes[:size]) == oracle.get_state(size)
        for index in range(size):
            path = tree.inclusion_proof(index, size, subtree_of(hashes))
            assert [hashes[index], *path] == oracle.prove_inclusion(index + 1, size).path


@given(st.integers(1, 130), st.data())
def test_every_leaf_is_proved_and_no_other_leaf_place_size_or_path_is(size: int, data: st.DataObject) -> None:
    hashes = some_leaves(size)
    root = tree.root_of(hashes)
    index = data.draw(st.integers(0, size - 1))
    path = tree.inclusion_proof(index, size, subtree_of(hashes))
    assert tree.verify_inclusion(hashes[index], index, size, path, root)
    assert not tree.verify_inclusion(tree.leaf_hash(b"another"), index, size, path, root)
    assert not tree.verify_inclusion(hashes[index], size, size, path, root)
    assert not tree.verify_inclusion(hashes[index], index, size, [*path, root], root)
    if path:
        assert not tree.verify_inclusion(hashes[index], index, size, path[:-1], root)
        assert not tree.verify_inclusion(hashes[index], index ^ 1, size, path, root)


@given(st.integers(1, 130), st.data())
def test_a_beginning_is_proved_and_a_changed_past_is_not(second: int, data: st.DataObject) -> None:
    first = data.draw(st.integers(1, second))
    hashes = some_leaves(second)
    old, new = tree.root_of(hashes[:first]), tree.root_of(hashes)
    path = tree.consistency_proof(first, second, subtree_of(hashes))
    assert tree.verify_consistency(first, second, old, new, path)
    changed = [tree.leaf_hash(b"changed"), *hashes[1:]]
    assert not tree.verify_consistency(first, second, tree.root_of(changed[:first]), new, path)
    assert not tree.verify_consistency(first, second, old, tree.root_of(changed), path)
    if path:
        assert not tree.verify_consistency(first, second, old, new, path[:-1])


@given(st.integers(0, 600))
def test_a_frontier_grows_from_where_it_was_left_and_names_the_subtrees_that_fill(size: int) -> None:
    hashes = some_leaves(size + 300)
    growing = tree.Frontier(size, [tree.root_of(hashes[low:high]) for low, high in tree.edges(size)])
    for number in range(size, size + 300):
        for height, node in enumerate(growing.append(hashes[number]), 1):
            assert node == tree.root_of(hashes[number + 1 - (1 << height) : number + 1])
    assert growing.root() == tree.root_of(hashes)


@pytest.mark.parametrize("place", [(0, 0), (-1, 5), (5, 5)])
def test_there_is_no_proof_for_a_leaf_that_is_not_there(place: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="no leaf"):
        tree.inclusion_proof(*place, subtree_of(HASHES))


def test_a_longer_tree_is_not_the_beginning_of_a_shorter_one() -> None:
    with pytest.raises(ValueError, match="beginning"):
        tree.consistency_proof(5, 3, subtree_of(HASHES))
