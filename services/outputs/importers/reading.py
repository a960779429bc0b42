"""From a file's bytes to works: size, encoding and format are settled here, by content and never by name.

Runs as a process of its own (`python -m services.outputs.importers.reading`: the bytes in, works as JSON lines out), so
that a file made to be slow can neither stop the service's heartbeats nor outlive its time: see `separately`.
"""

from __future__ import annotations

import logging
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

import orjson

from services.outputs.domain.authors import Author
from services.outputs.domain.dates import PartialDate
from services.outputs.importers import formats, sheets, tables
from services.outputs.importers.work import Found, Funder, Refused, Remark, Unreadable, Work

MB = 1 << 20
LARGEST = 20 * MB
SECONDS = 120
MEMORY = 2048 * MB
COMMAND = [sys.executable, "-m", "services.outputs.importers.reading"]
ROOT = Path(__file__).parent.parent.parent.parent

#: exit status of the reading process when it says in a sentence why it cannot
REFUSED = 3


def works(content: bytes) -> Iterator[Found]:
    """The works of a file. Raises Unreadable with one sentence when the whole of it cannot be used."""
    if len(content) > LARGEST:
        raise Unreadable(
            f"The file is larger than {LARGEST // MB} MB, the most that is read at once: split it and import the parts."
        )
    if sheets.is_workbook(content):
        return tables.read(sheets.sheets_of(content))
    text = formats.decode(content)
    return formats.detect(text)(text)


def separately(content: bytes, *, seconds: float = SECONDS) -> Iterator[Found]:
    """The works of a file, read in a process of its own. Raises Unreadable, also when that takes too long.

    When it returns the whole file has been read; the records are made one by one, so that others have their turn.
    """
    with TemporaryFile() as source, TemporaryFile() as result:
        source.write(content[: LARGEST + 1])
        source.seek(0)
        process = subprocess.Popen(
            COMMAND,
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
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))  # should the one that waits for it be gone
    logging.disable(logging.CRITICAL)  # the parsers' remarks quote the file
    try:
        lines = [orjson.dumps(found) for found in works(sys.stdin.buffer.read())]
    except Unreadable as error:
        sys.stdout.buffer.write(str(error).encode())
        return REFUSED
    sys.stdout.buffer.write(b"\n".join(lines))
    return 0


def _from_json(line: bytes) -> Found:
    given = orjson.loads(line)
    if "message" in given:
        return Refused(**given)
    if "remark" in given:
        return Remark(**given)
    return Work(
        **given
        | {
            "published": _date(given["published"]),
            "planned": _date(given["planned"]),
            "authors": tuple(Author(**author) for author in given["authors"]),
            "funders": tuple(
                Funder(each["name"], each["funder_id"], tuple(each["awards"])) for each in given["funders"]
            ),
            "attributed": tuple(given["attributed"]),
            "keys": tuple(given["keys"]),
            "remarks": tuple((name, message) for name, message in given["remarks"]),
            "adds": tuple(given["adds"]),
        }
    )


def _date(on: Any) -> PartialDate | None:
    return PartialDate(date.fromisoformat(on["first"]), on["precision"]) if on else None


if __name__ == "__main__":
    sys.exit(main())
