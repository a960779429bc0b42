"""Twelve impact claims with what shows them, the logic model they stand in, and a case study. All of it invented.

Three are verified, two are corroborated, four evidenced, one of them after it was lowered; three are only asserted. One
more was withdrawn, because nobody could show it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sample.hierarchy import places
from sample.pathway import step_id
from sample.plan import LIVERPOOL, project_id
from sample.steps import PROGRAMME, Step, an_id, working_day

SITE = "https://example.org/sample-evidence"
FILE, LINK, TESTIMONIAL = "file", "link", "testimonial"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What shows a claim, when it was attached, and by whom."""

    on: date
    kind: str
    source: str
    title: str
    by: str = "researcher2"
    dated: date | None = None
    public: bool = True


@dataclass(frozen=True, slots=True)
class Claim:
    """What changed, for whom; the evidence as it came; and the judgements: day, to what, by whom, why."""

    key: str
    on: date
    began: date
    title: str
    whom: str
    tags: tuple[str, ...]
    themes: tuple[str, ...]
    projects: tuple[str, ...]
    step: str
    by: str = "researcher"
    where: tuple[int, ...] = ()
    decision: str | None = None
    evidence: tuple[Evidence, ...] = ()
    judged: tuple[tuple[date, str, str, str], ...] = ()
    outputs: tuple[int, ...] = field(default=())


CLAIMS = (
    Claim("licensing", date(2025, 11, 3), date(2025, 10, 14), "Rented homes in two neighbourhoods are inspected first",
          "tenants of private landlords in Almond Hill and Canalside", ("inequality", "place"), ("housing",),
          ("licensing", "damp"), "inspected", where=(3, 4), decision="licensing", outputs=(60,),
          evidence=(
              Evidence(date(2025, 11, 5), LINK, "publication", "Cabinet minute on selective licensing",
                       dated=date(2025, 10, 14)),
              Evidence(date(2026, 2, 16), FILE, "statistics", "Inspections by neighbourhood, first quarter",
                       dated=date(2026, 2, 9)),
              Evidence(date(2026, 2, 18), TESTIMONIAL, "beneficiary", "A tenant on the first inspection",
                       by="community", dated=date(2026, 2, 12)),
          ),
          judged=((date(2026, 2, 23), "corroborated", "researcher", ""),
                  (date(2026, 3, 9), "verified", "signatory", "I read the minute and asked the inspectors."))),
    Claim("repairs", date(2026, 6, 29), date(2026, 6, 16), "Homes with a child with asthma get damp repairs first",
          "families in social housing with a child with asthma", ("inequality", "nhs_pressure"), ("housing",),
          ("repairs", "absence"), "repaired", by="researcher2", where=(1, 4), decision="repairs",
          evidence=(
              Evidence(date(2026, 7, 1), LINK, "publication", "Housing committee minute on the order of repairs",
                       by="researcher", dated=date(2026, 6, 16)),
              Evidence(date(2026, 8, 25), FILE, "other_organisation", "Repairs service: order of work since July",
                       by="researcher", dated=date(2026, 8, 21)),
          ),
          judged=((date(2026, 8, 27), "corroborated", "researcher2", ""),
                  (date(2026, 9, 14), "verified", "researcher3", "The repairs service showed me its list of work."))),
    Claim("advice", date(2025, 6, 9), date(2025, 4, 1), "Debt advice is given in neighbourhood centres",
          "people in debt in Northgate and Canalside", ("inequality", "service"), (), ("support", "days"), "reached",
          by="researcher4", where=(1, 4), decision="debt",
          evidence=(
              Evidence(date(2025, 6, 10), LINK, "publication", "Cabinet minute on advice in centres",
                       dated=date(2025, 2, 19)),
              Evidence(date(2025, 9, 2), FILE, "other_organisation", "Advice service: people seen by centre",
                       dated=date(2025, 8, 29)),
          ),
          judged=((date(2025, 9, 8), "corroborated", "researcher4", ""),
                  (date(2025, 10, 6), "verified", "signatory", "I visited a centre and saw its records."))),
    Claim("passes", date(2026, 1, 19), date(2026, 1, 5), "Leisure passes go to families who did not have one",
          "families on low income in Quayside and Priory Green", ("inequality", "place"), ("leisure",),
          ("passes", "panel"), "reached", by="researcher2", where=(2, 6), decision="passes",
          evidence=(Evidence(date(2026, 4, 20), FILE, "statistics", "Passes issued by neighbourhood", by="researcher",
                             dated=date(2026, 4, 13)),),
          judged=((date(2026, 4, 27), "corroborated", "researcher3", ""),)),
    Claim("papers", date(2025, 3, 10), date(2024, 11, 4), "Cabinet papers set out local evidence as a matter of course",
          "councillors and officers", ("service",), ("neighbourhood_working",), ("reviews", "committees"), "cited",
          by="researcher4",
          evidence=(Evidence(date(2025, 3, 12), LINK, "publication", "Committee papers that cite local evidence",
                             dated=date(2025, 3, 3)),),
          judged=((date(2025, 5, 19), "corroborated", "researcher4", ""),)),
    Claim("travel", date(2026, 4, 13), date(2026, 3, 10), "The second phase of active travel follows children's routes",
          "children who walk or cycle to school in Eastmere and Brookvale", ("place",), ("physical_environment",),
          ("travel",), "decided", by="researcher3", where=(7, 8), decision="travel",
          evidence=(Evidence(date(2026, 4, 15), FILE, "programme", "Map of routes before and after", by="researcher3",
                             dated=date(2026, 4, 10)),)),
    Claim("researchers", date(2025, 9, 15), date(2025, 7, 7), "Community researchers went on to paid work or study",
          "residents who were trained as community researchers", ("economic_growth",), ("employment",),
          ("cohort1",), "trained", by="community",
          evidence=(Evidence(date(2025, 9, 16), TESTIMONIAL, "beneficiary", "A community researcher on what came next",
                             by="community", dated=date(2025, 9, 4), public=False),)),
    Claim("skills", date(2025, 12, 8), date(2025, 10, 1), "Services evaluate their own pilots before they grow them",
          "teams of the council that run pilots", ("service",), (), ("ready", "shelf"), "trained", by="researcher3",
          evidence=(Evidence(date(2025, 12, 9), LINK, "programme", "Evaluations in the shared library",
                             by="researcher3", dated=date(2025, 12, 1)),)),
    Claim("panel", date(2026, 2, 9), date(2025, 12, 1), "Opening hours of two leisure centres suit young people",
          "young people in Priory Green", ("place",), ("leisure",), ("panel",), "reached", by="community", where=(6,),
          evidence=(
              Evidence(date(2026, 2, 10), TESTIMONIAL, "beneficiary", "A member of the young people's panel",
                       by="community", dated=date(2026, 2, 3)),
              Evidence(date(2026, 7, 20), LINK, "other_organisation", "Opening hours as published", by="researcher4",
                       dated=date(2026, 7, 13)),
          ),
          judged=((date(2026, 3, 2), "corroborated", "researcher4", ""),
                  (date(2026, 5, 11), "asserted", "researcher3",
                   "What was said is about another centre: it does not show this."))),
    Claim("carers", date(2026, 5, 18), date(2026, 4, 21), "Home carers stay longer in their jobs",
          "carers and those they care for", ("economic_growth", "service"), ("employment",), ("work",), "decided",
          by="researcher4", decision="carers"),
    Claim("air", date(2026, 7, 6), date(2026, 6, 1), "Fewer cars stop outside three schools",
          "pupils of three schools", ("place",), ("physical_environment", "education"), ("air",), "decided"),
    Claim("attendance", date(2026, 10, 12), date(2026, 9, 7), "Fewer days of school are missed after damp repairs",
          "pupils in homes that were repaired", ("inequality",), ("housing", "education"), ("absence",), "healthier",
          by="researcher2"),
)  # fmt: skip

#: one that nobody could show
DROPPED = Claim(
    "parks", date(2025, 7, 7), date(2025, 5, 20), "Parks are used more in the evening", "people near two parks",
    ("place",), ("leisure",), ("panel",), "reached",
)  # fmt: skip
DROPPED_ON = date(2025, 10, 13)

CASE_STUDY = an_id("case study", "licensing")


def steps() -> Iterator[Step]:
    """Claims as they were made, evidence as it came, judgements after it, and a case study at the end."""
    for claim in CLAIMS:
        yield _claim(claim)
        for evidence in claim.evidence:
            yield _evidence(claim, evidence)
        for on, to, by, why in claim.judged:
            yield _judged(claim, on, to, by, why)
    yield _claim(DROPPED)
    dropped = {"impact_id": impact_id(DROPPED), "reason_code": "not_supported", "on": DROPPED_ON.isoformat()}
    yield Step(
        DROPPED_ON, "outputs.withdraw_impact", dropped | {"note": "No counts were kept (invented)."}, by="manager"
    )
    yield _brief_named()
    yield from _case_study()


def _brief_named() -> Step:
    """The brief behind the claim on repairs was logged late, and is named then."""
    of = next(claim for claim in CLAIMS if claim.key == "repairs")
    fields = {"impact_id": impact_id(of), "output_ids": [an_id("output", 900)]}
    return Step(date(2026, 8, 24), "outputs.change_impact", fields, by=of.by)


def impact_id(claim: Claim) -> str:
    return an_id("impact", claim.key)


def _claim(claim: Claim) -> Step:
    fields: dict[str, Any] = {
        "impact_id": impact_id(claim),
        "programme_id": PROGRAMME,
        "title": claim.title,
        "summary": f"{claim.title}. This is what changed for {claim.whom} (invented).",
        "beneficiaries": claim.whom,
        "reach": f"{claim.whom[0].upper()}{claim.whom[1:]}, as far as the records go (invented).",
        "significance": "People told us what it means to them; it is written down as they said it (invented).",
        "attribution": "The programme found it out and said so. Others decided, and did it (invented).",
        "began_on": claim.began.isoformat(),
        "claimed_on": claim.on.isoformat(),
        "tags": list(claim.tags),
        "themes": list(claim.themes),
        "places": [_place(number) for number in claim.where] or [LIVERPOOL],
        "project_ids": [project_id(key) for key in claim.projects],
        "output_ids": [an_id("output", number) for number in claim.outputs],
        "pathway_step_ids": [step_id(claim.step)],
    }
    if claim.decision:
        fields["decision_id"] = an_id("decision", claim.decision)
    return Step(working_day(claim.on), "outputs.claim_impact", fields, by=claim.by)


def _place(number: int) -> dict[str, str]:
    return {name: str(places()[number - 1][name]) for name in ("code", "kind", "boundary_set")}


def _evidence(claim: Claim, evidence: Evidence) -> Step:
    key = an_id("evidence", claim.key, evidence.title)
    fields: dict[str, Any] = {
        "evidence_id": key,
        "impact_id": impact_id(claim),
        "kind": evidence.kind,
        "source": evidence.source,
        "title": evidence.title,
        "dated_on": (evidence.dated or evidence.on).isoformat(),
        "public": evidence.public,
    }
    files: tuple[str, ...] = ()
    if evidence.kind == FILE:
        files = (f"SAMPLE, invented. {evidence.title}.\n",)
        fields["sha256"] = hashlib.sha256(files[0].encode()).hexdigest()
    elif evidence.kind == LINK:
        fields["url"] = f"{SITE}/{key}"
    else:
        fields["testimonial"] = f"SAMPLE, invented. They listened, and it was different afterwards. ({evidence.title})"
        if evidence.public:
            fields["consent_reference"] = f"SAMPLE-{evidence.on:%Y%m%d}"
    return Step(evidence.on, "outputs.attach_evidence", fields, by=evidence.by, files=files)


def _judged(claim: Claim, on: date, to: str, by: str, why: str) -> Step:
    fields = {"impact_id": impact_id(claim), "on": on.isoformat()}
    if to == "verified":
        return Step(on, "outputs.verify_impact", fields | {"note": f"{why} (Invented.)"}, by=by)
    call = "outputs.lower_impact" if why else "outputs.raise_impact"
    return Step(on, call, fields | {"to": to} | ({"note": f"{why} (Invented.)"} if why else {}), by=by)


def _case_study() -> Iterator[Step]:
    begun = date(2026, 4, 7)
    of = next(claim for claim in CLAIMS if claim.key == "licensing")
    fields = {"case_study_id": CASE_STUDY, "programme_id": PROGRAMME, "on": begun.isoformat()}
    about = {"title": "SAMPLE: homes inspected where health is worst", "impact_ids": [impact_id(of)]}
    yield Step(begun, "outputs.begin_case_study", fields | about, by="researcher")
    summary = (
        "Invented. A model of rents and health showed where inspections would matter most. The Cabinet chose them."
    )
    details = f"{summary} Tenants in two neighbourhoods were seen first, and told the programme what changed."
    research = "Invented. Records of housing and health were linked, and tenants were interviewed while walking."
    listed = ["Invented, A. and Invented, B. (2025). Rents and health. SAMPLE."]
    written: tuple[tuple[int, str, dict[str, Any]], ...] = (
        (1, "summary", {"words": summary}),
        (6, "research", {"words": research}),
        (13, "references", {"items": listed}),
        (20, "details", {"words": details}),
        (27, "sources", {"items": ["Cabinet minute (invented)", "Inspections by neighbourhood (invented)"]}),
        (62, "summary", {"words": f"{summary} Inspections began within a month."}),
    )
    for days, section, words in written:
        on = working_day(begun + timedelta(days=days))
        said = {"case_study_id": CASE_STUDY, "section": section, "on": on.isoformat()}
        yield Step(on, "outputs.write_case_study", said | words, by="researcher")
