"""From bytes to the format that they are in, by content and never by name; what it is not is said in a sentence."""

from __future__ import annotations

import codecs
import re

from services.outputs.importers import bibtex, crossref, csl, ris, sheets, tables
from services.outputs.importers.work import Reader, Unreadable

LONGEST_LINE = 2 << 20

_web_of_science = re.compile(r"\A\s*FN (Clarivate|Thomson|ISI)|^PT [A-Z]\s*$.*?^(AU|TI|SO) ", re.MULTILINE | re.DOTALL)
_ris = re.compile(r"^TY  ?-", re.MULTILINE)
_bibtex = re.compile(r"^[ \t]*@[A-Za-z]+\s*[{(]", re.MULTILINE)
_others = (
    (re.compile(r"\A%PDF-"), "a PDF"),
    (re.compile(r"\A\s*<(\?xml|!doctype|html|xml)", re.IGNORECASE), "XML or a web page"),
    (re.compile(r"\A(%0 |%A )", re.MULTILINE), "an EndNote export"),
    (re.compile(r"^PMID- ", re.MULTILINE), "a PubMed (MEDLINE) export"),
)
#: three letters with accents in a row, or signs among them: no language of western Europe, so another code page
_run = re.compile(
    "[\u00a1-\u00a2\u00a4-\u00a8\u00aa-\u00ad\u00af\u00b1-\u00b6\u00b8-\u00ff\u0152-\u0192\u201a\u2030]{3}"
)
WHAT_TO_DO = "export it from there as RIS or BibTeX, and import that"
#: letters of other code pages come out as these where one of Windows' is taken for theirs
_doubtful = frozenset("ŠšŽžŸƒˆ\u02dc¤¦¨¬¯\u00b8¹ÞþðÐ\u00d7÷")


def decode(content: bytes) -> str:
    """The text of the bytes. Raises Unreadable for what is empty, no text, or in an encoding that we would guess."""
    if not content.strip():
        raise Unreadable("The file is empty: choose the file that you exported.")
    if content.startswith(b"%PDF-"):
        raise Unreadable(f"This is a PDF, not a list of works: {WHAT_TO_DO}.")
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            return _lines(content.decode("utf-16").replace("\x00", ""))
        except UnicodeDecodeError:
            raise Unreadable("The file says that it is UTF-16 and is not: save it again as UTF-8.") from None
    if b"\x00" in content:
        raise Unreadable(f"This is a binary file, not a list of works: {WHAT_TO_DO}.")
    try:
        return _lines(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        if text := _of_windows(content):
            return text
        line = content.count(b"\n", 0, error.start) + 1
        raise Unreadable(
            f"Line {line} is not UTF-8, so its accents would come out wrong: save the file with the encoding UTF-8."
        ) from None


def _of_windows(content: bytes) -> str | None:
    """A table as Excel saves “CSV” in western Europe: in Windows-1252, and nothing in it that makes that doubtful."""
    try:
        text = _lines(content.decode("cp1252"))
    except UnicodeDecodeError:
        return None
    if _ris.search(text) or _bibtex.search(text) or not sheets.seems_delimited(text):
        return None
    return (
        None
        if _doubtful & set(text) or _run.search(text) or any("\x80" <= char <= "\x9f" for char in set(text))
        else text
    )


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def detect(text: str) -> Reader:
    """The adapter for this text. Raises Unreadable saying what the file seems to be and what to do."""
    start = text.lstrip()[:1]
    if start in ("{", "[") and not _bibtex.search(text[:2000]):
        return csl.read if csl.is_csl(text) else crossref.read
    if _web_of_science.search(text[:20_000]):
        raise Unreadable(
            "This is a Web of Science export (plain text), not RIS: in Web of Science choose Export, "
            "then RIS or BibTeX, and import that file."
        )
    if max(map(len, text.split("\n"))) > LONGEST_LINE:
        raise Unreadable(f"It has a line of more than {LONGEST_LINE >> 20} MB, as no list of works has: {WHAT_TO_DO}.")
    if tables.is_table(text):
        return tables.read_text
    found = [(place.start(), reader) for pattern, reader in ((_ris, ris.read), (_bibtex, bibtex.read))
             if (place := pattern.search(text))]  # fmt: skip
    if found:
        return min(found, key=lambda each: each[0])[1]
    for pattern, what in _others:
        if pattern.search(text[:20_000]):
            raise Unreadable(f"This is {what}, not a list of works that can be read here: {WHAT_TO_DO}.")
    if sheets.seems_delimited(text):
        raise Unreadable(tables.UNKNOWN)
    raise Unreadable(
        "No work was found in it: it is neither BibTeX (@article{…), nor RIS (TY  - …), nor JSON of Crossref or CSL, "
        "nor a table with headings."
    )
