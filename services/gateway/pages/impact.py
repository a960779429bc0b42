"""Impact: claims with the gaps first, one claim with all that shows it, the logic model, and case studies for print."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, render_template, request, url_for

from services.gateway import asking
from services.gateway.pages.crumbs import crumbs
from services.gateway.pages.exports import as_csv, every
from services.gateway.pages.forms import Form, carry_out, done
from services.gateway.pages.freshness import stamp
from services.gateway.pages.names import names
from services.gateway.pages.things import may, references
from services.gateway.pages.things.one import acts_of, journal_of
from shared.calls import outputs, projects
from shared.calls.call import Command
from shared.errors import WaymarkError

blueprint = Blueprint("impact", __name__)

Answer = str | Response | tuple[str, int]
#: from the weakest to the strongest, as a reader is told
STRENGTHS = {
    "asserted": "Asserted",
    "evidenced": "Evidenced",
    "corroborated": "Corroborated outside",
    "verified": "Verified",
}
#: why a strength changed
REASONS = {
    "evidence_attached": "evidence was attached",
    "judged": "somebody judged it so",
    "evidence_removed": "evidence that it rested on was removed",
    "consent_ended": "consent to evidence that it rested on ended",
    "claim_changed": "the claim was changed after that",
}
SOURCES = {
    "programme": "the programme",
    "beneficiary": "somebody who benefited",
    "other_organisation": "another organisation",
    "publication": "published work",
    "statistics": "statistics kept by others",
}
#: what is done with a claim on its own page: the command, and what is said when it is done
JUDGING: dict[str, tuple[type[Command], str]] = {
    "raise": (outputs.RaiseImpact, "The claim is now {}."),
    "verify": (outputs.VerifyImpact, "The claim is now {}."),
    "lower": (outputs.LowerImpact, "The claim is lowered to {}."),
}
#: of so many projects the involvement of the public is shown
MOST_PROJECTS = 5
#: these have their forms on the claim's page
ON_THE_PAGE = ("/raise-impact", "/verify-impact", "/lower-impact")
EXPORT = {
    "title": "What changed",
    "beneficiaries": "For whom",
    "strength_words": "Strength of evidence",
    "evidence_count": "Items of evidence",
    "how_to_put_it": "How to take it",
    "state": "State",
    "began_on": "Since",
    "claimed_on": "Claimed on",
    "impact_id": "Id",
}


@blueprint.get("/programmes/<programme_id>/impact")
def claims(programme_id: str) -> Answer:
    """Every claim of a programme, those that nothing shows first."""
    programme = asking.ask(projects.Programme, programme_id=programme_id)
    asked = {"programme_id": programme_id, "strength": request.args.get("strength") or None}
    if request.args.get("format") == "csv":
        return as_csv(f"{programme_id}-impact", EXPORT, every(outputs.ImpactClaims, asked))
    listed = asking.ask(outputs.ImpactClaims, asked | {"after": request.args.get("after")})
    gaps = asking.ask(outputs.EvidenceGaps, programme_id=programme_id, limit=200)
    return render_template(
        "impact/claims.html",
        programme=programme,
        listed=listed,
        gaps=gaps,
        strengths=STRENGTHS,
        may_claim=may.may(outputs.ClaimImpact, programme_id),
        stamp=stamp(),
        crumbs=crumbs(programme),
        section="programmes",
    )


@blueprint.get("/impact/<impact_id>")
def claim(impact_id: str) -> Answer:
    """One claim: what changed, for whom and where; what shows it, what is missing, and what led to it."""
    return _page(_one(impact_id), Form())


@blueprint.post("/impact/<impact_id>")
def judge(impact_id: str) -> Answer:
    """Raise, verify or lower it; what stands in the way is said above."""
    one, form = _one(impact_id), Form()
    act = form.text("act", "Choose what to do") or ""
    call, words = JUDGING.get(act, JUDGING["raise"])
    fields: dict[str, Any] = {"impact_id": impact_id, "note": form.text(f"{act}-note")}
    if act == "lower":
        fields["to"] = form.text("lower-to", "Choose how strongly it is shown")
    if act == "raise":
        fields["to"] = _next(one["strength"])
    if act == "verify" and (chosen := form.many("verify-evidence")):
        fields["evidence_ids"] = chosen
    beside = {"impact_id": "", "note": f"{act}-note", "to": f"{act}-to", "evidence_ids": f"{act}-evidence"}
    fields = {name: value for name, value in fields.items() if value is not None}
    if reply := carry_out(form, call, fields, beside):
        return done(reply, request.path, words.format(STRENGTHS[reply["result"]["strength"]].lower()))
    return _page(one, form)


@blueprint.get("/programmes/<programme_id>/logic-model")
def logic_model(programme_id: str) -> Answer:
    """The logic model, level by level, as lists that need no picture."""
    programme = asking.ask(projects.Programme, programme_id=programme_id)
    model = asking.ask(outputs.Pathway, programme_id=programme_id)
    return render_template(
        "impact/logic_model.html",
        programme=programme,
        model=model,
        named=_projects_of(programme_id, [step for level in model["levels"] for step in level["steps"]]),
        may_add=may.may(outputs.AddPathwayStep, programme_id),
        stamp=stamp(),
        crumbs=crumbs(programme, ("Impact", url_for("impact.claims", programme_id=programme_id))),
        section="programmes",
    )


@blueprint.get("/case-studies/<case_study_id>")
def case_study(case_study_id: str) -> Answer:
    """A case study as it reads, with how long each section is and may be."""
    one = asking.ask(outputs.CaseStudy, case_study_id=case_study_id)
    programme = asking.ask(projects.Programme, programme_id=one["programme_id"])
    writers = {draft["written_by"] for section in one["sections"] for draft in section["drafts"]}
    return render_template(
        "impact/case_study.html",
        one=one,
        people=names().of_people(writers),
        may_write=may.may(outputs.WriteCaseStudy, one["programme_id"]) and one["state"] == "standing",
        acts=acts_of("case_study", one["programme_id"], case_study_id),
        stamp=stamp(),
        crumbs=crumbs(programme, ("Impact", url_for("impact.claims", programme_id=one["programme_id"]))),
        section="programmes",
    )


def _one(impact_id: str) -> dict[str, Any]:
    found: dict[str, Any] = asking.ask(outputs.ImpactClaim, impact_id=impact_id)
    return found


def _page(one: dict[str, Any], form: Form) -> Answer:
    programme_id, impact_id = one["programme_id"], one["impact_id"]
    programme = asking.ask(projects.Programme, programme_id=programme_id)
    journal = journal_of(programme_id, impact_id)
    people = [one["author_person_id"], *(line["by_person_id"] for line in one["judgements"])]
    people += [item["attached_by_person_id"] for item in one["evidence"]] + [line["actor_id"] for line in journal or []]
    acts = acts_of("impact_claim", programme_id, impact_id)
    studies = asking.ask(outputs.CaseStudies, programme_id=programme_id, impact_id=impact_id)["items"]
    page = render_template(
        "impact/claim.html",
        one=one,
        form=form,
        strengths=STRENGTHS,
        reasons=REASONS,
        sources=SOURCES,
        offered=_offered(one),
        next_strength=_next(one["strength"]),
        lower_to=_below(one["strength"]),
        named=_projects_of(programme_id, [one]),
        places=_places(programme_id) if one["places"] else {},
        titles={item["evidence_id"]: item["title"] for item in one["evidence"]},
        people=names().of_people(people),
        studies=studies,
        involvements=_involvements(programme_id, one["project_ids"]),
        acts=acts,
        changes=[act for act in acts["changes"] if not act["href"].partition("?")[0].endswith(ON_THE_PAGE)],
        themes={theme["key"]: theme["title"] for theme in programme.get("themes") or []},
        journal=journal,
        may_remove=may.may(outputs.RemoveEvidence, programme_id),
        stamp=stamp(),
        crumbs=crumbs(programme, ("Impact", url_for("impact.claims", programme_id=programme_id))),
        section="programmes",
    )
    return (page, 422) if form.errors else page


def _projects_of(programme_id: str, items: list[dict[str, Any]]) -> references.Named:
    """The titles and pages of the projects that these name; what is of outputs they name by title themselves."""
    return references.Named(programme_id, [{"project_ids": item["project_ids"]} for item in items])


def _places(programme_id: str) -> dict[str, str]:
    """The names of the programme's places by their codes, as far as it has a list of them."""
    try:
        found = asking.ask(projects.Places, programme_id=programme_id, limit=200)["items"]
    except WaymarkError:
        return {}
    return {row["code"]: row["title"] for row in found}


def _involvements(programme_id: str, project_ids: list[str]) -> list[dict[str, Any]]:
    """Activities with the public that shaped the projects which led to it, the newest first, each once."""
    found: dict[str, dict[str, Any]] = {}
    for project_id in project_ids[:MOST_PROJECTS]:
        try:
            listed = asking.ask(outputs.Involvements, programme_id=programme_id, project_id=project_id, limit=5)
        except WaymarkError:
            continue
        found |= {item["involvement_id"]: item for item in listed["items"]}
    return sorted(found.values(), key=lambda item: str(item["held_on"]), reverse=True)


def _offered(one: dict[str, Any]) -> set[str]:
    """What to offer on the page; whether it may be done, the service says."""
    if one["state"] == "withdrawn":
        return set()
    fits = {"raise": one["strength"] == "evidenced", "verify": one["strength"] == "corroborated"}
    fits["lower"] = one["strength"] != "asserted"
    return {act for act, fit in fits.items() if fit and may.may(JUDGING[act][0], one["programme_id"])}


def _next(strength: str) -> str | None:
    order = list(STRENGTHS)
    place = order.index(strength) + 1
    return order[place] if place < len(order) else None


def _below(strength: str) -> list[dict[str, str]]:
    """The strengths below it, to choose from."""
    order = list(STRENGTHS)
    return [{"value": key, "text": STRENGTHS[key]} for key in order[: order.index(strength)]]
