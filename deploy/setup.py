"""Runs once before the services of a Compose installation: broker users, databases, the first administrator.

Safe to run at every start. In `./waymark run` the launcher does the first of these and `shared.migrate` the rest.
"""

from __future__ import annotations

import os
import sys

import requests

from deploy.rabbitmq.definitions import USERS, definitions
from shared import migrate
from shared.database import engine


def broker_users() -> None:
    """Give every process its own broker user with its own rights (deploy/rabbitmq/definitions.py)."""
    passwords = {user: os.environ[f"BROKER_{user.upper()}_PASSWORD"] for user in USERS}
    answer = requests.post(
        "http://rabbitmq:15672/api/definitions",
        json=definitions(passwords, "waymark"),
        auth=("waymark", os.environ["RABBITMQ_PASSWORD"]),
        timeout=30,
    )
    answer.raise_for_status()


def main() -> int:
    """Do all three; what is there already stays as it is."""
    broker_users()
    migrate.main()
    email, password = os.environ.get("ADMIN_EMAIL"), os.environ.get("ADMIN_PASSWORD")
    if email and password:
        from services.people.commands.operator import ensure_administrator
        from services.people.passwords import Passwords

        made = ensure_administrator(engine("people"), Passwords(), email, password)
        sys.stdout.write("the first administrator's account was made\n" if made else "there is an administrator\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
