"""Start Waymark and stay until Ctrl-C.

The first time on a machine this installs what is needed (into .venv and .waymark, and with apt when you are root),
makes the databases, loads the sample programme and prints the address with the sample sign-ins. Everything that was
started is stopped again. Two installations run side by side when each has its own --data folder.
"""

from __future__ import annotations

import argparse
import signal
import time

from launcher import install, runfile
from launcher.datafolder import AlreadyHeld, DataFolder
from launcher.outcome import Exit, Unavailable, WrongUse
from launcher.ports import is_free
from launcher.progress import say
from launcher.suite import Suite

SUMMARY = "start everything and stay until Ctrl-C"
EXAMPLES = """\
  ./waymark run
  ./waymark run --port 8080
  ./waymark run --data ~/second --no-sample
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=int, help="port of the web pages (default, and 0: 8000, or another free one)")
    parser.add_argument("--data", metavar="DIR", help="folder of this installation's data (default: .waymark)")
    parser.add_argument("--no-sample", action="store_true", help="begin empty, without the invented sample programme")
    parser.add_argument("--for-a-command", action="store_true", help=argparse.SUPPRESS)


def run(arguments: argparse.Namespace) -> int:
    data = DataFolder.at(arguments.data)
    try:
        with data.held():
            return run_held(data, arguments)
    except AlreadyHeld:
        return already_running(data)


def already_running(data: DataFolder) -> int:
    found = runfile.read(data)
    if found is None:
        raise Unavailable(f"another waymark process is starting or stopping on {data.root}; try again in a moment")
    say(f"Waymark already runs on {data.root}, process {found.pid}.")
    print_address(found.address, found.sign_ins)
    return Exit.DONE


def run_held(data: DataFolder, arguments: argparse.Namespace) -> int:
    data.run_file.unlink(missing_ok=True)  # of a launcher that was killed
    if arguments.port and not is_free(arguments.port):
        raise WrongUse(f"port {arguments.port} is taken by another program; choose another with --port")
    began = time.monotonic()
    say(f"Waymark starts on {data.root}")
    install.prepare("run")
    suite = Suite(data, arguments.port or None, wants_sample=not arguments.no_sample)
    if arguments.no_sample and suite.sample:
        say("This data folder already is a sample installation, so --no-sample changes nothing; use another --data.")
    try:
        suite.start()
        say(f"Ready after {time.monotonic() - began:.1f} s")
        suite.finish_start()
        if not arguments.for_a_command:
            print_address(suite.address, runfile.sign_ins(data))
            say("\nCtrl-C stops everything.")
        while True:
            suite.tend()
            time.sleep(0.25)
    except KeyboardInterrupt:
        return Exit.DONE
    finally:
        stop(suite)


def stop(suite: Suite) -> None:
    """An orderly stop; a second Ctrl-C makes it an immediate one."""
    say("Stopping …")
    began = time.monotonic()
    try:
        suite.stop()
    except KeyboardInterrupt:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        suite.kill()
    say(f"Everything is stopped ({time.monotonic() - began:.1f} s).")


def print_address(address: str, sign_ins: list[dict[str, str]]) -> None:
    print(f"\nWaymark: {address}\n", flush=True)
    if not sign_ins:
        return
    width = max(len(entry.get("email", "")) for entry in sign_ins)
    print("Sample sign-ins (invented people):")
    for entry in sign_ins:
        email, password = entry.get("email", ""), entry.get("password", "")
        print(f"  {email:<{width}}  {password:<16}  {entry.get('role', '')}, {entry.get('name', '')}")
    print(flush=True)
