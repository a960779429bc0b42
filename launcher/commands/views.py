"""Make the views anew from the ledger, or audit them: is what people see what the facts say?

A rebuild goes on beside the live views and replaces them in one step; readers notice nothing. An audit changes
nothing; exit code 1 means that it found a difference.
"""

from __future__ import annotations

import argparse
from typing import Any

from launcher.outcome import Exit, Refusal, print_json
from launcher.progress import Bar
from launcher.suiteuse import add_data_argument, client

SUMMARY = "rebuild or audit the views of the ledger"
EXAMPLES = """\
  ./waymark views audit
  ./waymark views rebuild
  ./waymark views audit --json
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=("rebuild", "audit"), metavar="rebuild|audit")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    add_data_argument(parser)


def run(arguments: argparse.Namespace) -> int:
    bar = Bar(arguments.action)
    with client(arguments) as api:
        started = api.post(f"/api/v1/views/{arguments.action}")
        job = api.wait_for(f"/api/v1/jobs/{started['id']}", bar.update)
    bar.update(int(job.get("done") or 0), int(job.get("total") or 0), final=True)
    result: dict[str, Any] = dict(job.get("result") or {})
    if job["state"] == "failed":
        raise Refusal(str(job.get("error") or result.get("message") or "the job failed; see the log of the projector"))
    if arguments.json:
        print_json(result)
    else:
        show(arguments.action, result)
    return Exit.DIFFERENT if result.get("differences") else Exit.DONE


def show(action: str, result: dict[str, Any]) -> None:
    if action == "rebuild":
        print("The views were made anew.")
        return
    count = result["differences"]
    print(f"{count} difference(s) between the views and the facts." if count else "The views are what the facts say.")
    for row in result["shown"]:
        print(f"  {row['view']} {row['key']} (programme {row['programme_id']}): {', '.join(row['columns'])}")
    for position in result["altered"]:
        print(f"  the fact at position {position} is not the one that was recorded")
    if count:
        print("`./waymark views rebuild` makes the views anew from the facts.")
