"""Events that could not be handled and are parked: list them, replay them after a mend, or discard one with a reason.

Replaying is safe to press twice: an event that was applied is not applied again.
"""

from __future__ import annotations

import argparse
from typing import Any
from urllib.parse import quote

from launcher.client import Client
from launcher.outcome import Exit, Refusal, WrongUse, print_json
from launcher.progress import Bar, say
from launcher.suiteuse import add_data_argument, client

SUMMARY = "list, replay or discard events that are parked"
EXAMPLES = """\
  ./waymark events parked
  ./waymark events replay 0192f0c1-6a0e-7cc3-98c4-dc0c0c07398f
  ./waymark events replay --all
  ./waymark events discard 0192f0c1-6a0e-7cc3-98c4-dc0c0c07398f --reason "a test message, sent by hand"
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    what = parser.add_subparsers(dest="action", metavar="parked|replay|discard", required=True)
    parked = what.add_parser("parked", help="list what is parked, and why")
    replay = what.add_parser("replay", help="handle parked events again")
    replay.add_argument("ids", nargs="*", metavar="ID")
    replay.add_argument("--all", action="store_true", help="every parked event")
    discard = what.add_parser("discard", help="drop a parked event for good")
    discard.add_argument("ids", nargs=1, metavar="ID")
    discard.add_argument("--reason", required=True, help="why; it is kept")
    for one in (parked, replay, discard):
        one.add_argument("--json", action="store_true", help="print the result as JSON")
        add_data_argument(one)


def run(arguments: argparse.Namespace) -> int:
    if arguments.action == "replay" and bool(arguments.ids) == arguments.all:
        raise WrongUse("name the events to replay, or use --all")
    with client(arguments) as api:
        if arguments.action == "parked":
            return show(parked(api), arguments.json)
        ids = (
            [str(entry["id"]) for entry in parked(api)]
            if arguments.action == "replay" and arguments.all
            else arguments.ids
        )
        return act(api, arguments, ids)


def parked(api: Client) -> list[dict[str, Any]]:
    """Every parked event; follows the pages of the list."""
    entries: list[dict[str, Any]] = []
    path: str | None = "/api/v1/parked"
    while path:
        answer = api.get(path)
        if isinstance(answer, list):
            return [*entries, *answer]
        entries += answer.get("items", [])
        cursor = answer.get("next")
        path = f"/api/v1/parked?cursor={quote(str(cursor))}" if cursor else None
    return entries


def show(entries: list[dict[str, Any]], as_json: bool) -> int:
    if as_json:
        print_json({"parked": entries})
        return Exit.DONE
    if not entries:
        print("Nothing is parked.", flush=True)
    for entry in entries:
        about = " ".join(str(entry[name]) for name in ("type", "subject", "first_seen") if entry.get(name))
        print(f"{entry['id']}  {about}\n    {entry.get('reason', '')}", flush=True)
    return Exit.DONE


def act(api: Client, arguments: argparse.Namespace, ids: list[str]) -> int:
    """Replay or discard each; one that is refused does not keep the others from their turn."""
    body = {"reason": arguments.reason} if arguments.action == "discard" else {}
    results: list[dict[str, Any]] = []
    bar = Bar(arguments.action)
    for count, event in enumerate(ids, start=1):
        try:
            answer = api.post(f"/api/v1/parked/{quote(event, safe='')}/{arguments.action}", body)
            results.append({"id": event, "done": True, "answer": answer})
        except Refusal as refusal:
            if refusal.code != Exit.DIFFERENT:
                raise
            results.append({"id": event, "done": False, "message": str(refusal)})
        bar.update(count, len(ids), final=count == len(ids))
    refused = [result for result in results if not result["done"]]
    if arguments.json:
        print_json({arguments.action: results})
    else:
        print(f"{arguments.action}: {len(results) - len(refused)} done, {len(refused)} refused", flush=True)
        for result in refused:
            say(f"  {result['id']}: {result['message']}")
    return Exit.DIFFERENT if refused else Exit.DONE
