"""The schemas of what commands print with --json are schemas, and fit what the launcher makes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from launcher.commands import import_
from shared.events.document import ROOT

FILES = sorted((ROOT / "docs/schemas/command-line").glob("*.json"))


def _validator(name: str) -> jsonschema.Draft202012Validator:
    schema: dict[str, Any] = json.loads((ROOT / f"docs/schemas/command-line/{name}.json").read_text(encoding="utf-8"))
    return jsonschema.Draft202012Validator(schema)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_schema_of_a_command_is_a_schema_and_says_of_what(file: Path) -> None:
    schema = json.loads(file.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    assert "./waymark" in schema["description"]


def test_a_file_that_is_refused_as_a_whole_fits_the_schema_of_an_import() -> None:
    _validator("import").validate(import_.refused_whole(Path("library.bib"), "this is not BibTeX"))


def test_what_stands_when_nothing_runs_fits_the_schema_of_status() -> None:
    _validator("status").validate({"state": "not running"})
    assert not _validator("status").is_valid({"state": "running"})


def test_what_came_of_a_command_and_a_refusal_fit_the_schema_of_do() -> None:
    _validator("do").validate({"result": {"risk_id": "r", "version": 1}, "events": ["e"]})
    _validator("do").validate({"refused": {"detail": "No.", "status": 422, "fields": {"title": ["Enter a title"]}}})
    assert not _validator("do").is_valid({"result": {}})


def test_a_page_one_thing_and_a_refusal_fit_the_schema_of_ask() -> None:
    _validator("ask").validate({"items": [{"risk_id": "r"}], "next": None})
    _validator("ask").validate({"risk_id": "r", "version": 1})
    _validator("ask").validate({"refused": {"detail": "No.", "status": 404}})
    assert not _validator("ask").is_valid({"items": {}, "next": None})
    assert not _validator("ask").is_valid({"refused": "No."})
