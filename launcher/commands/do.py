"""Carry out anything that the suite can do, by its name: a command that a service declares is one here.

Fields are written name=value, a field of a group group.name=value, a list by naming it again; any of them may be JSON.
The same --key is carried out once, however often it is sent.
"""

from __future__ import annotations

import argparse
import json
import sys
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from launcher.asking.description import Description, Request
from launcher.asking.explaining import explain, listed
from launcher.asking.tables import show_one
from launcher.asking.typed import fields_of
from launcher.client import Client
from launcher.outcome import Exit, Refusal, WrongUse, print_json
from launcher.suiteuse import add_data_argument, client

NAME = "do"
SUMMARY = "carry out anything that the suite can do, by its name"
EXAMPLES = """\
  ./waymark do --list milestone
  ./waymark do --help plan_milestone
  ./waymark do plan_milestone programme_id=SAMPLE-HDRC-LPL title="Findings shared" baseline_on=2026-09-30
  ./waymark do record_award --file award.json --key award-2026-1
  ./waymark do baseline_plan programme_id=SAMPLE-HDRC-LPL title="Year 3" \\
      milestones='[{"milestone_id": "0198…", "baseline_on": "2026-12-01"}]' --json
"""
#: options may stand among the fields
TAKES_OTHERS = True
OWN_HELP = True
TRIAL = "dry_run"


def arguments(parser: argparse.ArgumentParser) -> None:
    naming_arguments(parser)
    parser.add_argument("--dry-run", action="store_true", help="say what would happen and change nothing, where it can")
    parser.add_argument("--key", metavar="KEY", help="idempotency key: the same key is carried out once")
    parser.add_argument(
        "--version", type=int, metavar="N", help="refuse unless it is still at the version that you saw"
    )


def naming_arguments(parser: argparse.ArgumentParser) -> None:
    """What `do` and `ask` have in common: which request, with which fields, and its help."""
    parser.add_argument("-h", "--help", action="store_true", help="this help, or with CALL that of the request")
    parser.add_argument("call", nargs="?", metavar="CALL", help="a request, such as plan_milestone; with --list a word")
    parser.add_argument("fields", nargs="*", metavar="FIELD=VALUE", help="its fields; --help CALL describes them")
    parser.add_argument("--list", action="store_true", help="list every request, or those about a word")
    parser.add_argument("--file", metavar="FILE", help="fields as a JSON object from a file, or - for standard input")
    parser.add_argument("--json", action="store_true", help="print the answer as JSON")
    add_data_argument(parser)
    parser.set_defaults(parser=parser)


def run(arguments: argparse.Namespace) -> int:
    if (code := helped(arguments, changing=True)) is not None:
        return code
    begin, words = given(arguments)
    with client(arguments) as api:
        description = Description.of(api)
        request = description.named(arguments.call, changing=True)
        if arguments.dry_run:
            if TRIAL not in request.fields:
                raise WrongUse(f"{request.short} cannot be tried first; without --dry-run it is carried out")
            begin = begin | {TRIAL: True}
        fields = fields_of(description, request, words, begin)
        headers = {"Idempotency-Key": arguments.key or str(uuid.uuid4())}
        if arguments.version is not None:
            headers["If-Match"] = f'"{arguments.version}"'
        try:
            reply = send(api, request, fields, headers)
        except Refusal as refusal:
            if arguments.json and refusal.problem:
                print_json({"refused": refusal.problem})
            raise
    if arguments.json:
        print_json(reply)
    else:
        print(f"{'Tried' if arguments.dry_run else 'Done'}: {request.summary}", flush=True)
        show_one(reply.get("result") or {}, "  ")
    return Exit.DONE


def helped(arguments: argparse.Namespace, *, changing: bool) -> int | None:
    """The exit code when help or the list was all that was asked for, or nothing that can be understood."""
    if arguments.help and not arguments.call:
        arguments.parser.print_help()
        return Exit.DONE
    if not arguments.call and not arguments.list:
        arguments.parser.print_help(sys.stderr)
        return Exit.WRONG_USE
    if not arguments.help and not arguments.list:
        return None
    with client(arguments) as api:
        description = Description.of(api)
        if arguments.list:
            found = description.requests(changing=changing, about=arguments.call or "")
            if arguments.json:
                print_json({"requests": [{"name": one.name, "summary": one.summary} for one in found]})
            else:
                print(listed(found) or "None.", flush=True)
        else:
            request = description.named(arguments.call, changing=changing)
            print(explain(description, request, "do" if changing else "ask"), flush=True)
    return Exit.DONE


def given(arguments: argparse.Namespace) -> tuple[dict[str, Any], list[str]]:
    """The fields of --file, and the typed words. Raises WrongUse for what is neither field nor option."""
    words = [*arguments.fields, *arguments.others]
    if stray := [word for word in words if word.startswith("-")]:
        raise WrongUse(f"there is no option {stray[0]}")
    if not arguments.file:
        return {}, words
    try:
        text = sys.stdin.read() if arguments.file == "-" else Path(arguments.file).read_text(encoding="utf-8")
        fields = json.loads(text)
    except (OSError, ValueError) as error:
        raise WrongUse(f"--file {arguments.file}: {error}") from None
    if not isinstance(fields, dict):
        raise WrongUse(f"--file {arguments.file}: write one JSON object, a member for each field")
    return fields, words


def send(api: Client, request: Request, fields: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> Any:
    """The suite's answer; fields go where the description puts them: into the address, the query or the body."""
    address, query, body = request.address, {}, {}
    for name, value in fields.items():
        place = request.fields[name].place
        if place == "path":
            address = address.replace(f"{{{name}}}", quote(str(value), safe=""))
        elif place == "query":
            query[name] = as_query(value)
        else:
            body[name] = value
    query = {name: value for name, value in query.items() if value is not None}
    if query:
        address += f"?{urlencode(query, doseq=True)}"
    sent = dict(headers or {})
    if request.method in ("get", "delete"):
        return api.call(request.method.upper(), address, None, sent)
    return api.call(
        request.method.upper(), address, json.dumps(body).encode(), sent | {"Content-Type": "application/json"}
    )


def as_query(value: Any) -> Any:
    return str(value).lower() if isinstance(value, bool) else value
