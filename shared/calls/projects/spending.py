"""Spend as the finance system has it, partners' claims and contributions, and the funder's payments."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from shared.calls.call import Command, Read
from shared.calls.fields import PageFields, an_id, day, key, new_id, only, programme, text
from shared.calls.projects.money import FIN_YEAR, fin_year, money

MOST_AT_ONCE = 500
CONTRIBUTION_KINDS = ("cash", "in_kind")
CLAIM_OUTCOMES = ("paid", "reduced", "refused")


class SpendLineFields(Schema):
    """One line of the finance system's ledger."""

    source_ref = text("the finance system's own reference of the line", required=True, longest=200)
    heading = key("a heading", required=True)
    partner_org_id = an_id("the organisation that spent it, the host included", required=True)
    amount = money("an amount; negative for a credit")
    posted_on = day("the posting date", required=True)
    fin_year = fields.String(
        allow_none=True,
        validate=FIN_YEAR,
        metadata={"description": "the year that the ledger books it to; left out, that of the posting date"},
    )
    ledger_period = text("the ledger's own name of the period", longest=60)
    project_id = an_id("the project it was spent on")
    post_id = an_id("the post it pays")


class RecordSpend(Command):
    """Enter lines of spend, by hand or from an extract; a line that differs from before corrects it.

    The same line again changes nothing. Gives {recorded, corrected, unchanged, spend_ids}.
    """

    programme_id = programme()
    award_id = an_id("the award that pays; left out, the programme's only one")
    extract_on = day("the day of the extract")
    lines = fields.List(
        fields.Nested(SpendLineFields),
        required=True,
        validate=validate.Length(min=1, max=MOST_AT_ONCE),
        metadata={"description": "the lines"},
        error_messages={"required": "Enter at least one line"},
    )


class CorrectSpend(Command):
    """Correct a line of spend: the amount replaces the one recorded before. Gives {spend_id, version}."""

    spend_id = an_id("the line of spend", required=True)
    amount = money("the right amount")
    heading = key("the right heading, where that was wrong")
    partner_org_id = an_id("the right organisation, where that was wrong")
    reason_code = key("a reason", required=True)


class ReceiveClaim(Command):
    """Note that a partner invoiced its costs of a period. Gives {claim_id, version}."""

    claim_id = new_id()
    programme_id = programme()
    org_id = an_id("the partner", required=True)
    amount = money("what it claims")
    covers_from = day("the first day of the period whose costs it claims", required=True)
    covers_to = day("the last day of that period", required=True)
    invoiced_on = day("the invoice date")
    reference = text("the invoice's own number", longest=100)


class SettleClaim(Command):
    """Note that a claim was paid, reduced or refused. Gives {claim_id, version}."""

    claim_id = an_id("the claim", required=True)
    outcome = fields.String(
        required=True,
        validate=validate.OneOf(CLAIM_OUTCOMES),
        metadata={"description": "what became of it"},
        error_messages={"required": "Choose what became of it"},
    )
    amount = money("what was paid; 0 when it was refused")
    settled_on = day("the payment date")


class _ContributionFields(Schema):
    programme_id = programme()
    org_id = an_id("the partner", required=True)
    kind = fields.String(
        required=True,
        validate=validate.OneOf(CONTRIBUTION_KINDS),
        metadata={"description": "cash or in kind"},
        error_messages={"required": "Choose cash or in kind"},
    )
    amount = money("what it is worth")
    valuation_basis = text("how a contribution in kind is valued")


class PledgeContribution(Command, _ContributionFields):
    """Note what a partner promises, in cash or in kind. Gives {pledge_id, version}."""

    pledge_id = new_id()
    pledged_on = day("the date of the pledge")
    period_from = day("the first day for which it is promised")
    period_to = day("the last day for which it is promised")


class ReceiveContribution(Command, _ContributionFields):
    """Note what a partner gave, in cash or in kind. Gives {contribution_id, version}."""

    contribution_id = new_id()
    pledge_id = an_id("the pledge that it fulfils")
    given_on = day("the date on which it was given")


class ConditionFields(Schema):
    """What a payment waited for: a milestone, which must be achieved, or a report."""

    kind = fields.String(required=True, validate=validate.OneOf(("milestone", "report")))
    id = an_id("that milestone or report", required=True)


class ReceivePayment(Command):
    """Note that an instalment of the award arrived. Gives {payment_id, version}."""

    payment_id = new_id()
    programme_id = programme()
    award_id = an_id("the award; left out, the programme's only one")
    amount = money("what arrived")
    schedule_ref = text("the instalment as the contract's schedule names it", required=True)
    condition = fields.Nested(ConditionFields, allow_none=True, metadata={"description": "what it was tied to"})
    received_on = day("the value date")


class Spend(Read, PageFields):
    """Lines of spend of a programme in order of posting. Gives {items, next}."""

    programme_id = programme()
    heading = only("only those of this heading")
    partner_org_id = only("only those of this organisation")
    fin_year = fin_year(required=False)


class Claims(Read, PageFields):
    """Partners' claims of a programme in order of invoice. Gives {items, next}."""

    programme_id = programme()
    org_id = only("only those of this partner")


class Contributions(Read, PageFields):
    """What partners pledged and gave, in order of date. Gives {items, next}."""

    programme_id = programme()
    org_id = only("only those of this partner")


class Payments(Read, PageFields):
    """Instalments that the funder paid, in order of date. Gives {items, next}."""

    programme_id = programme()
