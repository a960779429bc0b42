"""The `eventsourcing` library's rates on the bench's own PostgreSQL."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from functools import cache

from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from tests.bench.suite import ROOT, Suite

DATABASE = "bench_eventsourcing"


def rates(suite: Suite, count: int) -> dict[str, float]:
    """Events per second: `append` (50 in a transaction), `append_each` (two in a transaction), `read`."""
    return _measured(suite.servers.database_url, count)


@cache
def _measured(database_url: str, count: int) -> dict[str, float]:
    url = make_url(database_url)
    server = create_engine(url.set(database="postgres"), isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"drop database if exists {DATABASE}"))
        connection.execute(text(f"create database {DATABASE}"))
    server.dispose()
    where = {
        "POSTGRES_DBNAME": DATABASE,
        "POSTGRES_HOST": url.host,
        "POSTGRES_PORT": str(url.port),
        "POSTGRES_USER": url.username,
        "POSTGRES_PASSWORD": url.password,
    }
    environment = os.environ | {name: value or "" for name, value in where.items()}
    command = [sys.executable, "-m", "tests.bench.alternatives.eventsourcing_log", str(count)]
    said = subprocess.run(command, check=True, capture_output=True, text=True, env=environment, cwd=ROOT).stdout
    return {name: float(rate) for name, rate in re.findall(r"(\w+) ([\d.]+)", said)}
