"""The API against its own OpenAPI description: thousands of requests made up from it, good and bad.

Held to: no server error, only described answers and content types, 405 with the right Allow, what breaks the
description is refused, nothing is answered without a token.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
#: a form is described field by field; rules between fields, and whether a thing is there, are not in it
EXCLUDED = "positive_data_acceptance"
#: made up commands in bulk, rebuilds and uploads have tests of their own
LEFT_OUT = "/(batch|imports)$|/views/"


def test_the_api_keeps_its_description(own_suite: Any, tmp_path: Path) -> None:
    token = Path(own_suite.run_file["operator_token_file"]).read_text().strip()
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "schemathesis.cli",
            "run",
            f"{own_suite.address}/api/openapi.json",
            *("--header", f"Authorization: Bearer {token}"),
            *("--phases", "examples,coverage,fuzzing"),
            *("--max-examples", "4"),
            # two at a time: the suite is several processes, and one after the other takes longer than all other stories
            *("--workers", "2"),
            *("--exclude-checks", EXCLUDED),
            *("--exclude-path-regex", LEFT_OUT),
            *("--request-timeout", "30"),
            *("--seed", "1"),
            "--no-color",
        ],
        env=os.environ | {"SCHEMATHESIS_HOOKS": "tests.e2e.api_cases"},
        cwd=HERE.parents[1],
        check=False,
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, done.stdout[-12_000:] + done.stderr[-2_000:]
    assert "Selected:" in done.stdout
