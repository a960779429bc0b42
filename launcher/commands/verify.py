"""Check a proof pack offline: that nothing in it was changed since it was submitted.

Needs no running suite. Exit code 0: genuine; 1: altered, and the first fault is named; 2: not a readable proof pack.
"""

from __future__ import annotations

import argparse
import os
import subprocess
from pathlib import Path

from launcher import install
from launcher.datafolder import CHECKOUT
from launcher.outcome import WrongUse
from launcher.processes import inherited

SUMMARY = "check a proof pack offline"
EXAMPLES = """\
  ./waymark verify proof-pack.zip --key 3f1c…
  ./waymark verify proof-pack.zip --key 3f1c… --json
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument(
        "--key", required=True, metavar="FINGERPRINT", help="fingerprint of the installation's public key"
    )
    parser.add_argument("--json", action="store_true", help="print the result as JSON")


def run(arguments: argparse.Namespace) -> int:
    try:
        with arguments.file.open("rb") as file:
            file.read(1)
    except OSError as error:
        raise WrongUse(f"{arguments.file} cannot be read: {error.strerror}") from None
    with install.one_at_a_time():
        install.packages("run")
    command = [
        str(install.PYTHON),
        "-m",
        "services.reporting.proof.verify",
        str(arguments.file.absolute()),
        "--key",
        arguments.key,
    ]
    command += ["--json"] if arguments.json else []
    return subprocess.run(command, cwd=CHECKOUT, env=inherited(os.environ), check=False).returncode
