"""Views of reports that were submitted, and of what was decided about facts that came late.

Only these facts of reporting itself can change a report; starting and generating one do not, so a draft stays the same
while it is being made.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from services.reporting.projections.view import Change, Date, Integer, Json, Occurrences, Point, Text
from shared.events.event import Event
from shared.events.reporting import ReportSubmitted, RestatementDecided

submissions = Occurrences(
    "submissions",
    version=1,
    columns={
        "report_id": Text,
        "template": Text,
        "period_from": Date,
        "period_to": Date,
        "known_at": Integer,
        "revision": Integer,
        "fingerprint": Text,
    },
)

restatements = Occurrences(
    "restatements", version=1, columns={"report_id": Text, "fact_ids": Json, "choice": Text, "reason_code": Text}
)


@submissions.on(ReportSubmitted)
def submitted(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    yield Point(
        str(event.id),
        {
            "report_id": event.subject,
            "template": data["template"],
            "period_from": data["period"]["from"],
            "period_to": data["period"]["to"],
            "known_at": data["position"],
            "revision": data["revision"],
            "fingerprint": data["fingerprint"],
        },
    )


@restatements.on(RestatementDecided)
def decided(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    values = {"report_id": event.subject, "fact_ids": data["fact_ids"]}
    yield Point(str(event.id), values | {"choice": data["choice"], "reason_code": data["reason_code"]})
