"""Creates the databases that are missing and brings each to the newest migration: `python -m shared.migrate`.

Safe to run again, and by several at once (an advisory lock). Runs in an unpatched process. A service's migrations are
`services/<service>/migrations/0001_<words>.py`; those of the messaging tables are a branch of their own beside them.
"""

from __future__ import annotations

import importlib
import sys
from datetime import date
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, create_engine, text

from shared import context
from shared.database import engine
from shared.settings import Settings, settings

ROOT = Path(__file__).parent.parent
SERVICES = ("people", "projects", "outputs", "reporting", "notifications")
LOCK = 7_294_001
SAMPLE_EPOCH = date(2020, 1, 1)


def main() -> int:
    """Migrate everything, say what was done, install the operator's token."""
    chosen = settings()
    create_databases(chosen)
    for service in SERVICES:
        before, after = migrate(service, chosen)
        change = f"at {after}" if before == after else f"{before or 'new'} → {after}"
        print(f"{service}: {change}")  # noqa: T201
    if chosen.operator_token_file:
        accounts = importlib.import_module("services.people.commands.operator")  # by name: shared imports no service
        # what we know never runs back in time, so the operator of a sample is older than the history it is to tell
        with context.using(recorded_on=SAMPLE_EPOCH if chosen.sample else None):
            accounts.ensure_operator(engine("people"), chosen.operator_token_file.read_text().strip())
    return 0


def create_databases(chosen: Settings) -> None:
    """Create each service's database where it is not there yet."""
    server = create_engine(chosen.database_direct_url.set(database="postgres"), isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text("select pg_advisory_lock(:lock)"), {"lock": LOCK})
        there = set(connection.execute(text("select datname from pg_database")).scalars())
        for service in SERVICES:
            name = chosen.database(service).database
            if name not in there:
                quoted = connection.dialect.identifier_preparer.quote(str(name))
                connection.execute(text(f"create database {quoted} encoding 'UTF8' template template0"))
    server.dispose()


def migrate(service: str, chosen: Settings | None = None) -> tuple[str, str]:
    """Bring one database to head. Gives the revisions before and after."""
    own = engine(service, direct=True, of=chosen, pool_size=1)
    with own.connect() as connection:
        connection.execute(text("select pg_advisory_lock(:lock)"), {"lock": LOCK})
        before = _revisions(connection)
        connection.commit()
        alembic = Config()
        alembic.set_main_option("script_location", str(ROOT / "shared" / "migrations"))
        alembic.set_main_option("path_separator", "newline")
        places = [ROOT / "shared" / "messaging" / "migrations", ROOT / "services" / service / "migrations"]
        alembic.set_main_option("version_locations", "\n".join(str(place) for place in places))
        alembic.attributes["connection"] = connection
        command.upgrade(alembic, "heads")
        connection.commit()
        after = _revisions(connection)
        connection.execute(text("select pg_advisory_unlock(:lock)"), {"lock": LOCK})
        connection.commit()
    own.dispose()
    return before, after


def _revisions(connection: Connection) -> str:
    if not connection.execute(text("select to_regclass('alembic_version')")).scalar():
        return ""
    return ", ".join(sorted(connection.execute(text("select version_num from alembic_version")).scalars()))


if __name__ == "__main__":
    sys.exit(main())
