"""The language for readers: docs/events.md, docs/asyncapi.yaml and docs/schemas/events/, made from the classes.

`python -m shared.events.document` writes them; a contract test fails when one of them is stale.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from shared.events import registry
from shared.events.document.asyncapi import asyncapi
from shared.events.document.jsonschemas import json_schemas
from shared.events.document.markdown import markdown
from shared.events.fact import Fact

ROOT = Path(__file__).resolve().parents[3]
SCHEMAS = "docs/schemas/events"


def generated(types: Iterable[type[Fact]] | None = None) -> dict[str, str]:
    """Every generated file by its path in the repository."""
    all_types = list(types) if types is not None else registry.all_types()
    files = {"docs/events.md": markdown(all_types), "docs/asyncapi.yaml": asyncapi(all_types)}
    return files | {f"{SCHEMAS}/{name}": text for name, text in json_schemas(all_types).items()}


def stale(root: Path = ROOT) -> list[str]:
    """The generated files that are missing, differ from what the classes say, or are left over."""
    wanted = generated()
    wrong = [name for name, text in wanted.items() if not _holds(root / name, text)]
    left_over = {f"{SCHEMAS}/{path.name}" for path in (root / SCHEMAS).glob("*.json")} - set(wanted)
    return sorted([*wrong, *left_over])


def write(root: Path = ROOT) -> list[str]:
    """Bring every generated file up to date; gives the paths that changed."""
    changed = stale(root)
    wanted = generated()
    for name in changed:
        path = root / name
        if name not in wanted:
            path.unlink()
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(wanted[name], encoding="utf-8")
    return changed


def _holds(path: Path, text: str) -> bool:
    return path.is_file() and path.read_text(encoding="utf-8") == text
