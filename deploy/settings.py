"""Prints the settings file of a new installation, with every secret made at random. Standard library only.

    python3 deploy/settings.py --admin you@council.example > .env
    docker compose up --wait

Keep the file: whoever has it has the installation. The administrator's first password is in it; sign in and change it.
"""

from __future__ import annotations

import argparse
import secrets
import sys

USERS = ("GATEWAY", "PEOPLE", "PROJECTS", "OUTPUTS", "NOTIFICATIONS", "REPORTING", "PROJECTOR")


def lines(admin: str, port: int, public_url: str | None, smtp_url: str) -> list[str]:
    """The file's lines, NAME=value."""
    secret = secrets.token_urlsafe
    return [
        "# Settings and secrets of this installation; see docs/operations.md. Never commit this file.",
        f"WAYMARK_PORT={port}",
        f"WAYMARK_PUBLIC_URL={public_url or f'http://localhost:{port}'}",
        f"WAYMARK_SECRET_KEY={secret(48)}",
        f"POSTGRES_PASSWORD={secret(24)}",
        f"RABBITMQ_PASSWORD={secret(24)}",
        *(f"BROKER_{user}_PASSWORD={secret(24)}" for user in USERS),
        f"ADMIN_EMAIL={admin}",
        f"ADMIN_PASSWORD={secret(15)}",
        f"SMTP_URL={smtp_url}",
        f"MAIL_FROM=waymark@{admin.rpartition('@')[2]}",
        "LOG_LEVEL=INFO",
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--admin", required=True, metavar="EMAIL", help="the first administrator's address")
    parser.add_argument("--port", type=int, default=8000, help="where the pages are served (default 8000)")
    parser.add_argument("--public-url", help="the address people type, where it is another")
    parser.add_argument("--smtp-url", default="", help="smtp://host:port of your mail server; empty: mail waits")
    chosen = parser.parse_args()
    sys.stdout.write("\n".join(lines(chosen.admin, chosen.port, chosen.public_url, chosen.smtp_url)) + "\n")


if __name__ == "__main__":
    main()
