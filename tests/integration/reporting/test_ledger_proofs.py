"""Tree, heads and proofs over a ledger in PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

import pytest
from histories import VIEWS, fact
from installation import Installation
from sqlalchemy import Connection, Engine, text

from services.reporting import rebuild
from services.reporting.ledger import leaf, nodes, rows
from services.reporting.ledger.append import Writer
from services.reporting.proof import heads, tree
from shared.events.event import Event

COUNT = 1100


@pytest.fixture(scope="module")
def engine(installation: Installation) -> Engine:
    installation.databases("reporting")
    engine = installation.engine("reporting")
    rebuild.ensure(engine, VIEWS)
    writer = Writer(VIEWS)
    facts = [fact(f"s{number}", 1, {"note": f"é {number}"}, number=number) for number in range(COUNT)]
    for first in range(0, COUNT, 170):
        with engine.begin() as connection:
            (writer if first % 340 else Writer(VIEWS)).apply(connection, facts[first : first + 170])
    with engine.begin() as connection:
        heads.ensure_key(connection)
    return engine


@pytest.fixture
def connection(engine: Engine) -> Iterator[Connection]:
    with engine.connect() as connection:
        yield connection


def leaves(connection: Connection) -> list[bytes]:
    return [bytes(row[0]) for row in connection.execute(text("select leaf from ledger order by position"))]


def test_the_leaf_is_the_hash_of_the_attributes_and_the_salted_digest_of_the_body(connection: Connection) -> None:
    cursor = connection.connection.cursor()
    cursor.execute(f"select salt, leaf, {rows.EVENT_COLUMNS} from ledger where position in (1, 700)")
    for salt, kept, *columns in cursor.fetchall():
        event: Event = rows.event(columns)
        digest = sha256(bytes(salt) + event.body).digest()
        assert len(salt) == leaf.SALT
        assert tree.leaf_hash(leaf.leaf_bytes(event.attributes(), digest)) == bytes(kept)


def test_tiles_are_few_and_roots_at_every_position_are_those_of_the_leaves(connection: Connection) -> None:
    hashes = leaves(connection)
    assert connection.execute(text("select count(*) from tiles")).scalar_one() == COUNT // 256
    for position in (0, 1, 2, 255, 256, 257, 511, 512, 1023, 1024, 1025, COUNT):
        assert heads.root_at(connection, position) == tree.root_of(hashes[:position])


def test_every_fact_is_proved_under_a_signed_head(connection: Connection) -> None:
    head = heads.sign(connection, COUNT)
    assert heads.verify(head, heads.public_key(connection, head.key_fingerprint))
    hashes = leaves(connection)
    for position in (1, 2, 256, 257, 1000, COUNT):
        path = heads.inclusion(connection, position, COUNT)
        assert tree.verify_inclusion(hashes[position - 1], position - 1, COUNT, path, head.root)
    for first in (1, 255, 256, 300, 1024):
        path = heads.consistency(connection, first, COUNT)
        assert tree.verify_consistency(first, COUNT, tree.root_of(hashes[:first]), head.root, path)


def test_a_head_is_signed_once_and_a_changed_one_does_not_verify(connection: Connection) -> None:
    head = heads.sign(connection, 300)
    assert heads.sign(connection, 300) == head
    key = heads.public_key(connection, head.key_fingerprint)
    assert heads.verify(head, key)
    assert not heads.verify(replace(head, position=301), key)
    assert not heads.verify(replace(head, root=sha256(b"").digest()), key)
    assert not heads.verify(replace(head, signed_at=head.signed_at + timedelta(seconds=1)), key)
    assert not heads.verify(head, sha256(b"another key").digest())


def test_the_key_is_made_once(engine: Engine) -> None:
    with engine.begin() as connection:
        first = heads.ensure_key(connection)
        assert heads.ensure_key(connection) == first == heads.key_fingerprint(connection)
        assert connection.execute(text("select count(*) from signing_keys")).scalar_one() == 1


def test_a_missing_leaf_is_named(engine: Engine) -> None:
    with engine.connect() as connection:
        connection.execute(text("delete from ledger where position = 1090"))
        with pytest.raises(LookupError, match="1025 to"):
            nodes.root(connection.connection.cursor(), COUNT)  # type: ignore[arg-type]
        connection.rollback()
