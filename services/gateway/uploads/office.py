"""Looks into office files: a ZIP of the right parts and nothing else; no macros, no bombs, no password.

ECMA-376 part 2 says how the parts lie in the ZIP. A bomb is a small file that becomes huge when it is opened: so every
part is pressed out here, within bounds, and parts may not overlap (Fifield, WOOT 2019).
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib

from defusedxml import DefusedXmlException, ElementTree

from services.gateway.uploads.refused import Refused

MOST_PARTS = 5000
MOST_PRESSED_OUT = 300 << 20
#: a part of more than a megabyte may become so many times larger
MOST_TIMES = 200
TYPES = "[Content_Types].xml"
MACROS = re.compile(
    r"vbaproject|vbadata|macrosheet|activex|\.(?:exe|dll|js|vbs|com|bat|cmd|ps1|scr|hta)$", re.IGNORECASE
)
OBJECTS = re.compile(r"(?:^|/)embeddings/.*\.bin$|oleobject", re.IGNORECASE)
WHOLE = "Save it anew and send that."


def office(content: bytes, main: str, words: str) -> None:
    """Raise Refused unless this is the office file whose main part has the content type `main`."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            _sound(content, archive, parts)
            _of_the_kind(archive, main, words)
            for part in parts:
                if part.filename.endswith(".rels"):
                    _nothing_from_elsewhere(archive.read(part))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, KeyError):
        raise Refused(f"The file is damaged: it is not {words} throughout. {WHOLE}") from None


def _sound(content: bytes, archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> None:
    if len(parts) > MOST_PARTS:
        raise Refused(f"The file has {len(parts)} parts, which is too many. Send a smaller one.")
    if archive.comment or not content.endswith(b"\0\0") or content[-22:-18] != b"PK\x05\x06":
        raise Refused(f"There is something behind the end of the file. {WHOLE}")
    names = [part.filename for part in parts]
    if len({name.casefold() for name in names}) != len(names):
        raise Refused(f"Two parts of the file have one name. {WHOLE}")
    for name in names:
        if name.startswith(("/", "\\")) or ".." in name.split("/") or "\\" in name or ":" in name:
            raise Refused(f"A part of the file would be put outside of it when it is opened. {WHOLE}")
        if MACROS.search(name):
            raise Refused("The file has macros or programs in it. Save it without them (as .docx, .xlsx or .pptx).")
        if OBJECTS.search(name):
            raise Refused("The file has an object of another program within it. Put it in as a picture instead.")
    before = 0
    for part in sorted(parts, key=lambda one: one.header_offset):
        if part.header_offset != before and (before == 0 or part.header_offset < before):
            raise Refused(f"The file is also something else, or its parts overlap. {WHOLE}")
        if part.flag_bits & 0x1:
            raise Refused("The file is protected with a password, so it cannot be checked. Send it without.")
        if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Refused(f"A part of the file is pressed in a way that cannot be looked into. {WHOLE}")
        before = part.header_offset + 30 + len(part.filename.encode()) + part.compress_size
    _not_a_bomb(archive, parts)


def _not_a_bomb(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> None:
    """Press every part out, and believe no number that the file says of itself."""
    room = MOST_PRESSED_OUT
    for part in parts:
        size = 0
        with archive.open(part) as inside:
            while chunk := inside.read(1 << 20):
                size += len(chunk)
                room -= len(chunk)
                if room < 0 or (size > 1 << 20 and size > MOST_TIMES * max(1, part.compress_size)):
                    raise Refused("The file becomes far larger when it is opened than it is. Send a smaller one.")


def _of_the_kind(archive: zipfile.ZipFile, main: str, words: str) -> None:
    try:
        root = ElementTree.fromstring(archive.read(TYPES), forbid_dtd=True)
    except (ElementTree.ParseError, DefusedXmlException):
        raise Refused(f"The file is damaged: its list of parts cannot be read. {WHOLE}") from None
    types = {str(one.get("ContentType", "")) for one in root}
    if any("macroenabled" in one.lower() or "vba" in one.lower() for one in types):
        raise Refused("The file has macros in it. Save it without them (as .docx, .xlsx or .pptx).")
    if main not in types:
        raise Refused(f"The file is not {words}, whatever its name says.")


def _nothing_from_elsewhere(relations: bytes) -> None:
    """A template, an object or a frame that is fetched when the file is opened can bring macros; links may stay."""
    try:
        root = ElementTree.fromstring(relations, forbid_dtd=True)
    except (ElementTree.ParseError, DefusedXmlException):
        raise Refused(f"The file is damaged: a list of its parts cannot be read. {WHOLE}") from None
    for one in root:
        outside = str(one.get("TargetMode", "")).lower() == "external"
        if outside and str(one.get("Type", "")).rpartition("/")[2] in ("attachedTemplate", "oleObject", "frame"):
            raise Refused("The file fetches a part of itself from elsewhere when it is opened. Take that out first.")
