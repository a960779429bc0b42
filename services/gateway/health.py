"""/healthz, /readyz and /metrics of the gateway, on its own port. The services' are in `shared.health`."""

from __future__ import annotations

import time
from typing import Any

import kombu
import prometheus_client
from flask import Blueprint, Flask, Response, current_app, g, request

blueprint = Blueprint("health", __name__)

SECONDS = prometheus_client.Histogram(
    "waymark_http_seconds", "Time to answer an HTTP request", ["endpoint", "method", "status"]
)


def open_health(app: Flask) -> None:
    """Serve the three addresses and time every request."""
    app.register_blueprint(blueprint)

    @app.before_request
    def begin() -> None:
        g.begun = time.perf_counter()

    @app.after_request
    def measure(response: Response) -> Response:
        # before_request functions stop at the first that answers: a refused request has no beginning
        taken = time.perf_counter() - g.get("begun", time.perf_counter())
        SECONDS.labels(request.endpoint or "none", request.method, response.status_code).observe(taken)
        return response


@blueprint.get("/healthz")
def healthz() -> dict[str, Any]:
    """The process answers."""
    return {"alive": True}


@blueprint.get("/readyz")
def readyz() -> tuple[dict[str, Any], int]:
    """The broker, through which everything is asked, answers too."""
    problems = []
    try:
        with kombu.Connection(current_app.extensions["waymark_settings"].amqp_uri, connect_timeout=3) as connection:
            connection.ensure_connection(max_retries=1, timeout=3)
    except Exception as error:  # noqa: BLE001  (whatever it is, the broker is not usable)
        problems.append(f"the broker: {type(error).__name__}")
    return {"not_ready": problems}, 503 if problems else 200


@blueprint.get("/metrics")
def metrics() -> Response:
    """For Prometheus: counts and times, no names."""
    return Response(prometheus_client.generate_latest(), content_type=prometheus_client.CONTENT_TYPE_LATEST)
