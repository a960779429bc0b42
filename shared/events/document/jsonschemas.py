"""One JSON Schema (2020-12) per event type and version: the body as it is checked when the fact is recorded."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from shared.events.document.words import recorded_when
from shared.events.fact import Fact
from shared.events.fields import object_schema

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schemas(types: Iterable[type[Fact]]) -> dict[str, str]:
    """File name -> text, one per type and version."""
    return {
        f"{fact.full_type()}.{fact.version}.json": json.dumps(json_schema(fact), indent=2, ensure_ascii=False) + "\n"
        for fact in types
    }


def json_schema(fact: type[Fact]) -> dict[str, Any]:
    """The schema of one type's body."""
    return {
        "$schema": DIALECT,
        "$id": f"urn:waymark:event:{fact.dataschema()}",
        "title": fact.full_type(),
        "description": f"{recorded_when(fact)}\n\nEffective date: {fact.effective}.",
        **object_schema(fact(), with_seen_by=True),
    }
