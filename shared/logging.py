"""Structured logs: one JSON object a line on standard output, with the call and its correlation. No personal data.

Never logged: request fields, message bodies, names, addresses, tokens. Log ids and counts.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

#: where PostgreSQL quotes the row that it refused, which may hold a name or an address
_ROW = re.compile(r"(?m)^DETAIL: .*$")


def configure(process: str, level: str = "INFO") -> None:
    """Send structlog's and the standard library's records the same way. `process` names who speaks."""

    def say_who(_: Any, __: str, event: dict[str, Any]) -> dict[str, Any]:
        return {"process": process} | event

    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        say_who,
    ]
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                _without_rows,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    logging.basicConfig(handlers=[handler], level=level, force=True)
    # a stock debug line of nameko or kombu can hold a message body
    for chatty in ("nameko", "kombu", "amqp", "sqlalchemy", "apscheduler", "fontTools", "weasyprint"):
        logging.getLogger(chatty).setLevel(max(logging.WARNING, logging.getLevelName(level)))
    # a refused request is answered, with its reason, to the one who asked
    logging.getLogger("nameko.containers").setLevel(logging.ERROR)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def _without_rows(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Take the rows that a database error quotes out of what is logged; its own log has them."""
    if isinstance(told := event.get("exception"), str):
        event["exception"] = _ROW.sub("DETAIL: left out, it may be personal", told)
    return event
