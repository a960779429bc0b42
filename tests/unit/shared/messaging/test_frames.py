"""Our writing and reading of AMQP frames against py-amqp's, which is slower and covers everything."""

from __future__ import annotations

from struct import unpack_from
from types import SimpleNamespace
from typing import Any

import pytest
from amqp.basic_message import Message
from hypothesis import given
from hypothesis import strategies as st

from shared.messaging import deliveries, frames
from shared.messaging.deliveries import Delivery
from shared.messaging.frames import Outgoing

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
headers = st.dictionaries(words, words | st.integers(-(2**63), 2**63 - 1), max_size=8)
messages = st.builds(
    Outgoing,
    exchange=words,
    routing_key=words,
    headers=headers,
    body=st.binary(max_size=300),
    message_id=st.none() | words,
    content_type=st.none() | words,
)


def split(data: bytes) -> list[tuple[int, int, bytes]]:
    """The frames in a piece of wire."""
    found = []
    while data:
        kind, channel, size = unpack_from(">BHI", data)
        assert data[7 + size] == 0xCE
        found.append((kind, channel, data[7 : 7 + size]))
        data = data[8 + size :]
    return found


def as_message(payload: bytes) -> Message:
    message = Message()
    message.inbound_header(payload)
    return message


@given(messages)
def test_what_we_write_is_what_py_amqp_reads(message: Outgoing) -> None:
    method, header, *body = split(frames.publish(message, 7, 108, mandatory=True))
    assert method[:2] == (1, 7)
    read = as_message(header[2])
    assert read.body_size == len(message.body)
    assert read.headers == message.headers
    assert read.properties["delivery_mode"] == 2
    assert read.properties.get("message_id") == message.message_id
    assert read.properties.get("content_type") == message.content_type
    assert b"".join(part for _, _, part in body) == message.body
    assert all(len(part) <= 100 for _, _, part in body)


@given(messages)
def test_what_we_read_is_what_py_amqp_reads(message: Outgoing) -> None:
    header = split(frames.publish(message, 1, 4096, mandatory=False))[1]
    into = Delivery(1, "key", {})
    assert deliveries.properties(header[2], into) == len(message.body)
    assert (into.headers, into.message_id, into.content_type) == (
        message.headers,
        message.message_id,
        message.content_type,
    )


@given(st.dictionaries(words, words | st.booleans() | st.lists(words, max_size=2) | st.none(), max_size=4))
def test_properties_that_we_never_send_are_read_all_the_same(given_headers: dict[str, Any]) -> None:
    message = Message("body", application_headers=given_headers, priority=3, message_id="m-1")
    header = b"\x00\x3c\x00\x00" + (4).to_bytes(8, "big") + message._serialize_properties()
    into = Delivery(1, "key", {})
    assert deliveries.properties(header, into) == 4
    assert (into.headers, into.message_id) == (given_headers, "m-1")


@given(st.binary(max_size=60))
def test_properties_that_nobody_can_read_leave_the_message_to_be_parked(noise: bytes) -> None:
    header = b"\x00\x3c\x00\x00" + (4).to_bytes(8, "big") + b"\x20\x00" + noise
    assert deliveries.properties(header, Delivery(1, "key", {})) == 4


@given(messages, st.lists(st.integers(1, 50), max_size=30))
def test_deliveries_are_whole_however_the_bytes_come(message: Outgoing, cuts: list[int]) -> None:
    wire = delivery(message, tag=5) * 3
    taken: list[Delivery] = []
    passed: list[Any] = []
    connection = SimpleNamespace(transport=None, on_inbound_frame=passed.append, bytes_recv=0)
    deliveries.on_deliveries(connection, SimpleNamespace(channel_id=1), taken.append)
    read_frame = deliveries._reader(pieces(wire, cuts))
    for _ in range(len(split(wire))):
        connection.on_inbound_frame(read_frame())
    assert passed == []
    assert [(one.tag, one.routing_key, one.body) for one in taken] == [(5, message.routing_key, message.body)] * 3
    assert all(one.headers == message.headers for one in taken)
    with pytest.raises(OSError, match="closed"):
        read_frame()


def delivery(message: Outgoing, tag: int) -> bytes:
    """The wire of a delivery of this message, its body in pieces of 100 bytes."""
    _, *rest = split(frames.publish(message, 1, 108, mandatory=False))
    key = message.routing_key.encode()
    method = b"\x00\x3c\x00\x3c\x02ct" + tag.to_bytes(8, "big") + b"\x00\x01e" + bytes([len(key)]) + key
    return b"".join(
        bytes([kind]) + channel.to_bytes(2, "big") + len(payload).to_bytes(4, "big") + payload + b"\xce"
        for kind, channel, payload in [(1, 1, method), *rest]
    )


def pieces(wire: bytes, cuts: list[int]) -> Any:
    """A transport that gives the wire in pieces."""
    position = 0
    sizes = iter(cuts)

    def recv(most: int) -> bytes:
        nonlocal position
        size = min(next(sizes, most), most)
        piece = wire[position : position + size]
        position += len(piece)
        return piece

    return SimpleNamespace(_read_buffer=b"", _quick_recv=recv)


def test_a_text_too_long_for_the_protocol_is_refused() -> None:
    with pytest.raises(ValueError, match="255 bytes"):
        frames.publish(Outgoing("e", "k" * 256, {}, b""), 1, 4096, mandatory=False)
