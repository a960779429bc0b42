"""The migrations of a service are one line: two that follow the same one stop every start."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

SERVICES = Path(__file__).parents[2] / "services"
OF_A_SERVICE = sorted(folder for folder in SERVICES.glob("*/migrations") if any(folder.glob("0*.py")))


@pytest.mark.parametrize("folder", OF_A_SERVICE, ids=lambda folder: folder.parent.name)
def test_migrations_are_one_line_in_the_order_of_their_numbers(folder: Path) -> None:
    service, before = folder.parent.name, "None"
    for number, file in enumerate(sorted(folder.glob("0*.py")), start=1):
        said = dict(re.findall(r"^(revision|down_revision) = (.+)$", file.read_text(), re.MULTILINE))
        assert said == {"revision": f'"{service}_{number:04}"', "down_revision": before}, file.name
        assert file.name.startswith(f"{number:04}_")
        before = said["revision"]
