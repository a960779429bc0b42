"""Runs one process of the suite: `python -m shared.run projects`. Never the `nameko` command (it needs pkg_resources).

Patches first, before anything else is imported; then settings, logs, the driver guard, health, and the container.
"""

from __future__ import annotations

import os

os.environ["PSYCOPG_WAIT_FUNC"] = "wait_select"
import warnings

warnings.filterwarnings("ignore", "\\s*Eventlet is deprecated", Warning)  # docs/decisions/0001-nameko.md
import eventlet

eventlet.monkey_patch()

import argparse
import errno
import importlib
import signal
import sys
from typing import Any

import structlog

#: process -> module and class
PROCESSES = {
    "people": "services.people.service:People",
    "projects": "services.projects.service:Projects",
    "outputs": "services.outputs.service:Outputs",
    "notifications": "services.notifications.service:Notifications",
    "reporting": "services.reporting.service:Reporting",
    "projector": "services.reporting.projector:Projector",
}


def main(arguments: list[str] | None = None) -> int:
    """Serve until SIGTERM or SIGINT, then drain and stop. Exit 0 when stopped, 1 when the container failed."""
    parser = argparse.ArgumentParser(prog="python -m shared.run", description=__doc__.splitlines()[0])
    parser.add_argument("process", choices=sorted(PROCESSES))
    process = parser.parse_args(arguments).process

    from shared import logging
    from shared.database import assert_cooperative
    from shared.settings import settings

    chosen = settings()
    logging.configure(process, chosen.log_level)
    assert_cooperative()
    module, _, name = PROCESSES[process].partition(":")
    return serve(getattr(importlib.import_module(module), name), config(chosen))


def config(chosen: Any) -> dict[str, Any]:
    """What nameko wants to know, from our settings."""
    return {
        "AMQP_URI": chosen.amqp_uri,
        "HEARTBEAT": 30,
        "max_workers": 20,
        "serializer": "json",
        "ACCEPT": ["json"],
        # a broker that is still starting is waited for, not died of
        "TRANSPORT_OPTIONS": {"max_retries": 60, "interval_start": 0.2, "interval_step": 0.2, "interval_max": 2},
    }


def serve(service: type, configuration: dict[str, Any]) -> int:
    """Run one service class in this process until it is told to stop."""
    from nameko.runners import ServiceRunner

    from shared.health import Health

    log = structlog.get_logger()
    runner = ServiceRunner(configuration)
    runner.add_service(service)
    health = Health(next(iter(runner.containers)))
    health.start()

    def stop(*_: Any) -> None:
        eventlet.spawn_n(runner.stop)  # a signal handler runs in the hub and may not wait itself

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    runner.start()
    health.started()
    log.info("started", service=service.__name__)
    waiter = eventlet.spawn(runner.wait)
    while True:
        try:
            waiter.wait()
        except OSError as error:
            if error.errno != errno.EINTR:  # the signal itself interrupts the hub
                raise
        except Exception:
            log.exception("the container failed; the supervisor starts it anew")
            return 1
        else:
            log.info("stopped")
            return 0


if __name__ == "__main__":
    sys.exit(main())
