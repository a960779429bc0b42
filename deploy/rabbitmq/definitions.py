"""Broker users and what each may do, as a RabbitMQ definitions document, for `./waymark run`, tests and Compose.

Standard library only. Every process has a user of its own. Two rules of the architecture are enforced here, by the
broker itself: only the gateway may send commands and reads (routing key `service.method` on the exchange
`nameko-rpc`; a service may publish there nothing but replies, whose routing key is a UUID), and only a service's
own process may publish its facts. The exceptions are in SERVICE_CALLS: an address or a name never travels in an event,
so the sender of mail and the importers ask people for it, outside any event handler.

    python deploy/rabbitmq/definitions.py --passwords passwords.json > definitions.json
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import re
import secrets
import sys
from pathlib import Path
from typing import Any

VHOST = "waymark"
SERVICES = ("people", "projects", "outputs", "notifications", "reporting")
#: One broker user per process that talks to the broker.
USERS = ("gateway", *SERVICES, "projector")
#: A person's or a test's user, with every right on the vhost. Not part of what Compose or `run` hands to a process.
ADMINISTRATOR = "waymark"

RPC_EXCHANGE = "nameko-rpc"
UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"

#: Calls from service to service that are allowed, as caller -> routing keys. Keep it this short.
SERVICE_CALLS = {
    "notifications": ("people.contact_details",),
    # an import registers the people and organisations that its rows name
    "projects": ("people.register_people", "people.register_organisations"),
    "outputs": ("people.register_people", "people.register_organisations"),
}

#: Names of resources that a user owns. The projector is the writing half of reporting.
OWNED_PREFIXES = {"reporting": ("reporting", "projector"), "projector": ("projector", "reporting")}


def password_hash(password: str, salt: bytes | None = None) -> str:
    """RabbitMQ's `rabbit_password_hashing_sha256`: base64(salt + SHA-256(salt + password)) with a salt of 4 bytes."""
    salt = secrets.token_bytes(4) if salt is None else salt
    return base64.b64encode(salt + hashlib.sha256(salt + password.encode()).digest()).decode()


def permissions(user: str, vhost: str = VHOST) -> dict[str, str]:
    """What a user may declare, write to and read from.

    Writing covers publishing to an exchange, and also binding a queue and naming a dead-letter exchange, so queues
    are in it too.
    """
    if user == ADMINISTRATOR:
        return {"user": user, "vhost": vhost, "configure": ".*", "write": ".*", "read": ".*"}
    own = "|".join(OWNED_PREFIXES.get(user, (user,)))
    queues = rf"({own})|({own})\..*|rpc-({own})|rpc\.reply-.*|rpc\.listener-.*|evt-.*"
    anybodys_events = r".*\.events"
    return {
        "user": user,
        "vhost": vhost,
        # a subscriber declares the exchange that it listens to, as nameko does
        "configure": rf"^({queues}|{RPC_EXCHANGE}|{anybodys_events})$",
        "write": rf"^({queues}|{RPC_EXCHANGE}|amq\.default)$",
        "read": rf"^({queues}|{RPC_EXCHANGE}|{anybodys_events})$",
    }


def rpc_routing_keys(user: str) -> str:
    """The regular expression of routing keys that a user may publish to the RPC exchange."""
    if user in ("gateway", ADMINISTRATOR):
        return ".*"
    calls = [re.escape(key) for key in SERVICE_CALLS.get(user, ())]
    return "^(" + "|".join([UUID, *calls]) + ")$"


def topic_permissions(user: str, vhost: str = VHOST) -> dict[str, str]:
    """The routing keys of the RPC exchange that a user may publish to, and bind to."""
    return {"user": user, "vhost": vhost, "exchange": RPC_EXCHANGE, "write": rpc_routing_keys(user), "read": ".*"}


def definitions(passwords: dict[str, str], vhost: str = VHOST) -> dict[str, Any]:
    """The definitions document for these users (name -> password). Raises ValueError for an unknown user."""
    unknown = sorted(set(passwords) - {*USERS, ADMINISTRATOR})
    if unknown:
        raise ValueError(f"no such broker user: {', '.join(unknown)}; known are {', '.join((*USERS, ADMINISTRATOR))}")
    return {
        "vhosts": [{"name": vhost}],
        "users": [
            {
                "name": user,
                "password_hash": password_hash(password),
                "hashing_algorithm": "rabbit_password_hashing_sha256",
                "tags": "administrator" if user == ADMINISTRATOR else "",
            }
            for user, password in passwords.items()
        ],
        "permissions": [permissions(user, vhost) for user in passwords],
        "topic_permissions": [topic_permissions(user, vhost) for user in passwords],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description="Print the RabbitMQ definitions for a file of passwords.")
    parser.add_argument("--passwords", type=Path, required=True, help='JSON file: {"gateway": "…", "people": "…", …}')
    parser.add_argument("--vhost", default=VHOST)
    arguments = parser.parse_args()
    document = definitions(json.loads(arguments.passwords.read_text()), arguments.vhost)
    sys.stdout.write(json.dumps(document, indent=2) + "\n")


if __name__ == "__main__":
    main()
