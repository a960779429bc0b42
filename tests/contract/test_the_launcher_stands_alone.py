"""The launcher starts on a machine that has Python and nothing of ours: the standard library and itself must do.

And `deploy.rabbitmq`, which says how a broker of ours is set up and is held to the same rule.
"""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
OURS = ("launcher", "deploy.rabbitmq")
SOURCES = [
    ROOT / "waymark",
    *sorted((ROOT / "launcher").rglob("*.py")),
    *sorted((ROOT / "deploy" / "rabbitmq").rglob("*.py")),
]


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_of_the_launcher_imports_the_standard_library_and_the_launcher_only(source: Path) -> None:
    imported = _imported(ast.parse(source.read_text(encoding="utf-8")))
    ours = {name for name in imported if name.startswith(OURS)}
    assert {name.partition(".")[0] for name in imported - ours} <= set(sys.stdlib_module_names)


def _imported(tree: ast.Module) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            found.add(node.module)
    return found
