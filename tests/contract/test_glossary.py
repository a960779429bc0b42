"""The glossary links each word to a table and to events that exist."""

from __future__ import annotations

import importlib
import re

import pytest
from sqlalchemy import MetaData

from shared.events import registry
from shared.events.document import ROOT

GLOSSARY = (ROOT / "docs/glossary.md").read_text(encoding="utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in GLOSSARY.splitlines()
    if line.startswith("| ") and not line.startswith("| word")
]
#: the addresses of pages as their modules declare them, each value in them written as …
PAGES = {
    re.sub(r"<[^>]+>", "…", address).replace("…/…", "…")
    for module in (ROOT / "services/gateway/pages").glob("*.py")
    for address in re.findall(r'@blueprint\.get\("([^"]+)"\)', module.read_text(encoding="utf-8"))
}
every_row = pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])


@every_row
def test_a_word_of_the_glossary_has_a_meaning(row: list[str]) -> None:
    word, meaning, _table, _events, _page = row
    assert word
    assert meaning


@every_row
def test_the_table_of_a_word_exists(row: list[str]) -> None:
    for service, table in re.findall(r"`(\w+)\.(\w+)`", row[2]):
        assert table in _tables(service)


@every_row
def test_the_events_of_a_word_are_declared(row: list[str]) -> None:
    assert set(re.findall(r"`([\w.]+)`", row[3])) <= {fact.type for fact in registry.all_types()}


@every_row
def test_the_pages_of_a_word_are_served(row: list[str]) -> None:
    assert set(re.findall(r"`(/[^`]*)`", row[4])) <= PAGES


def test_every_event_has_a_word() -> None:
    named = {name for row in ROWS for name in re.findall(r"`([\w.]+)`", row[3])}
    assert {fact.type for fact in registry.all_types()} <= named


def _tables(service: str) -> set[str]:
    found: set[str] = set()
    for name in (f"services.{service}.tables", "shared.messaging.tables"):
        for value in vars(importlib.import_module(name)).values():
            if isinstance(value, MetaData):
                found |= set(value.tables)
    return {name.rpartition(".")[2] for name in found}
