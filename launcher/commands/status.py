"""Say whether the suite runs and how it is: processes, queues, lag of the views, parked events, the last audit."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import Any

from launcher import runfile
from launcher.client import Client
from launcher.commands.events import parked
from launcher.datafolder import DataFolder
from launcher.outcome import Exit, Refusal, print_json
from launcher.processes import PROGRAMS
from launcher.suiteuse import add_data_argument
from launcher.supervisor import page_answers

SUMMARY = "say how the suite is"
EXAMPLES = """\
  ./waymark status
  ./waymark status --data ~/second --json
"""
SECRET = ("amqp_uri", "database_url", "operator_token_file", "sign_ins")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print the whole status as JSON")
    add_data_argument(parser)


def run(arguments: argparse.Namespace) -> int:
    data = DataFolder.at(arguments.data)
    if not runfile.is_held(data):
        return not_running(arguments.json, "not running", f"No suite runs on {data.root}. Start it with ./waymark run")
    found = runfile.read(data)
    if found is None:
        return not_running(arguments.json, "starting or stopping", f"The suite on {data.root} is starting or stopping.")
    ready = {
        program.name: page_answers(f"http://127.0.0.1:{found.ports[program.name]}{program.ready}")
        for program in PROGRAMS
        if program.ready and program.name in found.pids
    }
    try:
        api = Client(found, timeout=10)
        own = dict(api.get("/api/v1/status")) | {"parked": len(parked(api))}
    except Refusal as refusal:
        own = {"error": str(refusal)}
    document = {"state": "running", "ready": ready, "suite": own}
    document |= {name: value for name, value in asdict(found).items() if name not in SECRET}
    if arguments.json:
        print_json(document)
    else:
        show(found, ready, own)
    return Exit.DONE if all(ready.values()) and "error" not in (own or {}) else Exit.DIFFERENT


def not_running(as_json: bool, state: str, text: str) -> int:
    if as_json:
        print_json({"state": state})
    else:
        print(text)
    return Exit.UNAVAILABLE


def show(found: runfile.RunFile, ready: dict[str, bool], own: Any) -> None:
    print(f"Running at {found.address} (process {found.pid}){', sample installation' if found.sample else ''}")
    for name, pid in found.pids.items():
        note = "" if name not in ready else "ready" if ready[name] else "NOT READY"
        print(f"  {name:<14} process {pid:<8} {note}")
    lines(own if isinstance(own, dict) else {"status": own}, "  ")


def lines(document: dict[str, Any], indent: str) -> None:
    """Whatever the suite tells about itself, one value per line."""
    for name, value in document.items():
        label = name.replace("_", " ")
        if isinstance(value, dict):
            print(f"{indent}{label}:")
            lines(value, indent + "  ")
        elif isinstance(value, list):
            print(f"{indent}{label}: {len(value)}")
            for entry in value[:20]:
                shown = ", ".join(f"{key} {part}" for key, part in entry.items()) if isinstance(entry, dict) else entry
                print(f"{indent}  {shown}")
        else:
            print(f"{indent}{label}: {value}")
