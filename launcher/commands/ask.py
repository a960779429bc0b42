"""Ask the suite anything that it can be asked, by its name: a read that a service declares is one here.

A list comes a page at a time; --all follows it to its end. Fields are written name=value.
"""

from __future__ import annotations

import argparse
from typing import Any

from launcher.asking.description import Description, Request
from launcher.asking.tables import show_list, show_one
from launcher.asking.typed import fields_of
from launcher.client import Client
from launcher.commands.do import given, helped, naming_arguments, send
from launcher.outcome import Exit, Refusal, print_json
from launcher.progress import Bar, say
from launcher.suiteuse import client

NAME = "ask"
SUMMARY = "ask the suite anything that it can be asked, by its name"
EXAMPLES = """\
  ./waymark ask --list
  ./waymark ask --help milestones
  ./waymark ask milestones programme_id=SAMPLE-HDRC-LPL state=late
  ./waymark ask milestones programme_id=SAMPLE-HDRC-LPL --all --json
  ./waymark ask programme programme_id=SAMPLE-HDRC-LPL
"""
TAKES_OTHERS = True
OWN_HELP = True
#: rows asked for at once when all are wanted
PAGE = 200


def arguments(parser: argparse.ArgumentParser) -> None:
    naming_arguments(parser)
    parser.add_argument("--all", action="store_true", help="every row of a list, not its first page alone")


def run(arguments: argparse.Namespace) -> int:
    if (code := helped(arguments, changing=False)) is not None:
        return code
    begin, words = given(arguments)
    with client(arguments) as api:
        description = Description.of(api)
        request = description.named(arguments.call, changing=False)
        fields = fields_of(description, request, words, begin)
        try:
            answer = every(api, request, fields) if arguments.all else send(api, request, fields)
        except Refusal as refusal:
            if arguments.json and refusal.problem:
                print_json({"refused": refusal.problem})
            raise
    if arguments.json:
        print_json(answer)
    elif isinstance(answer, dict) and isinstance(answer.get("items"), list):
        show_list(answer["items"])
        if answer.get("next"):
            say(f"There are more rows: add --all, or after={answer['next']}")
    else:
        show_one(answer)
    return Exit.DONE


def every(api: Client, request: Request, fields: dict[str, Any]) -> Any:
    """The list from its first row, or from `after`, to its last."""
    if "after" not in request.fields:
        return send(api, request, fields)
    bar = Bar(request.short)
    asked = {"limit": PAGE} | fields if "limit" in request.fields else dict(fields)
    items: list[Any] = []
    while True:
        answer = send(api, request, asked)
        items += answer["items"]
        bar.update(len(items), 0)
        if not answer.get("next"):
            return answer | {"items": items}
        asked["after"] = answer["next"]
