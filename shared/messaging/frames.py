"""The bytes of a publish (AMQP 0-9-1 §2.3.5, §4.2), for many messages in one write. Only `publisher.py` needs it.

py-amqp writes one message per system call and encodes headers through a general parser: 80 microseconds each, where
these take 10 (`./waymark bench`). Only what we send is covered: text and integer headers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from struct import Struct

_END = b"\xce"
_frame = Struct(">BHI").pack
_long = Struct(">I").pack
_integer = Struct(">q").pack
_header = Struct(">HHQH").pack
_CONTENT_TYPE, _CONTENT_ENCODING, _HEADERS, _DELIVERY_MODE, _MESSAGE_ID = 0x8000, 0x4000, 0x2000, 0x1000, 0x0080
_PERSISTENT = b"\x02"


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message to publish. It is always persistent."""

    exchange: str
    routing_key: str
    headers: Mapping[str, str | int]
    body: bytes
    message_id: str | None = None
    content_type: str | None = "application/json"


def publish(message: Outgoing, channel: int, frame_max: int, *, mandatory: bool) -> bytes:
    """Every frame of one publish."""
    method = _method(message.exchange, message.routing_key, mandatory)
    properties = _properties(message)
    pieces = [
        _frame(1, channel, len(method)),
        method,
        _END,
        _frame(2, channel, len(properties)),
        properties,
        _END,
    ]
    for part in _split(message.body, frame_max - 8):
        pieces += (_frame(3, channel, len(part)), part, _END)
    return b"".join(pieces)


def _split(body: bytes, most: int) -> Iterator[bytes]:
    for start in range(0, len(body), most):
        yield body[start : start + most] if start or len(body) > most else body


@lru_cache(maxsize=1024)
def _method(exchange: str, routing_key: str, mandatory: bool) -> bytes:
    return b"\x00\x3c\x00\x28\x00\x00" + _short(exchange) + _short(routing_key) + (b"\x01" if mandatory else b"\x00")


def _properties(message: Outgoing) -> bytes:
    flags = _HEADERS | _DELIVERY_MODE
    before, after = b"", b""
    if message.content_type is not None:
        flags |= _CONTENT_TYPE | _CONTENT_ENCODING
        before = _short(message.content_type) + b"\x05utf-8"
    if message.message_id is not None:
        flags |= _MESSAGE_ID
        after = _short(message.message_id)
    head = _header(60, 0, len(message.body), flags)
    return b"".join((head, before, _table(message.headers), _PERSISTENT, after))


def _table(headers: Mapping[str, str | int]) -> bytes:
    pieces: list[bytes] = []
    for name, value in headers.items():
        if isinstance(value, str):
            encoded = value.encode()
            pieces += (_name(name), b"S", _long(len(encoded)), encoded)
        else:
            pieces += (_name(name), b"l", _integer(value))
    table = b"".join(pieces)
    return _long(len(table)) + table


@lru_cache(maxsize=1024)
def _name(text: str) -> bytes:
    return _short(text)


def _short(text: str) -> bytes:
    encoded = text.encode()
    if len(encoded) > 255:
        raise ValueError(f"longer than the 255 bytes that AMQP allows here: {text[:60]}…")
    return bytes((len(encoded),)) + encoded
