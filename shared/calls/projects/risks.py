"""Risks and issues: raised, looked at again, happened, closed. Titles are open: name no person in them."""

from __future__ import annotations

from marshmallow import fields, validate

from shared.calls.call import Command, Read
from shared.calls.fields import PageFields, an_id, day, key, new_id, note, only, programme, text

_RESPONSES = ("treat", "tolerate", "transfer", "terminate")
_TITLE = "a title that names no person: every reader may see it"


def _scale(words: str, *, required: bool = False, most: int = 5) -> fields.Integer:
    return fields.Integer(
        required=required,
        allow_none=not required,
        strict=True,
        validate=validate.Range(1, most, error=f"Enter a number from 1 to {most}"),
        metadata={"description": words},
        error_messages={"required": f"Enter {words}"},
    )


def _response() -> fields.String:
    return fields.String(
        allow_none=True, validate=validate.OneOf(_RESPONSES), metadata={"description": "what is done about it"}
    )


class RaiseRisk(Command):
    """Enter a risk (it may happen) or an issue (it has) in the register. Gives {risk_id, version}."""

    risk_id = new_id()
    programme_id = programme()
    kind = fields.String(
        load_default="risk", validate=validate.OneOf(("risk", "issue")), metadata={"description": "risk or issue"}
    )
    title = text(_TITLE, required=True)
    project_id = an_id("the project that it is about; left out for the programme itself")
    workstream_id = an_id("the workstream, where it is about no project")
    owner_person_id = an_id("who answers for it")
    likelihood = _scale("the inherent likelihood, from 1 to 5; of a risk only")
    impact = _scale("the inherent impact, from 1 to 5", required=True)
    residual_likelihood = _scale("the likelihood with what is done already; left out, the inherent one")
    residual_impact = _scale("the impact with what is done already; left out, the inherent one")
    target_score = _scale("the score that is aimed at, likelihood times impact", most=25)
    response = _response()
    proximity = key("how near it is")
    review_on = day("the day by which it is looked at again")
    on = day("the day on which it was raised")
    description = text("what may happen, why and with what effect; the words stay in this service", longest=10_000)


class ReassessRisk(Command):
    """Look at a risk or issue again; what is left out stays as it was. Gives {risk_id, version}."""

    risk_id = an_id("the risk", required=True)
    on = day("the day on which it was looked at")
    likelihood = _scale("the residual likelihood")
    impact = _scale("the residual impact")
    target_score = _scale("the score that is aimed at", most=25)
    response = _response()
    proximity = key("how near it is")
    review_on = day("the day by which it is looked at again")
    owner_person_id = an_id("who answers for it from now on")
    note = note()


class TurnRiskIntoIssue(Command):
    """A risk has happened: it ends as a risk, and an issue stands in its place. Gives {risk_id, issue_id, version}."""

    risk_id = an_id("the risk", required=True)
    issue_id = new_id()
    on = day("the day on which it happened")
    title = text(f"{_TITLE}; left out, that of the risk")
    impact = _scale("the impact of the issue; left out, the residual impact of the risk")
    response = _response()
    review_on = day("the day by which the issue is looked at again")
    note = note()


class CloseRisk(Command):
    """Say that a risk can no longer happen, or that an issue is over. Gives {risk_id, version}."""

    risk_id = an_id("the risk", required=True)
    on = day("the day on which it was over")
    outcome = key("how it ended", required=True)
    note = note()


class Risks(Read, PageFields):
    """Risks and issues that one may see, those that weigh most first. Gives {items, next}."""

    programme_id = only("only those of this programme")
    project_id = only("only those of this project")
    kind = fields.String(validate=validate.OneOf(("risk", "issue")), metadata={"description": "only these"})
    state = fields.String(
        validate=validate.OneOf(("open", "happened", "closed")), metadata={"description": "only those that stand so"}
    )
    band = fields.String(
        validate=validate.OneOf(("low", "moderate", "high", "severe")),
        metadata={"description": "only risks of this band of residual score, by the settings of today"},
    )
    review_overdue = fields.Boolean(metadata={"description": "only open ones whose review is overdue, or only others"})


class Risk(Read):
    """One risk or issue with its words and the history of its scores."""

    risk_id = an_id("the risk", required=True)
