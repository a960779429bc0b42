"""Money that moves: spend as the finance system has it, partners' claims and contributions, the funder's payments."""

from __future__ import annotations

from shared.events.fact import Fact
from shared.events.fields import Date, Group, Id, Key, OneOf, Part, Text
from shared.events.parts import Money, Period
from shared.events.projects.budgets import FinancialYear

CONTRIBUTION_KINDS = ("cash", "in_kind")
CLAIM_OUTCOMES = ("paid", "reduced", "refused")


class SpendRecorded(Fact):
    """A line of the finance system's ledger is entered or imported. Subject: the line of spend.

    VAT as the council reports it; accruals basis. A negative amount is a credit.
    """

    type = "spend.recorded"
    effective = "the posting date"

    award_id = Id("the award that pays", required=True)
    heading = Key("heading", required=True)
    partner_org_id = Id("organisation that spent it, the host included", required=True)
    project_id = Id("project it was spent on")
    post_id = Id("post it pays", seen_by="internal")
    amount = Money("what was spent", seen_by="funder", required=True)
    fin_year = FinancialYear("financial year that the ledger books it to", required=True)
    ledger_period = Text("the ledger's own name of the period", seen_by="funder")
    extract_on = Date("day of the extract in which it stands")
    source_ref = Text("the finance system's own reference of the line", seen_by="internal", required=True)


class SpendCorrected(Fact):
    """A line of spend is not as it was said to be. Subject: the line; `corrects` names the same event.

    All fields are the line as it is from now on: the amount replaces the earlier one.
    """

    type = "spend.corrected"
    effective = "the posting date of the line as corrected"

    corrects_event_id = Id("the fact that does not hold", required=True)
    award_id = Id("the award that pays", required=True)
    heading = Key("heading", required=True)
    partner_org_id = Id("organisation that spent it, the host included", required=True)
    project_id = Id("project it was spent on")
    post_id = Id("post it pays", seen_by="internal")
    amount = Money("what was spent after all", seen_by="funder", required=True)
    fin_year = FinancialYear("financial year that the ledger books it to", required=True)
    ledger_period = Text("the ledger's own name of the period", seen_by="funder")
    extract_on = Date("day of the extract in which it stands")
    source_ref = Text("the finance system's own reference of the line", seen_by="internal", required=True)
    reason_code = Key("why: later_extract, journal, miscoded or other", seen_by="funder", required=True)


class PartnerClaimReceived(Fact):
    """A partner invoices its costs. Subject: the claim."""

    type = "partner_claim.received"
    effective = "the invoice date"

    org_id = Id("the partner", required=True)
    amount = Money("what it claims", seen_by="funder", required=True)
    covers = Period("the period whose costs it claims", required=True)
    reference = Text("the invoice's own number", seen_by="internal")


class PartnerClaimSettled(Fact):
    """A claim is paid, reduced or refused. Subject: the claim."""

    type = "partner_claim.settled"
    effective = "the payment date"

    claim_id = Id("the claim", required=True)
    amount = Money("what was paid; 0 when it was refused", seen_by="funder", required=True)
    outcome = OneOf("what became of it", CLAIM_OUTCOMES, required=True)


class ContributionPledged(Fact):
    """A partner promises money, or people, rooms and data. Subject: the pledge."""

    type = "contribution.pledged"
    effective = "the date of the pledge"

    org_id = Id("the partner", required=True)
    kind = OneOf("cash or in kind", CONTRIBUTION_KINDS, required=True)
    amount = Money("what it is worth", required=True)
    valuation_basis = Text("how a contribution in kind is valued")
    period = Period("the time for which it is promised")


class ContributionReceived(Fact):
    """A contribution is given. Subject: the contribution."""

    type = "contribution.received"
    effective = "the date on which it was given"

    org_id = Id("the partner", required=True)
    kind = OneOf("cash or in kind", CONTRIBUTION_KINDS, required=True)
    amount = Money("what it is worth", required=True)
    valuation_basis = Text("how a contribution in kind is valued")
    pledge_id = Id("the pledge that it fulfils")


class ConditionPart(Part):
    kind = OneOf("what the payment waited for", ("milestone", "report"), required=True)
    id = Id("that milestone or report", required=True)


class FunderPaymentReceived(Fact):
    """An instalment of the award arrives. Subject: the payment."""

    type = "funder_payment.received"
    effective = "the value date"

    award_id = Id("the award", required=True)
    amount = Money("what arrived", required=True)
    schedule_ref = Text("the instalment as the contract's schedule names it", required=True)
    condition = Group("what it was tied to", part=ConditionPart)
