"""Looks into PDFs: whole, a PDF and nothing else, without scripts, files within or a password.

Objects may lie in compressed streams (ISO 32000-2, 7.5.7): those are opened, within a bound. Not a renderer and not a
virus scanner: see `scanning`.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib

from services.gateway.uploads.refused import Refused

#: name of an object -> what it means for whoever opens the file. Long enough not to occur by chance in pressed data
ACTIVE = {
    b"/JavaScript": "has a script in it",
    b"/Launch": "can start programs",
    b"/EmbeddedFile": "has other files within it",
    b"/EmbeddedFiles": "has other files within it",
    b"/RichMedia": "has films or programs in it",
    b"/ImportData": "can bring in data from elsewhere",
    b"/SubmitForm": "can send what is typed into it elsewhere",
}
SAFE = "Print it to a new PDF and send that."
NAME = re.compile(rb"/[A-Za-z#][A-Za-z0-9#]{1,63}")
STREAM = re.compile(rb"(?<!end)stream\r?\n")
#: how far before a stream the object that it belongs to begins at most
FARTHEST = 1 << 16
#: of all object streams together, pressed out
MOST_PRESSED_OUT = 100 << 20
#: a stream is pressed out in pieces of so many bytes
PIECE = 1 << 16


def pdf(content: bytes) -> None:
    """Raise Refused for a PDF that cannot be taken."""
    if not re.match(rb"%PDF-[12]\.\d", content):
        raise Refused(f"The PDF does not begin as one does. {SAFE}")
    end = content.rfind(b"%%EOF")
    if end < 0 or b"startxref" not in content:
        raise Refused("The PDF has no end: it was cut off on the way. Send it again.")
    if content[end + 5 :].strip(b"\r\n\t \0") or zipfile.is_zipfile(io.BytesIO(content)):
        raise Refused(f"The PDF is also something else: there is more in it than a PDF. {SAFE}")
    _nothing_active(content)
    for inside in _object_streams(content):
        _nothing_active(inside)


def _nothing_active(part: bytes) -> None:
    for found in NAME.finditer(part):
        name = found.group()
        if b"#" in name:
            name = _plain(name)
        if name == b"/Encrypt":
            raise Refused("The PDF is protected with a password, so it cannot be checked. Send it without.")
        if why := ACTIVE.get(name):
            raise Refused(f"The PDF {why}. {SAFE}")


def _plain(names: bytes) -> bytes:
    """Names without hexadecimal letters, as which any letter may be written: /J#61vaScript."""
    return re.sub(rb"#([0-9A-Fa-f]{2})", lambda at: bytes([int(at.group(1), 16)]), names)


def _object_streams(content: bytes) -> list[bytes]:
    """What the pressed object streams hold."""
    found, room = [], MOST_PRESSED_OUT
    for at in STREAM.finditer(content):
        about = _plain(content[max(0, at.start() - FARTHEST) : at.start()].rpartition(b"obj")[2])
        if b"ObjStm" not in about:
            continue
        filters = re.findall(rb"/([A-Za-z0-9]+Decode)\b", about)
        if filters != [b"FlateDecode"]:
            raise Refused(f"A part of the PDF is pressed in a way that cannot be looked into. {SAFE}")
        inside = _pressed_out(content, at.end(), room)
        room -= len(inside)
        found.append(inside)
    return found


def _pressed_out(content: bytes, at: int, room: int) -> bytes:
    """What a stream that begins here holds, taken piece by piece: the rest of a file is not copied for each stream."""
    press, inside = zlib.decompressobj(), bytearray()
    try:
        while not press.eof and at < len(content):
            inside += press.decompress(content[at : at + PIECE], room - len(inside) + 1)
            at += PIECE
            if press.unconsumed_tail or len(inside) > room:
                raise Refused(f"The PDF becomes too large when it is opened. {SAFE}")
    except zlib.error:
        raise Refused("A part of the PDF is damaged. Send it again.") from None
    return bytes(inside)
