"""Budget, forecast and variance. Money is decimal text with its currency; financial years run April to March."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from shared.calls.call import Command, Read
from shared.calls.fields import (
    MOST_NAMED,
    MoneyFields,
    PageFields,
    Written,
    an_id,
    day,
    key,
    new_id,
    note,
    programme,
    text,
)

MOST_LINES = 2000
FIN_YEAR = Written(r"^\d{4}/\d{2}$", error="Enter a financial year, April to March, like 2024/25")
MONTH = Written(r"^\d{4}-(0[1-9]|1[0-2])$", error="Enter a month, like 2024-04")
BUDGET_CAUSES = ("award", "extension")
FORECAST_BASES = ("finance", "manager")
HORIZONS = ("year_end", "award_end")
VARIANCE_CAUSES = ("late_start", "price", "other")


def money(words: str) -> fields.Nested:
    return fields.Nested(
        MoneyFields, required=True, metadata={"description": words}, error_messages={"required": f"Enter {words}"}
    )


def fin_year(*, required: bool = True) -> fields.String:
    return fields.String(
        required=required,
        allow_none=not required,
        validate=FIN_YEAR,
        metadata={"description": "the financial year, April to March, like 2024/25"},
        error_messages={"required": "Enter the financial year"},
    )


class BudgetLineFields(Schema):
    """One line of a budget, by heading, organisation, financial year and, where it is profiled, month."""

    heading = key("a heading", required=True)
    partner_org_id = an_id("the organisation that spends it, the host included", required=True)
    fin_year = fin_year()
    month = fields.String(
        allow_none=True, validate=MONTH, metadata={"description": "the month; left out, the year alone is known"}
    )
    amount = money("an amount")


class HeadingFields(Schema):
    """A heading that the programme adds to the usual ones."""

    key = key("the heading's key", required=True)
    title = text("the heading in words", required=True)


def _lines(line: type[Schema], words: str) -> fields.List[dict[str, object]]:
    return fields.List(
        fields.Nested(line),
        required=True,
        validate=validate.Length(min=1, max=MOST_LINES),
        metadata={"description": words},
        error_messages={"required": "Enter at least one line"},
    )


class SetBudget(Command):
    """Set the spending profile of an award: its first, or a new one through an approved change.

    Lines give new amounts; a line that is not named stays as it is, and 0 takes one out. Gives
    {budget_id, version}.
    """

    programme_id = programme()
    award_id = an_id("the award; left out, the programme's only one")
    lines = _lines(BudgetLineFields, "the lines, each with its new amount")
    own_headings = fields.List(
        fields.Nested(HeadingFields),
        validate=MOST_NAMED,
        load_default=list,
        metadata={"description": "headings of the programme's own"},
    )
    cause = fields.String(
        load_default="award", validate=validate.OneOf(BUDGET_CAUSES), metadata={"description": "why it is set"}
    )
    from_on = day("the day from which it is in force")
    change_request_id = an_id("the change that was approved")


class Vire(Command):
    """Move money between lines of a budget; the moves add up to nothing. Only within an approved change request.

    Gives {budget_id, version}.
    """

    programme_id = programme()
    award_id = an_id("the award; left out, the programme's only one")
    moves = _lines(BudgetLineFields, "what each line gains; negative for what it gives")
    from_on = day("the day from which it is in force")
    change_request_id = an_id("the change that was approved")


class CarriedLineFields(Schema):
    """What of one heading of one organisation is carried into the next year."""

    heading = key("a heading", required=True)
    partner_org_id = an_id("the organisation that spends it, the host included", required=True)
    amount = money("an amount")


class CarryForward(Command):
    """Move unspent money of a financial year into the next. Only within an approved change request.

    It is taken from the last months of the year and spread over the months of the next that are not over. Gives
    {budget_id, version}.
    """

    programme_id = programme()
    award_id = an_id("the award; left out, the programme's only one")
    from_year = fin_year()
    lines = _lines(CarriedLineFields, "what is carried, each an amount above 0")
    from_on = day("the day from which it is in force")
    change_request_id = an_id("the change that was approved")


class ForecastLineFields(Schema):
    """What will have been spent on one line, by the end of a financial year or of the award."""

    heading = key("a heading", required=True)
    partner_org_id = an_id("the organisation that spends it", required=True)
    horizon = fields.String(
        required=True,
        validate=validate.OneOf(HORIZONS),
        metadata={"description": "the end of the year, or of the award"},
    )
    fin_year = fin_year(required=False)
    amount = money("an amount")


class SetForecast(Command):
    """State what is expected to be spent by the end of the year and of the award. Gives {forecast_id, version}."""

    forecast_id = new_id()
    programme_id = programme()
    lines = _lines(ForecastLineFields, "all lines of the forecast; it replaces the one before")
    basis = fields.String(
        required=True,
        validate=validate.OneOf(FORECAST_BASES),
        metadata={"description": "the finance system's judgement, or the manager's"},
        error_messages={"required": "Say whose forecast it is"},
    )
    as_of = day("the day on which it was so expected")


class ExplainVariance(Command):
    """Give a cause for part of a variance, which it cannot exceed. Gives {explanation_id, version}.

    The latest word for the same heading, organisation, year and cause replaces the one before; 0 takes it back.
    """

    programme_id = programme()
    heading = key("a heading", required=True)
    partner_org_id = an_id("the organisation that spends it, the host included", required=True)
    period_end = day("the last day of the period that is explained", required=True)
    amount = money("how much of the variance; negative explains an overspend")
    cause = fields.String(
        required=True,
        validate=validate.OneOf(VARIANCE_CAUSES),
        metadata={"description": "the cause: " + ", ".join(VARIANCE_CAUSES)},
        error_messages={"required": "Choose a cause"},
    )
    note = note()


class Budget(Read):
    """The budget of a programme: totals by heading, organisation and year, its lines and versions. Gives {budgets}."""

    programme_id = programme()


class Headings(Read):
    """The headings under which money may be budgeted and spent in a programme. Gives {items}."""

    programme_id = programme()


class Forecasts(Read, PageFields):
    """Forecasts of a programme, the latest first. Gives {items, next}."""

    programme_id = programme()


class Explanations(Read, PageFields):
    """Causes given for parts of variances, in order of the period's end. Gives {items, next}."""

    programme_id = programme()
