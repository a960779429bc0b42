"""Delete an installation's data for good: everything that was recorded, its broker and its database. Asks first.

The program and its packages stay. The next `./waymark run` starts afresh.
"""

from __future__ import annotations

import argparse
import shutil
import sys

from launcher.datafolder import AlreadyHeld, DataFolder
from launcher.outcome import Exit, Refusal, WrongUse
from launcher.servers import containers

SUMMARY = "delete all data and start afresh"
EXAMPLES = """\
  ./waymark reset
  ./waymark reset --data ~/second --yes
"""
KEPT = ("lock", "install.lock")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", metavar="DIR", help="folder of the installation's data (default: .waymark)")
    parser.add_argument("--yes", action="store_true", help="do not ask")


def run(arguments: argparse.Namespace) -> int:
    data = DataFolder.at(arguments.data)
    if arguments.data and any(data.root.iterdir()) and not (data.root / "installation.json").exists():
        raise WrongUse(f"{data.root} is not the data folder of an installation, so nothing is deleted")
    try:
        with data.held():
            return delete(data, arguments.yes)
    except AlreadyHeld:
        raise Refusal(f"Waymark runs on {data.root}; stop it first") from None


def delete(data: DataFolder, sure: bool) -> int:
    doomed = [data.root] + ([data.system_data] if data.system_data.exists() else [])
    where = " and ".join(str(folder) for folder in doomed)
    if not sure:
        print(f"This deletes everything in {where}, for good.")
        if not sys.stdin.isatty():
            raise WrongUse("nobody is there to answer; add --yes if you mean it")
        if input("Type yes to go on: ").strip().lower() != "yes":
            print("Nothing was deleted.")
            return Exit.DIFFERENT
    if (data.root / "broker-container").exists() or (data.root / "database-container").exists():
        containers.erase(data)
    if data.system_data.exists():
        shutil.rmtree(data.system_data)
    for entry in data.root.iterdir():
        if entry.name in KEPT:
            continue
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()
    print(f"Deleted: {where}")
    return Exit.DONE
