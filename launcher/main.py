"""The command line: which subcommands there are, and how each ends.

A subcommand is a module of `launcher.commands` with `NAME`, `SUMMARY`, `EXAMPLES`, `arguments(parser)` and
`run(arguments)`. They are imported when they are wanted, so that help is quick. With `TAKES_OTHERS` it is given what
argparse leaves over as `arguments.others`; with `OWN_HELP` it answers --help itself.
"""

from __future__ import annotations

import argparse
import importlib
import signal
import sys
from collections.abc import Sequence
from types import FrameType, ModuleType

from launcher.child import StartFailed
from launcher.outcome import EXIT_CODES, Exit, Refusal
from launcher.progress import say

COMMANDS = (
    "run",
    "status",
    "ask",
    "do",
    "import",
    "report",
    "verify",
    "events",
    "views",
    "test",
    "bench",
    "doctor",
    "reset",
    "lock",
)


def module(name: str) -> ModuleType:
    """`import` is a keyword of Python, so its module is called `import_`."""
    return importlib.import_module(f"launcher.commands.{'import_' if name == 'import' else name}")


def parser() -> argparse.ArgumentParser:
    summary = "Waymark: facts as they happen, reports that write themselves, figures that open to why."
    top = argparse.ArgumentParser(prog="waymark", description=summary, epilog=EXIT_CODES)
    subcommands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name in COMMANDS:
        command = module(name)
        sub = subcommands.add_parser(
            name,
            help=command.SUMMARY,
            description=(command.__doc__ or "").strip(),
            epilog=f"Examples:\n{command.EXAMPLES.rstrip()}\n\n{EXIT_CODES}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
            add_help=not getattr(command, "OWN_HELP", False),
        )
        command.arguments(sub)
    helping = subcommands.add_parser("help", help="say what a command does")
    helping.add_argument("about", nargs="?", choices=COMMANDS, metavar="COMMAND")
    return top


def main(words: Sequence[str]) -> int:
    """Run one command and give its exit code."""
    # A terminal that is closed, or a supervisor's stop, ends a command as Ctrl-C does: with its `finally` clauses.
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:  # nohup
            signal.signal(number, interrupt)
    top = parser()
    if not words:
        top.print_help()
        return Exit.WRONG_USE
    arguments, others = top.parse_known_args(words)
    if arguments.command == "help":
        top.parse_args([arguments.about, "--help"] if arguments.about else ["--help"])
    command = module(arguments.command)
    if others and not getattr(command, "TAKES_OTHERS", False):
        top.error(f"unrecognized arguments: {' '.join(others)}")
    arguments.others = others
    try:
        return int(command.run(arguments))
    except Refusal as refusal:
        say(f"waymark {arguments.command}: {refusal}")
        return refusal.code
    except StartFailed as failure:
        say(f"waymark {arguments.command}: {failure}")
        return Exit.UNAVAILABLE
    except KeyboardInterrupt:
        say("Stopped.")
        return 130
    except BrokenPipeError:
        # whoever read our output has had enough
        sys.stderr.close()
        return Exit.DONE


def interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
