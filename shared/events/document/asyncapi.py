"""docs/asyncapi.yaml: the same catalogue as AsyncAPI 3.0, with a channel per exchange and AMQP bindings."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

import yaml

from shared.events.document.words import recorded_when
from shared.events.event import PREFIX
from shared.events.fact import Fact
from shared.events.fields import object_schema

BINDING = "0.3.0"
Node = dict[str, Any]

_ATTRIBUTES: dict[str, tuple[Node, str]] = {
    "specversion": ({"type": "string", "const": "1.0"}, "version of the CloudEvents attributes"),
    "id": ({"type": "string", "format": "uuid"}, "UUIDv7; also the message id"),
    "source": ({"type": "string"}, "the service: /projects"),
    "type": ({"type": "string"}, "full type: projects.milestone.achieved"),
    "dataschema": ({"type": "string"}, "type and version: projects.milestone.achieved/1"),
    "subject": ({"type": "string"}, "the aggregate's id"),
    "sequence": ({"type": "integer", "minimum": 1}, "the aggregate's version: 1, 2, 3 without gaps"),
    "time": ({"type": "string", "format": "date-time"}, "when it was recorded, UTC"),
    "effectiveon": ({"type": "string", "format": "date"}, "the day on which it was true in the world, Europe/London"),
    "programmeid": ({"type": "string"}, "whose it is; empty for what belongs to the installation"),
    "actorid": ({"type": "string"}, "who did it: a person_id or a part of the system such as system:scheduler"),
    "correlationid": ({"type": "string"}, "the request that it belongs to"),
    "corrects": ({"type": "string", "format": "uuid"}, "the event that it corrects or withdraws; absent otherwise"),
    "causationid": ({"type": "string"}, "the event that caused it"),
    "traceparent": ({"type": "string"}, "W3C trace context"),
    "origin": ({"type": "string", "enum": ["import", "sample"]}, "absent for what people did"),
}
_OPTIONAL = ("corrects", "causationid", "traceparent", "origin")


def asyncapi(types: Iterable[type[Fact]]) -> str:
    """The whole file."""
    found = sorted(types, key=lambda fact: (fact.owner, fact.type, fact.version))
    owners = {owner: list(facts) for owner, facts in groupby(found, key=lambda fact: fact.owner)}
    document: Node = {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Waymark: facts",
            "version": "1",
            "description": "Facts that the services record. Made by `python -m shared.events.document`; do not edit. "
            "The body is RFC 8785 canonical JSON. The headers carry CloudEvents 1.0 attributes in a mapping to AMQP "
            "0-9-1 of our own (the published binding is for AMQP 1.0), so no conformance is claimed.",
            "license": {"name": "MIT"},
        },
        "defaultContentType": "application/json",
        "servers": {
            "broker": {
                "host": "localhost:5672",
                "protocol": "amqp",
                "protocolVersion": "0.9.1",
                "description": "The installation's RabbitMQ; AMQP_URI names it.",
            }
        },
        "channels": {owner: _channel(owner, facts) for owner, facts in owners.items()},
        "operations": {f"{owner}Records": _operation(owner, facts) for owner, facts in owners.items()},
        "components": {
            "messages": {_key(fact): _message(fact) for fact in found},
            "schemas": {"attributes": _headers()}
            | {_key(fact): object_schema(fact(), with_seen_by=True) for fact in found},
        },
    }
    text: str = yaml.dump(document, Dumper=_Plainly, sort_keys=False, width=120, allow_unicode=True)
    return text


class _Plainly(yaml.SafeDumper):
    """Writes a value out each time it is used: anchors are hard to read and some tools refuse them."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002
        return True


def _key(fact: type[Fact]) -> str:
    return f"{fact.full_type()}.{fact.version}"


def _channel(owner: str, facts: list[type[Fact]]) -> Node:
    routing_keys = sorted({fact.type for fact in facts})
    return {
        "address": "{event}",
        "title": f"Facts of {owner}",
        "description": f"Topic exchange {owner}.events, nameko's own convention; the routing key is the event's name.",
        "servers": [{"$ref": "#/servers/broker"}],
        "parameters": {"event": {"description": "the event's name without the service", "enum": routing_keys}},
        "messages": {_key(fact): {"$ref": f"#/components/messages/{_key(fact)}"} for fact in facts},
        "bindings": {
            "amqp": {
                "is": "routingKey",
                "exchange": {
                    "name": f"{owner}.events",
                    "type": "topic",
                    "durable": True,
                    "autoDelete": False,
                    "vhost": "/",
                },
                "bindingVersion": BINDING,
            }
        },
    }


def _operation(owner: str, facts: list[type[Fact]]) -> Node:
    return {
        "action": "send",
        "channel": {"$ref": f"#/channels/{owner}"},
        "summary": f"The service {owner} records a fact.",
        "messages": [{"$ref": f"#/channels/{owner}/messages/{_key(fact)}"} for fact in facts],
        "bindings": {"amqp": {"deliveryMode": 2, "mandatory": False, "bindingVersion": BINDING}},
    }


def _message(fact: type[Fact]) -> Node:
    return {
        "name": fact.dataschema(),
        "title": fact.type,
        "summary": recorded_when(fact).partition("\n")[0],
        "description": f"{recorded_when(fact)}\n\nEffective date: {fact.effective}.",
        "contentType": "application/json",
        "headers": {"$ref": "#/components/schemas/attributes"},
        "payload": {"$ref": f"#/components/schemas/{_key(fact)}"},
        "correlationId": {"location": f"$message.header#/{PREFIX}correlationid"},
        "bindings": {"amqp": {"messageType": fact.full_type(), "bindingVersion": BINDING}},
    }


def _headers() -> Node:
    return {
        "type": "object",
        "properties": {PREFIX + name: schema | {"description": text} for name, (schema, text) in _ATTRIBUTES.items()},
        "required": [PREFIX + name for name in _ATTRIBUTES if name not in _OPTIONAL],
    }
