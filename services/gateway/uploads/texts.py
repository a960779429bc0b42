"""Looks into texts: characters throughout, and no page, script or other document under the name of a text."""

from __future__ import annotations

import re

from services.gateway.uploads.refused import Refused

#: what a text never needs: control characters but tab, line feed, form feed, carriage return
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
#: how a web page, a drawing, XML, a script of a shell or another kind of document begins
OTHER = re.compile(r"(?:<\s*[!?a-z]|#!|\{\\rtf|%!ps|%pdf-)", re.IGNORECASE)


def text(content: bytes) -> None:
    """Raise Refused unless this is text in UTF-8, UTF-16 (with its mark) or Windows-1252, of characters alone."""
    records(content)
    if CONTROLS.search(_decoded(content)):
        raise Refused("The file is not text: there are characters in it that no text has. Send it as what it is.")


def records(content: bytes) -> None:
    """The same for a file of records, which may have come out of systems that leave a control character behind."""
    words = _decoded(content)
    if "\0" in words:
        raise Refused("The file is not text: there are characters in it that no text has. Send it as what it is.")
    if OTHER.match(words.lstrip("\ufeff \t\r\n\f")):
        raise Refused("The file is a web page, a script or another document under the name of a text. Send plain text.")


def _decoded(content: bytes) -> str:
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused("The file is not text in a known encoding. Save it as UTF-8 and send that.")
