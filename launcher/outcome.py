"""How a command ends: its exit code, and the sentence when it could not do its work."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from enum import IntEnum
from typing import Any

EXIT_CODES = "Exit codes: 0 done, 1 something refused or different, 2 wrong use, 3 the suite is not available."


class Exit(IntEnum):
    DONE = 0
    #: Something was refused, failed, or is not as it should be.
    DIFFERENT = 1
    WRONG_USE = 2
    UNAVAILABLE = 3


class Refusal(Exception):
    """A command cannot go on. The text is one clear sentence for the person; `code` is how the command ends.

    `problem` is the suite's own document about it (RFC 9457), where it was the suite that refused.
    """

    def __init__(self, text: str, code: Exit = Exit.DIFFERENT, *, problem: Mapping[str, Any] | None = None) -> None:
        super().__init__(text)
        self.code = code
        self.problem = problem


class WrongUse(Refusal):
    def __init__(self, text: str) -> None:
        super().__init__(text, Exit.WRONG_USE)


class Unavailable(Refusal):
    def __init__(self, text: str) -> None:
        super().__init__(text, Exit.UNAVAILABLE)


def print_json(document: Any) -> None:
    """The result of a command called with --json: one document on standard output."""
    sys.stdout.write(json.dumps(document, indent=2, ensure_ascii=False) + "\n")
    sys.stdout.flush()
