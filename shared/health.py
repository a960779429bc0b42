"""/healthz, /readyz and /metrics of a nameko process, on HEALTH_PORT. The gateway has its own, beside its pages.

Healthy: the process runs its hub. Ready: started, the database answers, migrations are at head, the broker answers, and
the outbox is not stuck. Anything in the service with a method `readiness()` has a say (see `messaging.batch`).
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable
from typing import Any

import eventlet
import kombu
import prometheus_client
import structlog

from shared.database import engine
from shared.messaging.relay import unsent
from shared.settings import settings

log = structlog.get_logger()

CALLS = prometheus_client.Histogram("waymark_call_seconds", "Time to answer an RPC request", ["call", "outcome"])
FACTS = prometheus_client.Counter("waymark_facts_handled_total", "Facts handled by a consumer", ["consumer", "outcome"])
UNSENT = prometheus_client.Gauge("waymark_outbox_facts", "Facts recorded and not yet confirmed by the broker")
UNSENT_AGE = prometheus_client.Gauge("waymark_outbox_oldest_seconds", "How long the oldest of them has waited")

#: the outbox is stuck when its oldest fact has waited this long (seconds)
OUTBOX_PATIENCE = 60.0

StartResponse = Callable[[str, list[tuple[str, str]]], Any]


class Health:
    """A small WSGI server beside the container."""

    def __init__(self, container: Any) -> None:
        self.container = container
        self.ready = False
        chosen = settings()
        self.address = (chosen.health_host, chosen.health_port)
        # `projector` is a second process of `reporting`, on its database
        name = getattr(container.service_cls, "database", container.service_name)
        self.engine = engine(name, pool_size=1, max_overflow=0)

    def start(self) -> None:
        """Listen, unless HEALTH_PORT is 0."""
        # here and not above: in a process that is not green, importing it makes http.server green all the same
        from eventlet import wsgi

        if self.address[1]:
            eventlet.spawn_n(wsgi.server, eventlet.listen(self.address), self, log_output=False)

    def started(self) -> None:
        """The container has started."""
        self.ready = True

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if path == "/healthz":
            return _reply(start_response, "200 OK", {"alive": True})
        if path == "/readyz":
            problems = self.problems()
            return _reply(start_response, "503 Service Unavailable" if problems else "200 OK", {"not_ready": problems})
        if path == "/metrics":
            self._measure_outbox()
            start_response("200 OK", [("Content-Type", prometheus_client.CONTENT_TYPE_LATEST)])
            return [prometheus_client.generate_latest()]
        return _reply(start_response, "404 Not Found", {"detail": "Here are /healthz, /readyz and /metrics."})

    def problems(self) -> list[str]:
        """What keeps the process from doing its work, in words; empty when it is ready."""
        if not self.ready:
            return ["still starting"]
        found = []
        problem = self._measure_outbox()
        if problem is not None:
            found.append(problem)
        for extension in self.container.extensions:
            if readiness := getattr(extension, "readiness", None):
                found += readiness()
        try:
            with kombu.Connection(settings().amqp_uri, connect_timeout=3) as connection:
                connection.ensure_connection(max_retries=1, timeout=3)
        except Exception as error:  # noqa: BLE001
            found.append(f"the broker: {type(error).__name__}")
        return found

    def _measure_outbox(self) -> str | None:
        """Set the gauges; gives what is wrong with the outbox or its database, in words."""
        try:
            with self.engine.connect() as connection:
                waiting = unsent(connection)
        except Exception as error:  # noqa: BLE001  (whatever it is, the database is not usable)
            return f"the database: {type(error).__name__}"
        waited = waiting.oldest.total_seconds()
        UNSENT.set(waiting.count)
        UNSENT_AGE.set(waited)
        return f"facts have waited {waited:.0f} s for the broker" if waited > OUTBOX_PATIENCE else None


def _reply(start_response: StartResponse, status: str, body: dict[str, Any]) -> Iterable[bytes]:
    start_response(status, [("Content-Type", "application/json"), ("Cache-Control", "no-store")])
    return [json.dumps(body | {"at": time.time()}).encode()]
