"""The container of a proof pack: a ZIP that comes out the same, byte for byte, wherever and whenever it is made.

Of the standard library alone, because whoever checks a pack needs this file. Not for what the members say: `pack` makes
them, `verify` checks them.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from hashlib import sha256
from io import BytesIO
from typing import Any
from zipfile import ZIP_STORED, BadZipFile, ZipFile, ZipInfo

FORMAT = "waymark-proof-pack/1"
MANIFEST = "manifest.json"
#: the members, in this order
NAMES = (
    MANIFEST,
    "report.json",
    "report.html",
    "report.pdf",
    "template.yaml",
    "recipients.json",
    "head.json",
    "facts.jsonl",
)
#: a local file header of ZIP before the name
_HEADER = 30


class NotAContainer(ValueError):
    """These bytes are no ZIP, or one of something else."""


def canonical(value: Any) -> bytes:
    """RFC 8785 of text, whole numbers, lists and objects with ASCII names. Raises ValueError for half a character."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def manifest(report: Mapping[str, Any], contents: Mapping[str, bytes]) -> bytes:
    """The member that names the others with their digests, and the report that they are about."""
    files = [
        {"name": name, "size": len(contents[name]), "sha256": sha256(contents[name]).hexdigest()}
        for name in NAMES
        if name != MANIFEST
    ]
    return canonical({"format": FORMAT, "report": dict(report), "files": files})


def write(contents: Mapping[str, bytes]) -> bytes:
    """The container of all NAMES. Stored, not compressed: what deflate gives differs between builds of zlib."""
    file = BytesIO()
    with ZipFile(file, "w", ZIP_STORED) as archive:
        for name in NAMES:
            member = ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            member.create_system = 3
            member.external_attr = 0o100644 << 16
            archive.writestr(member, contents[name])
    return file.getvalue()


def read(file: bytes) -> list[tuple[str, bytes]]:
    """Names and bytes as they lie there, whatever their checksums say. Raises NotAContainer."""
    try:
        with ZipFile(BytesIO(file)) as archive:
            members = archive.infolist()
    except (BadZipFile, ValueError, NotImplementedError, OSError, struct.error) as error:
        raise NotAContainer(f"it is no ZIP file: {error}") from error
    if MANIFEST not in [member.filename for member in members]:
        raise NotAContainer(f"it is a ZIP file without {MANIFEST}, so no proof pack")
    starts = [member.header_offset + _HEADER + len(member.filename.encode()) for member in members]
    return [
        (member.filename, file[start : start + member.file_size]) for member, start in zip(members, starts, strict=True)
    ]
