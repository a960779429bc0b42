"""What a running suite can be asked, from its own description at /api/openapi.json: requests, with their fields.

It knows OpenAPI, and nothing of what the requests mean: one that a service declares tomorrow is here tomorrow.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from launcher.client import Client
from launcher.outcome import WrongUse

Schema = dict[str, Any]
ADDRESS = "/api/openapi.json"
JSON = "application/json"
#: what a request that changes something takes, so that it is carried out once
CHANGES = "#/components/parameters/Idempotency-Key"


@dataclass(frozen=True)
class Field:
    """One field of a request, or of a group of fields. `place` is path, query or body."""

    name: str
    schema: Schema
    required: bool
    place: str

    @property
    def nullable(self) -> bool:
        return bool(self.schema.get("nullable"))

    @property
    def words(self) -> str:
        return str(self.schema.get("description") or "")

    @property
    def kind(self) -> str:
        return str(self.schema.get("type") or "any")


@dataclass(frozen=True)
class Request:
    """One request: `projects.plan_milestone`, what it does in words, and its fields in order of declaration."""

    name: str
    method: str
    address: str
    words: str
    fields: dict[str, Field]
    changes: bool

    @property
    def short(self) -> str:
        return self.name.rpartition(".")[2]

    @property
    def summary(self) -> str:
        """What it does, without what comes back."""
        return self.words.partition(" Gives ")[0]


class Description:
    """The requests of one suite."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._schemas: Mapping[str, Schema] = document.get("components", {}).get("schemas", {})
        self._requests = [
            self._request(method, address, operation)
            for address, operations in document["paths"].items()
            for method, operation in operations.items()
            if isinstance(operation, dict) and "operationId" in operation and speaks_json(operation)
        ]

    @classmethod
    def of(cls, api: Client) -> Description:
        return cls(api.get(ADDRESS))

    def requests(self, *, changing: bool, about: str = "") -> list[Request]:
        """Commands or reads, by name; `about` keeps those that have the word in their name or summary."""
        wanted = about.lower().replace("-", "_")
        return sorted(
            (
                one
                for one in self._requests
                if one.changes == changing and (wanted in one.name or about.lower() in one.summary.lower())
            ),
            key=lambda one: one.name,
        )

    def named(self, name: str, *, changing: bool) -> Request:
        """The request of that name, with or without its service. Raises WrongUse, with what may have been meant."""
        wanted = name.replace("-", "_")
        found = [one for one in self._requests if wanted in (one.name, one.short)]
        fitting = [one for one in found if one.changes == changing]
        if len(fitting) == 1:
            return fitting[0]
        if fitting:
            raise WrongUse(f"{name} is more than one request: write {' or '.join(one.name for one in fitting)}")
        if found:
            other = "do" if found[0].changes else "ask"
            raise WrongUse(f"{found[0].name} is for the other command: ./waymark {other} {name}")
        known = [word for one in self.requests(changing=changing) for word in (one.short, one.name)]
        near = difflib.get_close_matches(wanted, known, 3)
        meant = f" Did you mean {' or '.join(near)}?" if near else ""
        raise WrongUse(f"the suite knows no {name}.{meant} --list names all that there are")

    def parts(self, schema: Schema) -> dict[str, Field]:
        """The fields of a group."""
        required = set(schema.get("required", ()))
        properties: dict[str, Schema] = schema.get("properties", {})
        return {name: Field(name, self.plain(inner), name in required, "body") for name, inner in properties.items()}

    def plain(self, schema: Schema) -> Schema:
        """The schema with its references followed, and `nullable` where null is a value."""
        if "$ref" in schema:
            return self.plain(self._schemas[schema["$ref"].rpartition("/")[2]])
        for choice in ("anyOf", "oneOf", "allOf"):
            if choice in schema:
                options = [option for option in schema[choice] if option.get("type") != "null"]
                rest = {name: value for name, value in schema.items() if name != choice}
                return {**self.plain(options[0]), **rest, "nullable": len(options) < len(schema[choice])}
        kinds = schema.get("type")
        if isinstance(kinds, list):
            return {**schema, "type": next(kind for kind in kinds if kind != "null"), "nullable": "null" in kinds}
        return schema

    def _request(self, method: str, address: str, operation: Mapping[str, Any]) -> Request:
        words = " ".join(part for part in (operation.get("summary"), operation.get("description")) if part)
        fields = {
            one["name"]: Field(
                one["name"],
                self.plain(one["schema"]) | {"description": one.get("description", "")},
                bool(one.get("required")),
                one["in"],
            )
            for one in operation.get("parameters", ())
            if one.get("in") in ("path", "query")
        }
        content = operation.get("requestBody", {}).get("content", {})
        if JSON in content:
            fields |= self.parts(self.plain(content[JSON]["schema"]))
        changes = any(one.get("$ref") == CHANGES for one in operation.get("parameters", ()))
        return Request(operation["operationId"], method, address, words, fields, changes)


def speaks_json(operation: Mapping[str, Any]) -> bool:
    """Whether it takes and gives JSON; files have commands of their own."""
    taken = operation.get("requestBody", {}).get("content", {})
    answers = [one.get("content", {}) for status, one in operation["responses"].items() if status.startswith("2")]
    return all(JSON in content for content in [*answers, *([taken] if taken else [])])
