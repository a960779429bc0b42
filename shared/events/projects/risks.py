"""Risks, and issues: what may happen and what has. Words are by reference; a title is open, so it names nobody."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from shared.events.fact import Fact
from shared.events.fields import Date, Id, Key, OneOf, Text, Whole
from shared.events.parts import Words

RISK_KINDS = ("risk", "issue")
RESPONSES = ("treat", "tolerate", "transfer", "terminate")
#: between them lie the boundaries of the setting `risk.bands`
RISK_BANDS = ("low", "moderate", "high", "severe")


def risk_band(score: int, boundaries: Sequence[int]) -> str:
    """The band of a score, likelihood × impact; each boundary is the lowest score of the next band."""
    return RISK_BANDS[bisect_right(boundaries, score)]


class RiskRaised(Fact):
    """A risk, or an issue, enters the register. Subject: the risk."""

    type = "risk.raised"
    effective = "the day on which it was raised"

    kind = OneOf("a risk may happen; an issue has", RISK_KINDS, required=True)
    from_risk_id = Id("the risk that happened, of which this issue came")
    title = Text("what it is, in a few words that name no person: every reader may see them", required=True)
    project_id = Id("project that it is about; absent for the programme itself")
    workstream_id = Id("workstream, where it is about no project")
    owner_person_id = Id("who answers for it", seen_by="funder")
    likelihood = Whole("inherent likelihood, before anything is done; of a risk only", least=1, most=5)
    impact = Whole("inherent impact, before anything is done", least=1, most=5, required=True)
    residual_likelihood = Whole("likelihood with what is done already; absent: as inherent", least=1, most=5)
    residual_impact = Whole("impact with what is done already; absent: as inherent", least=1, most=5)
    target_score = Whole("likelihood times impact that is aimed at", least=1, most=25)
    response = OneOf("what is done about it", RESPONSES)
    proximity = Key("how near it is: now, within_3_months, within_a_year, later")
    review_on = Date("day by which it is looked at again", seen_by="funder")
    band = Key("band of the residual score by the settings of that day, for messages")
    description = Words("what may happen, why and with what effect, in words")


class RiskReassessed(Fact):
    """A risk was looked at again, changed or not, or it has happened. Subject: the risk."""

    type = "risk.reassessed"
    effective = "the day on which it was looked at"

    likelihood = Whole("residual likelihood from now on", least=1, most=5)
    impact = Whole("residual impact from now on", least=1, most=5)
    target_score = Whole("likelihood times impact that is aimed at", least=1, most=25)
    response = OneOf("what is done about it", RESPONSES)
    proximity = Key("how near it is: now, within_3_months, within_a_year, later")
    review_on = Date("day by which it is looked at again", seen_by="funder")
    owner_person_id = Id("who answers for it from now on", seen_by="funder")
    band_from = Key("band until now, by the settings of that day, for messages")
    band_to = Key("band from now on, by the settings of that day, for messages")
    project_id = Id("project that it is about, as when it was raised")
    became_issue_id = Id("the issue that came of it: it has happened")
    note = Words("what was found, in words")


class RiskClosed(Fact):
    """A risk can no longer happen, or an issue is over. Subject: the risk."""

    type = "risk.closed"
    effective = "the day on which it was over"

    project_id = Id("project that it is about, as when it was raised")
    outcome = Key("how it ended: averted, passed, accepted, resolved, merged, error", required=True)
    note = Words("how it ended, in words")
