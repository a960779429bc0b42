"""How gunicorn runs the gateway: one process, many threads, nothing patched.

One process, because the sign-in limiter counts in its memory. More throughput: more replicas behind a balancer, and a
shared store for the limiter (docs/operations.md).
"""

from __future__ import annotations

import os

from shared.logging import configure
from shared.settings import settings

_chosen = settings()
configure("gateway", _chosen.log_level)

bind = f"{_chosen.host}:{_chosen.port}"
worker_class = "gthread"
workers = 1
threads = int(os.environ.get("GATEWAY_THREADS", "24"))
timeout = 120
graceful_timeout = 15
keepalive = 5
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108  (gunicorn's heartbeat, not data)
logconfig_dict = {"version": 1, "disable_existing_loggers": False}
accesslog = None
proc_name = "waymark-gateway"
