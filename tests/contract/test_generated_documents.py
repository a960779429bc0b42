"""docs/events.md, docs/asyncapi.yaml and docs/schemas/events/ say what the classes say."""

from __future__ import annotations

import json
import shutil
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from shared.events import registry
from shared.events.document import ROOT, SCHEMAS, stale, write
from shared.events.event import PREFIX
from tests.contract.golden_files import Golden, goldens
from tests.contract.sample_event import sample_event

every_golden = pytest.mark.parametrize("golden", goldens(), ids=lambda golden: golden.path.stem)


def test_no_generated_file_is_stale() -> None:
    assert stale() == [], "run: python -m shared.events.document"


def test_a_file_that_was_edited_or_left_over_is_found_and_mended(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "docs", tmp_path / "docs")
    assert stale(tmp_path) == []
    with (tmp_path / "docs/events.md").open("a", encoding="utf-8") as page:
        page.write("by hand\n")
    left_over = tmp_path / SCHEMAS / "projects.milestone.forgotten.1.json"
    left_over.write_text("{}", encoding="utf-8")
    assert stale(tmp_path) == ["docs/events.md", f"{SCHEMAS}/projects.milestone.forgotten.1.json"]
    assert write(tmp_path) == ["docs/events.md", f"{SCHEMAS}/projects.milestone.forgotten.1.json"]
    assert stale(tmp_path) == []
    assert not left_over.exists()


@every_golden
def test_the_json_schema_of_a_type_is_valid_and_takes_its_golden_body(golden: Golden) -> None:
    schema = _schema(golden)
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker()).validate(golden.body)


@every_golden
def test_the_json_schema_refuses_what_the_class_refuses(golden: Golden) -> None:
    validator = jsonschema.Draft202012Validator(_schema(golden))
    assert not validator.is_valid(golden.body | {"a_member_of_next_year": "1"})
    for name in _schema(golden).get("required", []):
        assert not validator.is_valid({key: value for key, value in golden.body.items() if key != name})


def test_asyncapi_has_what_version_3_requires_and_every_reference_leads_somewhere() -> None:
    document = _asyncapi()
    assert document["asyncapi"] == "3.0.0"
    assert {"title", "version"} <= set(document["info"])
    for server in document["servers"].values():
        assert {"host", "protocol"} <= set(server)
    for operation in document["operations"].values():
        assert operation["action"] in {"send", "receive"}
        assert set(operation["channel"]) == {"$ref"}
    for reference in _references(document):
        _follow(document, reference)


def test_asyncapi_has_a_channel_per_exchange_with_its_amqp_binding() -> None:
    channels = _asyncapi()["channels"]
    assert set(channels) == {fact.owner for fact in registry.all_types()}
    for owner, channel in channels.items():
        binding = channel["bindings"]["amqp"]
        assert binding["is"] == "routingKey"
        assert binding["exchange"]["name"] == f"{owner}.events"
        assert (binding["exchange"]["type"], binding["exchange"]["durable"]) == ("topic", True)
        assert set(channel["parameters"]["event"]["enum"]) == {f.type for f in registry.all_types() if f.owner == owner}


def test_asyncapi_names_every_type_and_version_once() -> None:
    names = [message["name"] for message in _asyncapi()["components"]["messages"].values()]
    assert sorted(names) == sorted(fact.dataschema() for fact in registry.all_types())


def test_the_headers_in_asyncapi_are_those_that_an_event_sends() -> None:
    schema = _asyncapi()["components"]["schemas"]["attributes"]
    event = sample_event()
    jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker()).validate(event.headers())
    assert set(schema["properties"]) == set(event.headers()), "every attribute, no more: the sample event has them all"
    assert all(name.startswith(PREFIX) for name in schema["properties"])


@every_golden
def test_a_subscriber_who_knows_only_asyncapi_can_check_a_body(golden: Golden) -> None:
    document = _asyncapi()
    payload = document["components"]["messages"][f"{golden.type}.{golden.version}"]["payload"]
    jsonschema.Draft202012Validator(_follow(document, payload["$ref"])).validate(golden.body)


def _schema(golden: Golden) -> dict[str, Any]:
    text = (ROOT / SCHEMAS / f"{golden.type}.{golden.version}.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


@cache
def _asyncapi() -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load((ROOT / "docs/asyncapi.yaml").read_text(encoding="utf-8"))
    return document


def _references(node: Any) -> list[str]:
    if isinstance(node, dict):
        own = [node["$ref"]] if isinstance(node.get("$ref"), str) else []
        return own + [found for value in node.values() for found in _references(value)]
    return [found for value in node for found in _references(value)] if isinstance(node, list) else []


def _follow(document: dict[str, Any], reference: str) -> Any:
    assert reference.startswith("#/")
    node: Any = document
    for step in reference[2:].split("/"):
        node = node[step]
    return node
