"""Make the locks anew from the ranges in pyproject.toml: requirements.txt to run, requirements-dev.txt to test as well.

Every package with its hashes, and no index address, so that any mirror will do.
"""

from __future__ import annotations

import argparse

from launcher import install
from launcher.datafolder import CHECKOUT
from launcher.outcome import Exit, Refusal
from launcher.progress import step

SUMMARY = "make requirements.txt and requirements-dev.txt anew"
EXAMPLES = """\
  ./waymark lock
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--upgrade", action="store_true", help="take the newest versions that the ranges allow")


def run(arguments: argparse.Namespace) -> int:
    install.packages("test")
    uv = install.find_uv()
    if uv is None:
        raise Refusal("uv is needed for this and could not be installed")
    options = ["--universal", "--python-version", "3.11", "--generate-hashes", "--no-header", "--no-emit-index-url"]
    options += ["--upgrade"] if arguments.upgrade else []
    for lock, extra in ((install.LOCKS["run"], []), (install.LOCKS["test"], ["--extra", "dev"])):
        with step(lock.name):
            command = [uv, "pip", "compile", *options, *extra, "pyproject.toml", "-o", lock.name]
            install.run_logged(lock.name, command, install.uv_settings(), cwd=CHECKOUT)
    return Exit.DONE
