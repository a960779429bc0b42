"""The one way by which files come in: looked into, scanned, stored by their fingerprint, and known by who sent them.

What may be sent is data (`kinds.yaml`). Not for deciding who may read a file: that is `services.gateway.api.files`.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app, g
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import RequestEntityTooLarge

from services.gateway.uploads import kinds, looking, scanning
from shared.errors import Invalid
from shared.files import Files


@dataclass(frozen=True, slots=True)
class Kept:
    """An upload as it lies in the files."""

    sha256: str
    file_name: str


def keep(upload: FileStorage | None, use: str = kinds.EVIDENCE) -> Kept:
    """Take an upload in. Raises Invalid (one sentence), 413 for one too large, Unavailable without a scanner's word."""
    if upload is None or not upload.filename:
        raise Invalid("Choose a file", {"file": ["Choose a file"]})
    files: Files = current_app.extensions["waymark_files"]
    try:
        content = upload.stream.read(kinds.largest() + 1)
    finally:
        upload.close()
    if len(content) > kinds.largest():
        raise RequestEntityTooLarge(f"The file is larger than {kinds.largest() >> 20} MB.")
    name = _plain(upload.filename)
    kind = looking.look(content, name, use)
    scanning.scan(content, current_app.extensions["waymark_settings"].file_scanner)
    stored = files.put(content, by=g.person.actor.id, kind=kind.key)
    return Kept(stored.sha256, name)


def _plain(name: str) -> str:
    """The last part of a file name as a browser sends it, without folders, of a length that can be shown."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(letter for letter in last if letter.isprintable())[-200:]
