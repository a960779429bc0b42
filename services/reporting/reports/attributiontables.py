"""Outputs and the awards that they count for in a report: the list of outputs, and award by award."""

from __future__ import annotations

from collections import Counter, defaultdict

from services.reporting.measures.attributed import award_links
from services.reporting.measures.period import Period
from services.reporting.measures.published import new_outputs
from services.reporting.measures.sight import Sight
from services.reporting.reports.names import Names, sentence_case
from services.reporting.reports.table import Column, Table, iso


def outputs_list(sight: Sight, period: Period, names: Names) -> Table:
    """A line for each output of the period, with the awards that it counts for."""
    found = new_outputs(sight, period)
    linked: dict[str, set[str]] = defaultdict(set)
    for output_id, award_id in award_links(sight, period, found):
        linked[output_id].add(names.title(award_id) or award_id)
    rows = []
    for output in found:
        doi = next((i["doi"].casefold() for i in output.identifiers if i.get("doi")), None)
        kind = sentence_case(output.row.subtype or output.row.type)
        title = f"{output.row.title} (retracted)" if output.retracted else output.row.title
        rows.append((iso(output.public_on), title, kind, doi, "; ".join(sorted(linked[output.key])) or None))
    columns = (Column("Public since", "date"), Column("Title"), Column("Type"), Column("DOI", "doi"), Column("Awards"))
    return Table("Outputs of the period", columns, tuple(rows), "No output entered the public domain in this period.")


def outputs_awards(sight: Sight, period: Period, names: Names) -> Table:
    """A line for each award: how many outputs count for it, and how many of these count for another one too."""
    links = award_links(sight, period, new_outputs(sight, period))
    awards_of = Counter(output for output, _ in links)
    states: dict[str, Counter[str]] = defaultdict(Counter)
    shared: Counter[str] = Counter()
    for (output, award), link in links.items():
        states[award][link.state] += 1
        shared[award] += awards_of[output] > 1
    rows = [
        (
            names.title(award) or award,
            states[award].total(),
            states[award]["agreed"],
            states[award]["asserted"],
            states[award]["disputed"],
            shared[award],
        )
        for award in sorted(states, key=lambda award: (names.title(award) or award, award))
    ]
    columns = (
        Column("Award"),
        Column("Outputs", "number"),
        Column("Agreed", "number"),
        Column("Not agreed yet", "number"),
        Column("Disputed", "number"),
        Column("Also for another award", "number"),
    )
    several = sum(1 for number in awards_of.values() if number > 1)
    note = (
        f"{several} of the outputs count{'s' if several == 1 else ''} for more than one award and "
        f"{'is' if several == 1 else 'are'} in the line of each, so the lines add up to more than the number of "
        "different outputs, which the programme counts once."
        if several
        else "No output counts for more than one award."
    )
    return Table("Outputs by award", columns, tuple(rows), "No new output is linked to an award.", note)
