"""How outputs keep what the funder asks: open access, acknowledgement, notice. What is not known is never kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from services.reporting.measures.funderpolicies import PublicOutput, public_outputs
from services.reporting.measures.looked import looked
from services.reporting.measures.period import Period
from services.reporting.measures.registry import measure
from services.reporting.measures.sight import Sight
from services.reporting.measures.value import Breakdown, Line, State, Value, cut_by, nothing
from services.reporting.projections.activity import output_activity
from services.reporting.projections.outputs import outputs
from shared import policies
from shared.policies.notice import IN_TIME, LATE, NOT_GIVEN, NOT_NEEDED
from shared.policies.openaccess import COMPLIANT, NOT_COMPLIANT, OUT_OF_SCOPE, UNKNOWN, can_be_article


@measure(
    "outputs.open_access",
    version=1,
    kind="rate",
    unit="articles",
    section="outputs",
    title="Open access",
    definition="""Of the articles that became public in the period and fall under the funder's open access policy, how
    many comply with it. Which policy holds, and so what is asked, follows from the day on which the article was
    submitted: from 1 June 2022 the present one, before it the former. An article of which something that decides is not
    known is counted among them and not as complying. Articles outside the policy are left out; how many there were is
    said.""",
    none="No article fell under the policy",
)
def open_access(sight: Sight, period: Period) -> Value:
    articles = [one for one in public_outputs(sight, period) if can_be_article(one.row.type, one.row.subtype)]
    within = [one for one in articles if one.open_access.state != OUT_OF_SCOPE]
    short = [one for one in within if one.open_access.state != COMPLIANT]
    counts = [
        Line(words, _how_many(within, state))
        for words, state in (("not compliant", NOT_COMPLIANT), ("unknown", UNKNOWN))
    ]
    return _rate(
        sight,
        period,
        [one for one in within if one.open_access.state == COMPLIANT],
        within,
        beside=[*counts, Line("outside the policy", len(articles) - len(within))],
        breakdown=_by_clause("Not complying, by the clause that decides", short, lambda one: [_said(one)]),
    )


@measure(
    "outputs.acknowledged",
    version=1,
    kind="rate",
    unit="outputs",
    section="outputs",
    title="Outputs that acknowledge the funder rightly",
    definition="""Of the outputs that became public in the period and are of a type that carries an acknowledgement, how
    many name NIHR in full as it was called on that day, give the number of the award and the disclaimer, and do not
    name the Department of Health and Social Care as funder, by the last check of their text. Those not checked are
    counted among them and not as acknowledging; how many that is, is said.""",
    none="No output needed an acknowledgement",
)
def acknowledged(sight: Sight, period: Period) -> Value:
    needing = [one for one in public_outputs(sight, period) if one.acknowledgement != "not_needed"]
    wrong = [one for one in needing if one.acknowledgement == "not_acknowledged"]
    return _rate(
        sight,
        period,
        [one for one in needing if one.acknowledgement == "acknowledged"],
        needing,
        beside=[
            Line("checked and not right", len(wrong)),
            Line("not checked", sum(one.acknowledgement == "not_checked" for one in needing)),
        ],
        breakdown=_by_clause(
            "Not right, by clause that fails",
            wrong,
            lambda one: [policies.clause(key).ask for key in one.failed if not policies.clause(key).advice],
        ),
    )


@measure(
    "outputs.noticed",
    version=1,
    kind="rate",
    unit="outputs",
    section="outputs",
    title="Outputs of which the funder was told in time",
    definition="""Of the outputs and media activities that became public in the period and of which NIHR was to be told
    before, by the rule of the award or else the policy's, how many it was told of by the last day for it. Working days
    are those of the programme's nation. Those told late, not told, and of which no notice was needed, are said.""",
    none="No notice was needed",
)
def noticed(sight: Sight, period: Period) -> Value:
    public = public_outputs(sight, period)
    needing = [one for one in public if one.notice.state != NOT_NEEDED]

    def how_many(state: str) -> int:
        return sum(one.notice.state == state for one in needing)

    return _rate(
        sight,
        period,
        [one for one in needing if one.notice.state == IN_TIME],
        needing,
        beside=[
            Line("late", how_many(LATE)),
            Line("not given", how_many(NOT_GIVEN)),
            Line("not needed", len(public) - len(needing)),
        ],
        breakdown=_by_clause(
            "Needing notice, by the rule that asks for it",
            needing,
            lambda one: [policies.clause(one.notice.clause).ask] if one.notice.clause else [],
        ),
    )


def _rate(
    sight: Sight,
    period: Period,
    met: Sequence[PublicOutput],
    of: Sequence[PublicOutput],
    *,
    beside: Sequence[Line],
    breakdown: Breakdown,
) -> Value:
    """A rate with a breakdown; 0 of 0 is a nothing of its own, and no claim where nobody looked."""
    if not of:
        return nothing(State.NONE if looked(sight, output_activity, period)() else State.NOT_ASKED)
    return Value(
        len(met),
        State.KNOWN if met else State.ZERO,
        of=len(of),
        breakdowns=(breakdown,) if breakdown.lines else (),
        beside=tuple(beside),
        counted=tuple(sorted((outputs.name, one.key) for one in met)),
    )


def _by_clause(title: str, rows: Sequence[PublicOutput], names: Callable[[PublicOutput], list[str]]) -> Breakdown:
    return cut_by(title, "text", rows, names, "no clause")


def _said(one: PublicOutput) -> str:
    """The clause that decides, and whether it is not met or not known."""
    ask = policies.clause(one.open_access.clause or "oa.kind").ask
    return f"{'Not met' if one.open_access.state == NOT_COMPLIANT else 'Not known'}: {ask}"


def _how_many(rows: Sequence[PublicOutput], state: str) -> int:
    return sum(one.open_access.state == state for one in rows)
