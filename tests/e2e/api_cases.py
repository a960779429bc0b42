"""Which of the made-up requests to the API are sent: those that fit into one request line of HTTP."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import schemathesis

#: gunicorn reads 8190 bytes of a request line and answers longer ones itself
LONGEST = 7000


@schemathesis.hook
def filter_case(context: Any, case: Any) -> bool:
    return len(urlencode(case.query or {}, doseq=True)) < LONGEST
