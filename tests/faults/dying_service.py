"""A process that takes facts from outputs.inbox, says so, and never finishes: for a test that kills it."""

# ruff: noqa: E402  (patched before anything is imported)

from __future__ import annotations

import os

os.environ["PSYCOPG_WAIT_FUNC"] = "wait_select"
import eventlet

eventlet.monkey_patch()

from typing import Any

from nameko.containers import ServiceContainer
from sqlalchemy import text
from sqlalchemy.orm import Session

from shared.messaging.consumer import listens
from shared.messaging.rpc import Service
from shared.run import config
from shared.settings import settings


class Dying(Service):
    name = "outputs"
    relay = None

    @listens("outputs.inbox", to={"projects": ["#"]})
    def count(self, session: Session, event: Any) -> None:
        session.execute(text("insert into counted values (:id)"), {"id": str(event.id)})
        print("at work", flush=True)
        eventlet.sleep(600)


if __name__ == "__main__":
    container = ServiceContainer(Dying, config=config(settings()))
    container.start()
    container.wait()
