"""Outputs that entered the public domain, their links to awards, and their DOIs."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from services.reporting.measures.attributed import award_links
from services.reporting.measures.looked import looked
from services.reporting.measures.period import Period
from services.reporting.measures.published import dois, new_outputs
from services.reporting.measures.registry import measure
from services.reporting.measures.sight import Sight
from services.reporting.measures.value import Line, State, Value, cut_by, nothing, number
from services.reporting.projections.activity import output_activity
from services.reporting.projections.attributions import attributions
from services.reporting.projections.outputs import outputs


@measure(
    "outputs.new",
    version=2,
    kind="flow",
    unit="outputs",
    section="outputs",
    title="New outputs",
    definition="""Different outputs that first entered the public domain in the period, by first public date and not by
    the date of logging, each counted once: records that were merged are one, and of a preprint and its article one
    counts. Not those withdrawn as entered in error or not ours, with all that was merged into them. A retracted one was
    public and is counted, and said.
    Training, involvement and decisions are not outputs.""",
)
def new(sight: Sight, period: Period) -> Value:
    found = new_outputs(sight, period)
    rows = [output.row for output in found]
    retracted = sum(output.retracted for output in found)
    return number(
        rows,
        outputs.name,
        looked=looked(sight, output_activity, period),
        breakdowns=[
            cut_by("By type", "output_type", rows, lambda o: [o.type], "unknown"),
            cut_by("By workstream", "workstream", rows, lambda o: [o.workstream_id], "none"),
            cut_by("By theme", "theme", rows, lambda o: o.themes or [], "none"),
        ],
        beside=[Line("retracted since", retracted)] if retracted else (),
    )


@measure(
    "outputs.attributions",
    version=2,
    kind="flow",
    unit="links",
    section="outputs",
    title="Links from new outputs to awards",
    definition="""Links between the period's new outputs and awards that are not withdrawn, whether agreed, disputed or
    not agreed yet. A link that two merged records both have is one. Larger than the number of outputs where one output
    counts for two awards: how many outputs that is, is said.""",
    none="There was no new output",
)
def links(sight: Sight, period: Period) -> Value:
    found = new_outputs(sight, period)
    if not found:
        return nothing(State.NONE if looked(sight, output_activity, period)() else State.NOT_ASKED)
    rows = award_links(sight, period, found)
    awards_of = Counter(output for output, _ in rows)
    several = sum(1 for number_ in awards_of.values() if number_ > 1)
    without = len(found) - len(awards_of)
    counted = number(
        [link.row for link in rows.values()],
        attributions.name,
        looked=lambda: True,
        breakdowns=[
            cut_by("By award", "award", rows.values(), lambda link: [link.row.award_id], "none"),
            cut_by("Agreed or not yet", "word", rows.values(), lambda link: [link.state], "unknown"),
        ],
        beside=[
            Line("outputs linked to more than one award", several),
            *([Line("outputs linked to no award", without)] if without else []),
        ],
    )
    if not several:
        return counted
    why = (
        f"These are links of {len(found)} different outputs. Those that count for more than one award are counted for "
    )
    return replace(counted, note=why + "each, so the awards add up to more than the programme's own count.")


@measure(
    "outputs.dois",
    version=2,
    kind="flow",
    unit="DOIs",
    section="outputs",
    title="Different DOIs",
    definition="Different DOIs among the period's new outputs, compared without regard to capital letters.",
    none="There was no new output",
)
def distinct_dois(sight: Sight, period: Period) -> Value:
    found = new_outputs(sight, period)
    if not found:
        return nothing(State.NONE if looked(sight, output_activity, period)() else State.NOT_ASKED)
    different = dois(found)
    having = set().union(*different.values())
    rows = [output.row for output in found if output.key in having]
    without = len(found) - len(rows)
    return number(
        rows,
        outputs.name,
        looked=lambda: True,
        amount=len(different),
        beside=[Line("outputs without a DOI", without)] if without else (),
    )
