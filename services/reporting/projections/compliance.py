"""Views of how outputs keep the funder's policies: evidence of open access, checks, notices, and awards' own terms."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from services.reporting.projections.view import (
    Boolean,
    Change,
    Date,
    Integer,
    Json,
    Occurrences,
    Point,
    Set,
    State,
    Text,
)
from shared.events.event import Event
from shared.events.outputs import (
    AcknowledgementChecked,
    AwardTermsSet,
    NoticeDueSoon,
    NoticeGiven,
    OpenAccessEvidenced,
)

#: by output; of two facts about one field, that of the later day holds
open_access = State(
    "open_access",
    version=1,
    columns={
        "submitted_on": Date,
        "peer_reviewed": Boolean,
        "commissioned": Boolean,
        "abstract_only": Boolean,
        "nihr_majority": Boolean,
        "journal": Text,
        "licence_vor": Text,
        "licence_aam": Text,
        "licence_exception": Boolean,
        "licensing_statement": Boolean,
        "europe_pmc": Text,
        "europe_pmc_on": Date,
        "pubmed_central": Text,
        "pubmed_central_on": Date,
        "data_statement": Boolean,
        "known_on": Date,
        "source": Text,
    },
    classes={"known_on": "open"},
)
_ESTABLISHED = tuple(name for name in open_access.columns if name not in ("known_on", "source"))

#: by output: its last check stands
acknowledgements = Occurrences(
    "acknowledgements",
    version=1,
    columns={
        "acknowledged": Boolean,
        "results": Json,
        "judged_on": Date,
        "policy": Text,
        "award_ids": Json,
        "text_sha256": Text,
    },
)

#: by notice: what is said anew of one takes the place of what was said
notices = Occurrences(
    "notices",
    version=1,
    columns={
        "output_id": Text,
        "kind": Text,
        "planned_on": Date,
        "channel": Text,
        "reference": Text,
        "with_output_ids": Json,
    },
)

#: warnings that the last day for notice was near
notice_warnings = Occurrences(
    "notice_warnings",
    version=1,
    columns={"output_id": Text, "due_on": Date, "days_left": Integer, "planned_on": Date, "clause": Text},
    classes={"output_id": "open"},
)

award_terms = State(
    "award_terms",
    version=1,
    columns={
        "award_id": Text,
        "from_on": Date,
        "award_kind": Text,
        "nihr_majority": Boolean,
        "notice_days": Integer,
        "notice_counted": Text,
        "notice_covers": Text,
        "reason_code": Text,
    },
    classes={"from_on": "open"},
)


@open_access.on(OpenAccessEvidenced)
def evidenced(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    values = {name: data[name] for name in _ESTABLISHED if name in data}
    values |= dict.fromkeys(name for name in data.get("no_longer_known", ()) if name in _ESTABLISHED)
    yield Set(event.subject, values | {"known_on": event.effectiveon, "source": data["source"]})


@acknowledgements.on(AcknowledgementChecked)
def checked(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    yield Point(
        event.subject,
        {
            "acknowledged": data["acknowledged"],
            "results": {one["clause"]: one["outcome"] for one in data["results"]},
            "judged_on": data["judged_on"],
            "policy": data["policy"],
            "award_ids": data.get("award_ids", []),
            "text_sha256": data["text_sha256"],
        },
    )


@notices.on(NoticeGiven)
def given(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    yield Point(
        event.subject,
        {
            "output_id": data["output_id"],
            "kind": data["kind"],
            "planned_on": data.get("planned_on"),
            "channel": data["channel"],
            "reference": data.get("reference"),
            "with_output_ids": data.get("with_output_ids", []),
        },
    )


@notice_warnings.on(NoticeDueSoon)
def due_soon(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    yield Point(
        f"{event.subject}/{data['due_on']}",
        {
            "output_id": event.subject,
            "due_on": data["due_on"],
            "days_left": data["days_left"],
            "planned_on": data["planned_on"],
            "clause": data["clause"],
        },
    )


@award_terms.on(AwardTermsSet)
def terms_set(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    names = [name for name in award_terms.columns if name not in ("award_id", "from_on")]
    values = {name: data.get(name) for name in names}
    yield Set(event.subject, values | {"award_id": data["award_id"], "from_on": event.effectiveon})
