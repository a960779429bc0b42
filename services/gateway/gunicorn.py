"""How gunicorn runs the gateway: one process, many threads, nothing patched.

One process, because the sign-in limiter counts in its memory. More throughput: more replicas behind a balancer, and a
shared store for the limiter (docs/operations.md).
"""

from __future__ import annotations

import os
from typing import Any

from gunicorn.glogging import Logger

from shared.logging import configure
from shared.settings import settings

_chosen = settings()


class JsonLines(Logger):  # type: ignore[misc]
    """gunicorn's own messages as lines like everybody's. No access log: addresses of people are not for keeping."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        configure("gateway", _chosen.log_level)
        self.error_log.handlers, self.error_log.propagate = [], True
        self.access_log.handlers, self.access_log.propagate = [], False

    def access(self, *_: Any) -> None: ...


bind = f"{_chosen.host}:{_chosen.port}"
worker_class = "gthread"
workers = 1
# a list of 200 ids in the query is nearly this long
limit_request_line = 8190
threads = int(os.environ.get("GATEWAY_THREADS", "24"))
timeout = 120
graceful_timeout = 15
keepalive = 5
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108  (gunicorn's heartbeat, not data)
logger_class = JsonLines
# its socket would lie in the home folder, one for all installations of a user
control_socket_disable = True
proc_name = "waymark-gateway"
