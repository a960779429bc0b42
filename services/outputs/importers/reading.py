"""From a file's bytes to works: size, encoding and format are settled here, by content and never by name.

Runs as a process of its own (`python -m services.outputs.importers.reading`: the bytes in, works as JSON lines out), so
that a file made to be slow can neither stop the service's heartbeats nor outlive its time: see `separately`.
"""

from __future__ import annotations

import codecs
import logging
import re
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from tempfile import TemporaryFile

import orjson

from services.outputs.domain.authors import Author
from services.outputs.domain.dates import PartialDate
from services.outputs.importers import bibtex, crossref, ris
from services.outputs.importers.work import Funder, Reader, Refused, Unreadable, Work

MB = 1 << 20
LARGEST = 20 * MB
SECONDS = 120
MEMORY = 2048 * MB
LONGEST_LINE = 2 * MB
#: exit status of the reading process when it says in a sentence why it cannot
REFUSED = 3
ROOT = Path(__file__).parent.parent.parent.parent

_web_of_science = re.compile(r"\A\s*FN (Clarivate|Thomson|ISI)|^PT [A-Z]\s*$.*?^(AU|TI|SO) ", re.MULTILINE | re.DOTALL)
_ris = re.compile(r"^TY  ?-", re.MULTILINE)
_bibtex = re.compile(r"^[ \t]*@[A-Za-z]+\s*[{(]", re.MULTILINE)
_others = (
    (re.compile(r"\A%PDF-"), "a PDF"),
    (re.compile(r"\APK\x03\x04"), "a Word, Excel or ZIP file"),
    (re.compile(r"\A\s*<(\?xml|!doctype|html|xml)", re.IGNORECASE), "XML or a web page"),
    (re.compile(r"\A(%0 |%A )", re.MULTILINE), "an EndNote export"),
    (re.compile(r"^PMID- ", re.MULTILINE), "a PubMed (MEDLINE) export"),
)
WHAT_TO_DO = "export it from there as RIS or BibTeX, and import that"


def works(content: bytes) -> Iterator[Work | Refused]:
    """The works of a file. Raises Unreadable with one sentence when the whole of it cannot be used."""
    if len(content) > LARGEST:
        raise Unreadable(
            f"The file is larger than {LARGEST // MB} MB, the most that is read at once: split it and import the parts."
        )
    text = decode(content)
    return detect(text)(text)


def decode(content: bytes) -> str:
    """The text of the bytes. Raises Unreadable for what is empty, no text, or in an encoding that we would guess."""
    if not content.strip():
        raise Unreadable("The file is empty: choose the file that you exported.")
    head = content[:8].decode("latin-1")
    for pattern, what in _others[:2]:
        if pattern.search(head):
            raise Unreadable(f"This is {what}, not a list of works: {WHAT_TO_DO}.")
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
        line = content.count(b"\n", 0, error.start) + 1
        raise Unreadable(
            f"Line {line} is not UTF-8, so its accents would come out wrong: save the file with the encoding UTF-8."
        ) from None


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def detect(text: str) -> Reader:
    """The adapter for this text. Raises Unreadable saying what the file seems to be and what to do."""
    start = text.lstrip()[:1]
    if start in ("{", "[") and not _bibtex.search(text[:2000]):
        return crossref.read
    if _web_of_science.search(text[:20_000]):
        raise Unreadable(
            "This is a Web of Science export (plain text), not RIS: in Web of Science choose Export, "
            "then RIS or BibTeX, and import that file."
        )
    if max(map(len, text.split("\n"))) > LONGEST_LINE:
        raise Unreadable(f"It has a line of more than {LONGEST_LINE // MB} MB, as no list of works has: {WHAT_TO_DO}.")
    found = [(place.start(), reader) for pattern, reader in ((_ris, ris.read), (_bibtex, bibtex.read))
             if (place := pattern.search(text))]  # fmt: skip
    if found:
        return min(found, key=lambda each: each[0])[1]
    for pattern, what in _others:
        if pattern.search(text[:20_000]):
            raise Unreadable(f"This is {what}, not a list of works that can be read here: {WHAT_TO_DO}.")
    raise Unreadable(
        "No work was found in it: it is neither BibTeX (@article{…), nor RIS (TY  - …), nor Crossref JSON."
    )


def separately(content: bytes, *, seconds: float = SECONDS) -> Iterator[Work | Refused]:
    """The works of a file, read in a process of its own. Raises Unreadable, also when that takes too long.

    When it returns the whole file has been read; the records are made one by one, so that others have their turn.
    """
    with TemporaryFile() as source, TemporaryFile() as result:
        source.write(content[: LARGEST + 1])
        source.seek(0)
        process = subprocess.Popen(
            [sys.executable, "-m", "services.outputs.importers.reading"],
            stdin=source,
            stdout=result,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
        )
        exit_status = _awaited(process, seconds)
        result.seek(0)
        said = result.read()
    if exit_status == REFUSED:
        raise Unreadable(said.decode())
    if exit_status != 0:
        raise Unreadable("Reading it took more memory than it may, or failed: split the file and import the parts.")
    return map(_from_json, said.splitlines())


def _awaited(process: subprocess.Popen[bytes], seconds: float) -> int:
    """The exit status; the process is ended when it takes too long. Polls: Popen's own time-out is not green."""
    give_up = time.monotonic() + seconds
    while (status := process.poll()) is None:
        if time.monotonic() > give_up:
            process.kill()
            process.wait()
            raise Unreadable(
                f"Reading it took more than {seconds:g} seconds and was stopped: split the file and import the parts."
            )
        time.sleep(0.01)
    return status


def main() -> int:
    """Read a file from stdin and write its works, a JSON object a line; or the sentence why not, with exit 3."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    logging.disable(logging.CRITICAL)  # the parsers' remarks quote the file
    try:
        lines = [orjson.dumps(found) for found in works(sys.stdin.buffer.read())]
    except Unreadable as error:
        sys.stdout.buffer.write(str(error).encode())
        return REFUSED
    sys.stdout.buffer.write(b"\n".join(lines))
    return 0


def _from_json(line: bytes) -> Work | Refused:
    given = orjson.loads(line)
    if "message" in given:
        return Refused(**given)
    on = given["published"]
    return Work(
        **given
        | {
            "published": PartialDate(date.fromisoformat(on["first"]), on["precision"]) if on else None,
            "authors": tuple(Author(**author) for author in given["authors"]),
            "funders": tuple(
                Funder(each["name"], each["funder_id"], tuple(each["awards"])) for each in given["funders"]
            ),
        }
    )


if __name__ == "__main__":
    sys.exit(main())
