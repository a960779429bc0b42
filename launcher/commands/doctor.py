"""Say what Waymark needs from this machine, what is here, and which package brings what is missing. Changes nothing."""

from __future__ import annotations

import argparse
import platform

from launcher import install, needs
from launcher.outcome import Exit

SUMMARY = "say what this machine has and lacks"
EXAMPLES = """\
  ./waymark doctor
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """None."""
    del parser


def run(arguments: argparse.Namespace) -> int:
    del arguments
    print(f"Python {platform.python_version()}")
    stamp = install.stamp(install.PACKAGES_STAMP)
    for purpose, lock in install.LOCKS.items():
        current = install.environment_works() and stamp.get(purpose) == install.digest(lock)
        state = "installed in .venv" if current else f"installed when first wanted (./waymark {purpose})"
        print(f"  packages for {purpose:<5} {state}")
    print("\nFrom the machine:")
    lacking = []
    for need in needs.NEEDS:
        found = need.found()
        otherwise = None if found else need.otherwise()
        line = found or (f"{otherwise} instead" if otherwise else f"MISSING: {need.without}")
        print(f"  {need.name:<14} {need.purpose:<5} {line}")
        if not found and not otherwise:
            lacking.append(need)
    if not lacking:
        print("\nNothing is missing.")
        return Exit.DONE
    packages = " ".join(package for need in lacking for package in need.debian)
    print(f"\nDebian, Ubuntu: apt install {packages}\n(as root, ./waymark run and ./waymark test do it themselves)")
    return Exit.DIFFERENT
