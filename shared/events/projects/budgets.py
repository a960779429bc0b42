"""What may be spent, what is expected to be spent, and why the two differ."""

from __future__ import annotations

from shared.events.fact import Fact
from shared.events.fields import Group, Id, Key, Many, OneOf, Part, Text
from shared.events.parts import Money, Words

BUDGET_CAUSES = ("award", "virement", "carry_forward", "extension")
FORECAST_BASES = ("finance", "manager")
HORIZONS = ("year_end", "award_end")


class FinancialYear(Text):
    """A financial year from April to March: 2024/25."""

    longest = 7
    pattern = r"[0-9]{4}/[0-9]{2}"
    expected = "a financial year, April to March, such as 2024/25"


class Month(Text):
    """A calendar month: 2024-04."""

    longest = 7
    pattern = r"[0-9]{4}-(0[1-9]|1[0-2])"
    expected = "a month such as 2024-04"


class HeadingPart(Part):
    key = Key("the heading's key, as lines name it", required=True)
    title = Text("the heading in words", required=True)


class BudgetLinePart(Part):
    heading = Key("heading of the award's finance schedule: staff, involvement, overheads", required=True)
    partner_org_id = Id("organisation that spends it, the host included", required=True)
    fin_year = FinancialYear("financial year, April to March", required=True)
    month = Month("month in which it is to be spent; absent where only the year is known")
    amount = Money("what may be spent from now on; 0 takes the line out", required=True)


class BudgetSet(Fact):
    """A spending profile is set, revised, vired or carried forward. Subject: the budget of one award.

    Lines that are not named stay as they are. Headings of the programme's own come with their words.
    """

    type = "budget.set"
    effective = "the day from which it is in force"

    award_id = Id("the award that pays", required=True)
    lines = Many(Group("a line", part=BudgetLinePart), "the lines that change, each with its new amount", required=True)
    cause = OneOf("why it was set", BUDGET_CAUSES, required=True)
    change_request_id = Id("the change that was approved", seen_by="funder")
    own_headings = Many(Group("a heading", part=HeadingPart), "headings that this programme adds to the usual ones")
    total = Money("the whole budget after this", required=True)


class ForecastLinePart(Part):
    heading = Key("heading", required=True)
    partner_org_id = Id("organisation that spends it", required=True)
    horizon = OneOf("by when: the end of a financial year, or of the award", HORIZONS, required=True)
    fin_year = FinancialYear("the financial year, for its end")
    amount = Money("what will have been spent: within the year, or in all", required=True)


class ForecastSet(Fact):
    """What is expected to be spent by the end of the year and of the award is stated anew. Subject: the forecast."""

    type = "forecast.set"
    effective = "the day on which it was so expected"

    lines = Many(Group("a line", part=ForecastLinePart), "all lines of the forecast", required=True)
    basis = OneOf("whose judgement: the finance system's, or the manager's", FORECAST_BASES, required=True)


class VarianceExplained(Fact):
    """Somebody gives a cause for part of a variance of one heading, organisation and year. Subject: that part.

    The latest word for the same cause holds, until the end of the financial year in which the period ends.
    """

    type = "variance.explained"
    effective = "the end of the period that is explained"

    heading = Key("heading", required=True)
    partner_org_id = Id("organisation that spends it", required=True)
    amount = Money("how much of the variance; negative explains an overspend", required=True)
    cause = OneOf("the cause", ("late_start", "price", "other"), required=True)
    note = Words("the reason, in words")
