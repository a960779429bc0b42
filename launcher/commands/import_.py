"""Bring records in from files: awards from NIHR Open Data, spend from a finance system, outputs.

Outputs are read from BibTeX, RIS, JSON of Crossref or CSL, a Researchfish download, or a table of our own template;
spend from CSV. Importing the same file again changes nothing. Rows that are refused are named with file, row and field;
the others are taken.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any
from urllib.parse import quote

from launcher.client import Client, Part
from launcher.outcome import Exit, Refusal, WrongUse, print_json
from launcher.progress import Bar, say
from launcher.suiteuse import add_data_argument, client

SUMMARY = "bring awards, spend, places or outputs in from files"
KINDS = ("nihr-awards", "finance", "places", "outputs")
EXAMPLES = """\
  ./waymark import nihr-awards nihr_awards.csv
  ./waymark import finance ledger.csv --programme SAMPLE-HDRC-LPL --dry-run
  ./waymark import finance march.csv --programme SAMPLE-HDRC-LPL --mapping transactions
  ./waymark import outputs --dry-run library.bib export.ris
  ./waymark import outputs researchfish_2025.xlsx --programme SAMPLE-HDRC-LPL --json
  ./waymark import outputs --template talks.xlsx --type engagement_activity
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kind", choices=KINDS, metavar="KIND", help=", ".join(KINDS[:-1]) + " or " + KINDS[-1])
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
    parser.add_argument("--dry-run", action="store_true", help="say what would happen and change nothing")
    parser.add_argument("--programme", metavar="ID", help="the programme that the records belong to")
    parser.add_argument(
        "--mapping", metavar="NAME", help="finance: which mapping of columns (left out: the one that fits the file)"
    )
    parser.add_argument(
        "--template",
        type=Path,
        metavar="FILE",
        help="outputs: write a table to fill in (.xlsx or .csv), import nothing",
    )
    parser.add_argument("--type", metavar="TYPE", help="with --template: the type of output (left out: publication)")
    parser.add_argument("--json", action="store_true", help="print {accepted, unchanged, refused} as JSON")
    add_data_argument(parser)


def run(arguments: argparse.Namespace) -> int:
    if arguments.template or arguments.type:
        return write_template(arguments)
    if not arguments.files:
        raise WrongUse("name a file to import")
    for file in arguments.files:
        if not file.is_file():
            raise WrongUse(f"there is no file {file}")
    total: dict[str, Any] = {"accepted": 0, "unchanged": 0, "refused": [], "notes": []}
    with client(arguments) as api:
        for file in arguments.files:
            result = import_file(api, arguments, file)
            if not arguments.json:
                show(file, result, arguments.dry_run)
            total["accepted"] += result["accepted"]
            total["unchanged"] += result["unchanged"]
            total["refused"] += result["refused"]
            total["notes"] += result["notes"]
    if arguments.json:
        print_json(total)
    return Exit.DIFFERENT if total["refused"] else Exit.DONE


def write_template(arguments: argparse.Namespace) -> int:
    """The template of one type as a file, which is never written over another."""
    file: Path | None = arguments.template
    if file is None or arguments.kind != "outputs" or arguments.files:
        raise WrongUse("write a template with: ./waymark import outputs --template FILE [--type TYPE]")
    form = file.suffix.lower().removeprefix(".")
    if form not in ("xlsx", "csv"):
        raise WrongUse(f"{file}: a template ends in .xlsx or .csv")
    if file.exists():
        raise WrongUse(f"{file} is there already: name another file")
    with client(arguments) as api:
        content = api.download(f"/api/v1/imports/templates/{quote(arguments.type or 'publication', safe='')}.{form}")
    file.write_bytes(content)
    print(f"{file}: fill it in and import it with: ./waymark import outputs {file} --programme ID")
    return Exit.DONE


def import_file(api: Client, arguments: argparse.Namespace, file: Path) -> dict[str, Any]:
    """One file from upload to result. A file that is refused as a whole is a result with one refused entry."""
    fields = {"kind": arguments.kind, "dry_run": "true" if arguments.dry_run else "false"}
    if arguments.programme:
        fields["programme"] = arguments.programme
    if arguments.mapping:
        fields["mapping"] = arguments.mapping
    bar = Bar(file.name)
    done = total = 0

    def progress(so_far: int, of: int) -> None:
        nonlocal done, total
        done, total = so_far, of
        bar.update(so_far, of)

    try:
        started = api.upload("/api/v1/imports", fields, Part("file", file))
        job = api.wait_for(f"/api/v1/imports/{started['id']}", progress)
    except Refusal as refusal:
        if refusal.code != Exit.DIFFERENT:
            raise
        return refused_whole(file, str(refusal))
    bar.update(done, total, final=True)
    result = dict(job.get("result") or {})
    if job["state"] == "failed" and not result.get("refused"):
        return refused_whole(file, str(job.get("message") or job.get("error") or "the import failed"))
    return {
        "accepted": int(result.get("accepted", 0)),
        "unchanged": int(result.get("unchanged", 0)),
        "refused": list(result.get("refused", [])),
        "notes": list(result.get("notes") or []),
    }


def refused_whole(file: Path, message: str) -> dict[str, Any]:
    entry = {"file": file.name, "row": None, "field": None, "message": message}
    return {"accepted": 0, "unchanged": 0, "refused": [entry], "notes": []}


def show(file: Path, result: dict[str, Any], dry_run: bool) -> None:
    would = " (dry run: nothing was changed)" if dry_run else ""
    counts = f"{result['accepted']} accepted, {result['unchanged']} unchanged, {len(result['refused'])} refused"
    print(f"{file}: {counts}{would}", flush=True)
    for said, entries in (("refused", result["refused"]), ("note", result["notes"])):
        for entry in entries:
            where = [str(entry.get("file") or file.name)]
            where += [f"row {entry['row']}"] if entry.get("row") is not None else []
            where += [str(entry["field"])] if entry.get("field") else []
            say(f"  {said}: {', '.join(where)}: {entry['message']}")
