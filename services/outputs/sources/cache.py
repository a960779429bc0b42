"""Replies of registries kept in the service's database: fresh for a day, then asked again by their ETag."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Engine, delete, select
from sqlalchemy.dialects.postgresql import insert as upsert

from services.outputs.tables import source_replies
from shared import clock
from shared.database import transaction

FRESH = timedelta(days=1)
KEPT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply of before."""

    etag: str | None
    body: bytes
    fresh: bool


class TableCache:
    """A cache that replicas share. Each call is a transaction of its own: nothing is open while a registry is asked."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def get(self, address: str) -> Reply | None:
        of = source_replies.c
        with self.engine.connect() as connection:
            row = connection.execute(select(source_replies).where(of.address == address)).first()
        if row is None:
            return None
        return Reply(row.etag, bytes(row.body), row.fetched_at > clock.system.now() - FRESH)

    def put(self, address: str, etag: str | None, body: bytes) -> None:
        values = {"etag": etag, "body": body, "fetched_at": clock.system.now()}
        with transaction(self.engine) as session:
            new = upsert(source_replies).values(address=address, **values)
            session.execute(new.on_conflict_do_update(index_elements=[source_replies.c.address], set_=values))
            session.execute(delete(source_replies).where(source_replies.c.fetched_at < clock.system.now() - KEPT))
