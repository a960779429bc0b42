"""Write a funder's report from the facts: report.html, report.pdf and report.json.

With --known-at, as it was known at a position of the ledger (a number) or at the end of a day; the same position
gives the same bytes.
"""

from __future__ import annotations

import argparse
import datetime
import hashlib
import re
from pathlib import Path
from typing import Any

from launcher.client import Client
from launcher.outcome import Exit, Refusal, WrongUse, print_json
from launcher.progress import say, step
from launcher.suiteuse import add_data_argument, client

SUMMARY = "write a report as HTML, PDF and JSON"
EXAMPLES = """\
  ./waymark report --programme SAMPLE-HDRC-LPL --template nihr-six-monthly \\
      --period 2026-01-01..2026-06-30 --out report
  ./waymark report --programme SAMPLE-HDRC-LPL --template nihr-six-monthly \\
      --period 2026-01-01..2026-06-30 --out report --known-at 4711
  ./waymark report --programme SAMPLE-HDRC-LPL --template nihr-six-monthly \\
      --period 2024-01-01..2024-06-30 --out report --known-at 2024-07-01 --json
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--programme", required=True, metavar="ID")
    parser.add_argument("--template", required=True, metavar="NAME")
    parser.add_argument("--period", required=True, metavar="FROM..TO", help="two dates, both within the period")
    parser.add_argument("--known-at", metavar="N|DATE", help="a position of the ledger or a date (default: now)")
    parser.add_argument("--out", required=True, type=Path, metavar="DIR", help="folder to write to; made if missing")
    parser.add_argument("--json", action="store_true", help="print what was written as JSON")
    add_data_argument(parser)


def run(arguments: argparse.Namespace) -> int:
    first, last = period(arguments.period)
    request: dict[str, Any] = {
        "programme": arguments.programme,
        "template": arguments.template,
        "period_from": first,
        "period_to": last,
    }
    if arguments.known_at:
        request["known_at"] = known_at(arguments.known_at)
    with client(arguments) as api:
        with step("report", f"{arguments.template}, {first} to {last}"):
            answer = api.post("/api/v1/reports/render", request)
        arguments.out.mkdir(parents=True, exist_ok=True)
        written = {
            kind: fetch(api, kind, artefact, arguments.out)
            for kind, artefact in answer["artefacts"].items()
            if artefact
        }
    if arguments.json:
        print_json({"known_at": answer["known_at"], "files": written})
    else:
        print(f"As known at position {answer['known_at']}:", flush=True)
        for entry in written.values():
            print(f"  {entry['path']}  {entry['size']:,} bytes  SHA-256 {entry['sha256'][:16]}…", flush=True)
    if "pdf" not in written:
        say("There is no PDF, because the suite cannot make one; `./waymark doctor` says which package is missing.")
        return Exit.DIFFERENT
    return Exit.DONE


def period(text: str) -> tuple[str, str]:
    """Both ends of `2026-01-01..2026-06-30`, checked."""
    first, separator, last = text.partition("..")
    try:
        if not separator or datetime.date.fromisoformat(first) > datetime.date.fromisoformat(last):
            raise ValueError
    except ValueError:
        raise WrongUse(f"--period {text}: write two dates, the earlier first, as in 2026-01-01..2026-06-30") from None
    return first, last


def known_at(text: str) -> int | str:
    """A position as a number, or a date as it is."""
    if text.isdigit():
        return int(text)
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return text
    raise WrongUse(f"--known-at {text}: write a position of the ledger (a number) or a date such as 2025-12-31")


def fetch(api: Client, kind: str, artefact: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Download one artefact and check it against its digest."""
    content = api.download(artefact.get("url") or f"/api/v1/files/{artefact['sha256']}")
    digest = hashlib.sha256(content).hexdigest()
    if digest != artefact["sha256"]:
        raise Refusal(f"report.{kind} arrived with SHA-256 {digest}, but the report says {artefact['sha256']}")
    path = folder / f"report.{kind}"
    path.write_bytes(content)
    return {"path": str(path), "size": len(content), "sha256": digest}
