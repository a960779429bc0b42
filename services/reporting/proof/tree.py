"""The Merkle tree of RFC 9162 (§2.1): hashes, growth, inclusion and consistency proofs, and their verification.

Pure, and of the standard library alone, so that whoever gets a proof can check it with this one file. It knows nothing
of where nodes are kept: the makers of proofs ask `subtree(low, high)` for the hash over the leaves [low, high).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import sha256

Subtree = Callable[[int, int], bytes]

#: the root of no leaves at all
EMPTY = sha256().digest()


def leaf_hash(data: bytes) -> bytes:
    """The hash of a leaf."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two nodes side by side."""
    return sha256(b"\x01" + left + right).digest()


def root_of(leaves: Sequence[bytes]) -> bytes:
    """The root over leaf hashes."""
    growing = Frontier()
    for leaf in leaves:
        growing.append(leaf)
    return growing.root()


class Frontier:
    """The right edge of a growing tree: the roots of its full subtrees, largest first. All that appending needs."""

    __slots__ = ("size", "stack")

    def __init__(self, size: int = 0, stack: Sequence[bytes] = ()) -> None:
        if len(stack) != size.bit_count():
            raise ValueError(
                f"a tree of {size} leaves has {size.bit_count()} full subtrees at its edge, not {len(stack)}"
            )
        self.size = size
        self.stack = list(stack)

    def append(self, leaf: bytes) -> list[bytes]:
        """Add a leaf hash. Gives the roots of the subtrees that it made full: of 2 leaves, of 4, and so on."""
        stack, full = self.stack, []
        merges = ~self.size & (self.size + 1)  # the lowest zero bit of the size: as many ones before it, as many merges
        node = leaf
        while merges > 1:
            node = sha256(b"\x01" + stack.pop() + node).digest()
            full.append(node)
            merges >>= 1
        stack.append(node)
        self.size += 1
        return full

    def root(self) -> bytes:
        """The root of the tree as it is."""
        if not self.stack:
            return EMPTY
        root = self.stack[-1]
        for node in reversed(self.stack[:-1]):
            root = node_hash(node, root)
        return root


def edges(size: int) -> list[tuple[int, int]]:
    """The ranges of leaves of the full subtrees at the edge of a tree, largest first."""
    found, low = [], 0
    for height in reversed(range(size.bit_length())):
        if size >> height & 1:
            found.append((low, low + (1 << height)))
            low += 1 << height
    return found


def inclusion_proof(index: int, size: int, subtree: Subtree) -> list[bytes]:
    """The path from leaf `index` (from 0) to the root of the first `size` leaves (RFC 9162 §2.1.3.1)."""
    if not 0 <= index < size:
        raise ValueError(f"there is no leaf {index} in a tree of {size}")
    path: list[bytes] = []
    low, high = 0, size
    while high - low > 1:
        middle = low + _half(high - low)
        if index < middle:
            path.append(subtree(middle, high))
            high = middle
        else:
            path.append(subtree(low, middle))
            low = middle
    return path[::-1]


def consistency_proof(first: int, second: int, subtree: Subtree) -> list[bytes]:
    """That the tree of `first` leaves is the beginning of the tree of `second` (RFC 9162 §2.1.4.1)."""
    if not 0 < first <= second:
        raise ValueError(f"a tree of {first} leaves is not the beginning of one of {second}")
    path: list[bytes] = []
    low, high, whole = 0, second, True
    while first != high:
        middle = low + _half(high - low)
        if first <= middle:
            path.append(subtree(middle, high))
            high = middle
        else:
            path.append(subtree(low, middle))
            low, whole = middle, False
    if not whole:
        path.append(subtree(low, high))
    return path[::-1]


def verify_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether the leaf hash is number `index` of the tree of this size and root (RFC 9162 §2.1.3.2)."""
    if not 0 <= index < size:
        return False
    place, last, node = index, size - 1, leaf
    for step in path:
        if last == 0:
            return False
        if place & 1 or place == last:
            node = node_hash(step, node)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            node = node_hash(node, step)
        place, last = place >> 1, last >> 1
    return last == 0 and node == root


def verify_consistency(first: int, second: int, old: bytes, new: bytes, path: Sequence[bytes]) -> bool:
    """Whether the tree of `first` leaves and root `old` is the beginning of the other (RFC 9162 §2.1.4.2)."""
    if not 0 < first <= second:
        return False
    if first == second:
        return not path and old == new
    steps = [old, *path] if first & (first - 1) == 0 else list(path)
    if not steps:
        return False
    place, last = first - 1, second - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    before = after = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            before, after = node_hash(step, before), node_hash(step, after)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            after = node_hash(after, step)
        place, last = place >> 1, last >> 1
    return last == 0 and before == old and after == new


def _half(size: int) -> int:
    """The largest power of two smaller than `size`."""
    return 1 << (size - 1).bit_length() - 1
