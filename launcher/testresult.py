"""The results of several pytest processes as one.

How many passed, failed and were skipped, and why they were skipped.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

from launcher.progress import say


@dataclass
class Tally:
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    skip_reasons: Counter[str] = field(default_factory=Counter)

    def add(self, group: str, results: Path, exit_code: int) -> None:
        """Add what pytest wrote with --junitxml.

        A process that fell over before it wrote anything counts as one failure.
        """
        try:
            suites = list(ElementTree.parse(results).getroot().iter("testsuite"))
        except (FileNotFoundError, ElementTree.ParseError):
            say(f"{group}: pytest ended with exit code {exit_code} and left no result")
            self.failed += 1
            return
        failed_before = self.failed
        for suite in suites:
            number = {name: int(suite.get(name, "0")) for name in ("tests", "failures", "errors", "skipped")}
            self.failed += number["failures"] + number["errors"]
            self.skipped += number["skipped"]
            self.passed += max(0, number["tests"] - number["failures"] - number["errors"] - number["skipped"])
            self.skip_reasons.update(skip.get("message") or "no reason given" for skip in suite.iter("skipped"))
        if exit_code != 0 and self.failed == failed_before:
            say(f"{group}: every test passed, but pytest ended with exit code {exit_code}")
            self.failed += 1

    def line(self) -> str:
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"
