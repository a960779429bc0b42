"""What a file is, by its content: its name must agree, and it must be that kind and nothing else."""

from __future__ import annotations

import threading
from collections.abc import Callable

import puremagic

from services.gateway.uploads import kinds, office, pdf, pictures, texts
from services.gateway.uploads.kinds import Kind
from services.gateway.uploads.refused import Refused

#: a file is looked at in memory, so only so many at a time
AT_A_TIME = threading.BoundedSemaphore(2)
#: how a kind that is no text begins
BEGINS = {"pdf": b"%PDF-", "png": pictures.PNG, "jpeg": b"\xff\xd8\xff", "office": b"PK\x03\x04"}
#: kinds of others that people often send, and what to do
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LOOKS: dict[str, Callable[[bytes], None]] = {
    "pdf": pdf.pdf,
    "png": pictures.png,
    "jpeg": pictures.jpeg,
    "text": texts.text,
}


def look(content: bytes, file_name: str, use: str) -> Kind:
    """The kind of a file, looked into. Raises Refused with one sentence."""
    taken = kinds.kinds(use)
    if not content:
        raise Refused("The file is empty. Choose the right one.")
    ending = file_name.rpartition(".")[2].lower() if "." in file_name else ""
    kind = next((one for one in taken.values() if ending in one.endings), None)
    if kind is None:
        seems = f"A file named .{ending[:12]}" if ending.isalnum() else "A file whose name says no kind"
        raise Refused(f"{seems} is not taken. Send {kinds.in_words(use)}.")
    if content.startswith(OLD_OFFICE):
        raise Refused(
            "The file is an office file of the old form, or protected with a password. "
            "Save it without, as .docx, .xlsx or .pptx."
        )
    really = next((look for look, start in BEGINS.items() if content.startswith(start)), "text")
    if really != kind.look:
        seems = _seems(content)
        raise Refused(f"The file is named .{ending}, but its content is not {kind.words}{seems}. Send the real file.")
    with AT_A_TIME:
        if kind.look == "office":
            office.office(content, kind.main or "", kind.words)
        elif kind.look == "text" and use == kinds.IMPORT:
            texts.records(content)
        else:
            LOOKS[kind.look](content)
    return kind


def _seems(content: bytes) -> str:
    """What it looks like, where that is known."""
    try:
        found = puremagic.magic_string(content[:4096])
    except (puremagic.PureError, ValueError):
        return ""
    return f" (it looks like {found[0].name})" if found and found[0].name else ""
