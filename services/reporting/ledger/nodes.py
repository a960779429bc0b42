"""The tree's nodes in PostgreSQL: leaf hashes in the ledger's rows, and one tile row per 256 full leaves and upwards.

So a fact costs no row of its own in the tree, and any node is at most 256 hashes away.
"""

from __future__ import annotations

from functools import cache

import psycopg

from services.reporting.proof.tree import EMPTY, Frontier, Subtree, edges, node_hash, root_of

#: heights at which the roots of full subtrees are kept
STEP = 8


def frontier(cursor: psycopg.Cursor, size: int) -> Frontier:
    """The edge of the tree of the first `size` positions."""
    subtree = reader(cursor)
    return Frontier(size, [subtree(low, high) for low, high in edges(size)])


def root(cursor: psycopg.Cursor, size: int) -> bytes:
    """The root of the tree as it was at a position."""
    return reader(cursor)(0, size) if size else EMPTY


def reader(cursor: psycopg.Cursor) -> Subtree:
    """A function that gives the hash over the leaves [low, high); a full subtree's low is a multiple of its size."""

    @cache
    def subtree(low: int, high: int) -> bytes:
        count = high - low
        full = count & (count - 1) == 0 and low % count == 0
        height = count.bit_length() - 1
        if full and height >= STEP and height % STEP == 0:
            cursor.execute("select hash from tiles where height = %s and number = %s", [height, low >> height])
            if (row := cursor.fetchone()) is None:
                raise LookupError(
                    f"the tile over positions {low + 1} to {high} is missing: run `./waymark views audit`"
                )
            return bytes(row[0])
        if count <= 1 << STEP:
            cursor.execute(
                "select leaf from ledger where position > %s and position <= %s order by position", [low, high]
            )
            leaves = [bytes(row[0]) for row in cursor]
            if len(leaves) != count:
                raise LookupError(f"of positions {low + 1} to {high} only {len(leaves)} are in the ledger")
            return root_of(leaves)
        half = 1 << (count - 1).bit_length() - 1
        return node_hash(subtree(low, low + half), subtree(low + half, high))

    return subtree
