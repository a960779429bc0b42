"""The API against its own OpenAPI description: thousands of requests made up from it, good and bad.

Held to: no server error, only described answers and content types, 405 with the right Allow, what breaks the
description is refused, nothing is answered without a token.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
#: a form is described field by field; rules between fields, and whether a thing is there, are not in it
EXCLUDED = "positive_data_acceptance"
#: made up commands in bulk, rebuilds and uploads have tests of their own
LEFT_OUT = "/(batch|imports)$|/views/"


#: addresses by their first letter: each part has a process of its own. Threads of one process share what it generates
#: with, which went wrong now and then; and one after the other takes longer than all other stories together
PARTS = ("^/api/v1/[a-n]", "^/api/v1/[^a-n]")


def test_the_api_keeps_its_description(own_suite: Any, tmp_path: Path) -> None:
    token = Path(own_suite.run_file["operator_token_file"]).read_text().strip()
    running = {}
    for number, part in enumerate(PARTS):
        said = tmp_path / f"part-{number}.txt"
        running[said] = _begun(own_suite.address, token, part, said)
    selected = []
    for said, process in running.items():
        assert process.wait(timeout=600) == 0, said.read_text()[:6_000] + said.read_text()[-6_000:]
        assert "Authentication failed" not in said.read_text(), "whoever is not let in tries nothing"
        selected.append(re.search(r"Selected: (\d+)/(\d+)", said.read_text()))
    counts = [(int(found[1]), int(found[2])) for found in selected if found]
    assert sum(part for part, _ in counts) > counts[0][1] - 10, "all but what is left out is in one of the parts"


def _begun(address: str, token: str, part: str, said: Path) -> subprocess.Popen[str]:
    """Requests made up for a part of the description, in a process that writes what it found to a file."""
    with said.open("w") as file:
        return subprocess.Popen(
            [
                sys.executable,
                "-m",
                "schemathesis.cli",
                "run",
                f"{address}/api/openapi.json",
                *("--header", f"Authorization: Bearer {token}"),
                *("--phases", "examples,coverage,fuzzing"),
                *("--max-examples", "4"),
                *("--exclude-checks", EXCLUDED),
                *("--include-path-regex", part),
                *("--exclude-path-regex", LEFT_OUT),
                *("--request-timeout", "30"),
                *("--seed", "1"),
                "--no-color",
            ],
            env=os.environ | {"SCHEMATHESIS_HOOKS": "tests.e2e.api_cases"},
            cwd=HERE.parents[1],
            stdout=file,
            stderr=subprocess.STDOUT,
            text=True,
        )
