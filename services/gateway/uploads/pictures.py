"""Looks into pictures: every part must be one that pictures have, and nothing may stand behind the end."""

from __future__ import annotations

import re
import struct
import zlib

from services.gateway.uploads.refused import Refused

PNG = b"\x89PNG\r\n\x1a\n"
#: the words that a page, a script or a drawing with scripts begins with: no picture needs them
MARKUP = re.compile(rb"<\s*(?:!doctype|html|script|svg|iframe|body|\?php)", re.IGNORECASE)
#: more than any camera makes; a "bomb" is a small file that says it is huge
MOST_PIXELS = 300_000_000
CUT_OFF = "The picture ends too early: it was cut off on the way. Send it again."
BEHIND = "There is something behind the end of the picture. Save the picture anew in a picture editor and send that."


def png(content: bytes) -> None:
    """Raise Refused unless this is a PNG and nothing else."""
    at, first = len(PNG), True
    while True:
        if at + 12 > len(content):
            raise Refused(CUT_OFF)
        length, kind = struct.unpack(">I4s", content[at : at + 8])
        body = content[at + 8 : at + 8 + length]
        if len(body) < length or at + 12 + length > len(content):
            raise Refused(CUT_OFF)
        (crc,) = struct.unpack(">I", content[at + 8 + length : at + 12 + length])
        if crc != zlib.crc32(kind + body):
            raise Refused("The picture is damaged: a part does not have its checksum. Send it again.")
        if first:
            if kind != b"IHDR" or length != 13:
                raise Refused("The picture does not begin as a PNG does. Save it anew as PNG.")
            _not_too_large(*struct.unpack(">II", body[:8]))
        elif kind != b"IDAT":
            _no_markup(body)
        first = False
        at += 12 + length
        if kind == b"IEND":
            break
    if at != len(content):
        raise Refused(BEHIND)


def jpeg(content: bytes) -> None:
    """Raise Refused unless this is a JPEG (or several in a row, as telephones make them) and nothing else."""
    at = _one_jpeg(content, 0)
    while at < len(content):
        rest = content[at:].lstrip(b"\0")
        if not rest:
            return
        if not rest.startswith(b"\xff\xd8\xff"):
            raise Refused(BEHIND)
        at = _one_jpeg(content, len(content) - len(rest))


def _one_jpeg(content: bytes, at: int) -> int:
    """Where the picture that begins here ends."""
    at += 2
    while True:
        if content[at : at + 1] != b"\xff" or at + 2 > len(content):
            raise Refused(CUT_OFF)
        marker = content[at + 1]
        at += 2
        if marker == 0xD9:
            return at
        if marker == 0xFF:  # filling
            at -= 1
            continue
        if marker in (0x01, *range(0xD0, 0xD8)):
            continue
        (length,) = struct.unpack(">H", content[at : at + 2].ljust(2, b"\0"))
        if length < 2 or at + length > len(content):
            raise Refused(CUT_OFF)
        body = content[at + 2 : at + length]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC) and len(body) >= 5:
            _not_too_large(*struct.unpack(">HH", body[1:5]))
        elif marker == 0xFE or 0xE0 <= marker <= 0xEF:
            _no_markup(body)
        at += length
        if marker == 0xDA:
            at = _behind_the_scan(content, at)


def _behind_the_scan(content: bytes, at: int) -> int:
    """The next marker that is no part of the picture's own data."""
    while True:
        at = content.find(b"\xff", at)
        if at < 0 or at + 1 >= len(content):
            raise Refused(CUT_OFF)
        if content[at + 1] not in (0x00, *range(0xD0, 0xD8)):
            return at
        at += 2


def _not_too_large(one: int, other: int) -> None:
    if one * other > MOST_PIXELS:
        raise Refused(f"The picture says that it has {one} times {other} points, which is too many. Make it smaller.")


def _no_markup(part: bytes) -> None:
    if MARKUP.search(part):
        raise Refused("The picture has the code of a web page in it. Save it anew in a picture editor and send that.")
