"""The `eventsourcing` library on the same PostgreSQL: appending events, and only reading and decoding them back.

python -m tests.bench.alternatives.eventsourcing_log COUNT
(POSTGRES_DBNAME, POSTGRES_HOST, POSTGRES_PORT, POSTGRES_USER, POSTGRES_PASSWORD in the environment)
"""

import os
import sys
import time
from uuid import uuid4

os.environ["PERSISTENCE_MODULE"] = "eventsourcing.postgres"

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event

PAYLOAD = "x" * 380  # about 500 bytes stored, as our facts are
PER_AGGREGATE = 50


class Milestone(Aggregate):
    @event("Reforecast")
    def reforecast(self, forecast_on: str, note: str) -> None:
        self.forecast_on = forecast_on
        self.note = note


def main(count: int) -> None:
    application: Application = Application()
    began = time.perf_counter()
    for _ in range(count // PER_AGGREGATE):
        milestone = Milestone()
        for number in range(PER_AGGREGATE - 1):
            milestone.reforecast(f"2026-01-{number % 28 + 1:02}", PAYLOAD)
        application.save(milestone)
    print(f"append {count / (time.perf_counter() - began):.1f}", flush=True)
    one_by_one = min(500, count)
    began = time.perf_counter()
    for _ in range(one_by_one):
        milestone = Milestone()
        milestone.reforecast(str(uuid4()), PAYLOAD)
        application.save(milestone)
    print(f"append_each {2 * one_by_one / (time.perf_counter() - began):.1f}", flush=True)
    began, position, read = time.perf_counter(), 1, 0
    while True:
        notifications = application.recorder.select_notifications(start=position, limit=1000)
        if not notifications:
            break
        for notification in notifications:
            application.mapper.to_domain_event(notification)
        read += len(notifications)
        position = notifications[-1].id + 1
    print(f"read {read / (time.perf_counter() - began):.1f}", flush=True)
    application.close()


if __name__ == "__main__":
    main(int(sys.argv[1]))
