"""Small real files, made here: what people send, and what somebody might try to send."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from openpyxl import Workbook
from PIL import Image

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"


def picture(form: str, size: tuple[int, int] = (40, 30)) -> bytes:
    """A PNG or JPEG."""
    kept = io.BytesIO()
    Image.effect_noise(size, 50).convert("RGB").save(kept, form)
    return kept.getvalue()


def chunk(kind: bytes, body: bytes) -> bytes:
    """One part of a PNG."""
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def pdf(more: bytes = b"", stream: bytes | None = None, about: bytes = b"/Type /ObjStm /Filter /FlateDecode") -> bytes:
    """A PDF of one empty page, with `more` in its catalogue, and perhaps a pressed object stream."""
    objects = [
        b"1 0 obj\n<< /Type /Catalog /Pages 2 0 R " + more + b" >>\nendobj\n",
        b"2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n",
        b"3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>\nendobj\n",
    ]
    if stream is not None:
        pressed = zlib.compress(stream)
        length = str(len(pressed)).encode()
        objects.append(
            b"4 0 obj\n<< " + about + b" /Length " + length + b" >>\nstream\n" + pressed + b"\nendstream\nendobj\n"
        )
    body = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + b"".join(objects)
    at = str(len(body)).encode()
    return body + b"xref\n0 1\n0000000000 65535 f \ntrailer\n<< /Root 1 0 R /Size 4 >>\nstartxref\n" + at + b"\n%%EOF\n"


def word(parts: dict[str, bytes] | None = None, main: str = f"{WORD}.document.main+xml", types: str = "") -> bytes:
    """A Word document with these further parts."""
    listed = (
        '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Override PartName="/word/document.xml" ContentType="{main}"/>{types}</Types>'
    )
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", listed)
        archive.writestr("word/document.xml", b"<w:document xmlns:w='w'/>")
        for name, content in (parts or {}).items():
            archive.writestr(name, content)
    return kept.getvalue()


def workbook() -> bytes:
    """An Excel workbook."""
    kept = io.BytesIO()
    book = Workbook()
    book.active["A1"] = "places"  # type: ignore[index]
    book.save(kept)
    return kept.getvalue()


def locked(content: bytes) -> bytes:
    """The same ZIP whose parts say that they need a password."""
    marked = bytearray(content)
    for sign, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = -1
        while (place := content.find(sign, place + 1)) >= 0:
            marked[place + at] |= 1
    return bytes(marked)
