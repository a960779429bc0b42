"""A fact in words: "Milestone 'Atlas' was achieved on 3 March 2026". Fields that the reader may not see are left out.

A sentence uses open fields only, so that it is the same for every reader. Not for names of people: those are ids.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from typing import Any

from services.reporting.reports.days import day
from services.reporting.reports.names import Names, fact_words, sentence_case
from shared.events import registry
from shared.events.event import Event
from shared.events.fact import Fact
from shared.events.fields import Date, Many, Named
from shared.events.parts import Changes, Money, Period, Words
from shared.events.shown import as_anybody_may

#: what is said of each type; {title} is the thing's title, {day} the effective date. Others say their type.
SENTENCES: Mapping[str, str] = {
    "projects.programme.created": "Programme “{title}” began on {day}",
    "projects.award.recorded": "Award {title} began on {day}",
    "projects.award.extended": "A change to award {title} was agreed on {day}",
    "projects.programme.changed": "Programme “{title}” was changed from {day}",
    "projects.place.listed": "“{title}” is on the list of places from {day}",
    "projects.threshold.set": "A setting of “{title}” holds from {day}",
    "projects.work_package.added": "Work package “{title}” was set up on {day}",
    "projects.work_package.ended": "Work package “{title}” ended on {day}",
    "projects.partner.left": "A partner left on {day}",
    "projects.workstream.changed": "“{title}” was changed from {day}",
    "projects.workstream.added": "“{title}” was set up on {day}",
    "projects.project.started": "Project “{title}” began on {day}",
    "projects.project.changed": "Project “{title}” was changed from {day}",
    "projects.project.paused": "Project “{title}” was paused on {day}",
    "projects.project.resumed": "Project “{title}” was taken up again on {day}",
    "projects.project.ended": "Project “{title}” ended on {day}",
    "projects.partner.joined": "A partner joined on {day}",
    "projects.milestone.planned": "Milestone “{title}” entered the plan on {day}",
    "projects.milestone.changed": "Milestone “{title}” was changed from {day}",
    "projects.confidence.declared": "Delivery confidence of “{title}” was declared for {day}",
    "projects.milestone.reforecast": "The forecast of milestone “{title}” moved; this was known on {day}",
    "projects.milestone.achieved": "Milestone “{title}” was achieved on {day}",
    "projects.milestone.achievement_withdrawn": "Milestone “{title}” had been marked in error as achieved on {day}",
    "projects.milestone.cancelled": "Milestone “{title}” was cancelled on {day}",
    "projects.plan.baselined": "The plan was baselined from {day}",
    "projects.progress.noted": "An update on “{title}” describes {day}",
    "projects.nothing_new.confirmed": "“Nothing new” was confirmed for “{title}” up to {day}",
    "projects.change_request.submitted": "Change “{title}” was asked for on {day}",
    "projects.change_request.decided": "It was decided about change “{title}” on {day}",
    "projects.post.established": "Post “{title}” is planned from {day}",
    "projects.post.advertised": "Post “{title}” was advertised on {day}",
    "projects.post.appointed": "Post “{title}” was accepted on {day}",
    "projects.post.filled": "Somebody started in post “{title}” on {day}",
    "projects.post.vacated": "Post “{title}” fell vacant, in whole or in part, after {day}",
    "projects.post.changed": "What is said of post “{title}” changed from {day}",
    "projects.post.closed": "Post “{title}” was closed after {day}",
    "projects.participation.planned": "A target for taking part was set for the days from {day}",
    "projects.participation.recorded": "Those who joined “{title}” by {day} were recorded",
    "projects.budget.set": "The budget was set or changed, in force from {day}",
    "projects.forecast.set": "A forecast of spending was made on {day}",
    "projects.variance.explained": "A cause for part of a variance was given, as of {day}",
    "projects.spend.recorded": "A line of spend was posted on {day}",
    "projects.spend.corrected": "A line of spend, posted on {day}, was corrected",
    "projects.partner_claim.received": "A partner’s claim was invoiced on {day}",
    "projects.partner_claim.settled": "A partner’s claim was settled on {day}",
    "projects.contribution.pledged": "A partner’s contribution was pledged on {day}",
    "projects.contribution.received": "A partner’s contribution was given on {day}",
    "projects.funder_payment.received": "An instalment of the award arrived on {day}",
    "projects.risk.raised": "“{title}” was raised on {day}",
    "projects.risk.reassessed": "“{title}” was looked at again on {day}",
    "projects.risk.closed": "“{title}” was over on {day}",
    "projects.approval.needed": "Whether “{title}” is needed was decided on {day}",
    "projects.approval.sought": "“{title}” was applied for on {day}",
    "projects.approval.decided": "“{title}” was decided on {day}",
    "projects.approval.expiring": "“{title}” was near its end from {day}",
    "projects.approval.expired": "“{title}” no longer held from {day}",
    "projects.agreement.signed": "Agreement “{title}” was signed on {day}",
    "projects.agreement.expiring": "Agreement “{title}” was near its end from {day}",
    "projects.agreement.ended": "Agreement “{title}” held until {day}",
    "projects.board.set": "The quorum of “{title}” was set from {day}",
    "projects.meeting.held": "“{title}” met on {day}",
    "projects.action.agreed": "An action was agreed on {day}",
    "projects.action.completed": "An action was done on {day}",
    "projects.request.received": "Request “{title}” was received on {day}",
    "projects.request.triaged": "Request “{title}” was given to somebody on {day}",
    "projects.request.answered": "Request “{title}” was answered on {day}",
    "projects.request.reopened": "Request “{title}” was opened again on {day}",
    "projects.application.submitted": "Application “{title}” was submitted on {day}",
    "projects.application.decided": "Application “{title}” was decided on {day}",
    "projects.obligation.set": "Duty “{title}” arose on {day}",
    "projects.obligation.moved": "The due day of “{title}” moved; this was decided on {day}",
    "projects.obligation.assigned": "Duty “{title}” was assigned on {day}",
    "projects.obligation.due_soon": "“{title}” was due soon on {day}",
    "projects.obligation.fell_due": "“{title}” fell due on {day}",
    "projects.obligation.became_overdue": "“{title}” became overdue on {day}",
    "projects.obligation.met": "“{title}” was met on {day}",
    "projects.obligation.waived": "“{title}” was waived on {day}",
    "projects.obligation.withdrawn": "“{title}” was withdrawn on {day}",
    "outputs.output.recorded": "Output “{title}” was recorded, dated {day}",
    "outputs.output.changed": "Output “{title}” was corrected or enriched as of {day}",
    "outputs.output.published": "Output “{title}” became public on {day}",
    "outputs.output.withdrawn": "Output “{title}” was withdrawn on {day}",
    "outputs.output.reinstated": "A withdrawal of output “{title}” was taken back, as of {day}",
    "outputs.outputs.merged": "Two records of “{title}” were merged on {day}",
    "outputs.outputs.merge_undone": "A merge of “{title}” was undone on {day}",
    "outputs.attribution.asserted": "“{title}” was attributed on {day}",
    "outputs.attribution.agreed": "The attribution of “{title}” was agreed on {day}",
    "outputs.attribution.disputed": "The attribution of “{title}” was disputed on {day}",
    "outputs.attribution.withdrawn": "The attribution of “{title}” was withdrawn on {day}",
    "outputs.impact.claimed": "“{title}” is claimed to have begun on {day}",
    "outputs.impact.changed": "What is claimed of “{title}” was corrected as of {day}",
    "outputs.impact.withdrawn": "The claim “{title}” was dropped on {day}",
    "outputs.impact.strength_changed": "How strongly “{title}” is shown was judged on {day}",
    "outputs.evidence.attached": "Evidence of {day} was attached to “{title}”",
    "outputs.evidence.removed": "Evidence for “{title}” no longer counts from {day}",
    "outputs.pathway.step_added": "“{title}” is in the logic model from {day}",
    "outputs.pathway.step_changed": "“{title}” is worded or placed otherwise in the logic model from {day}",
    "outputs.pathway.step_linked": "“{title}” of the logic model is linked from {day}",
    "outputs.pathway.step_unlinked": "A link of “{title}” in the logic model was taken away on {day}",
    "outputs.pathway.step_removed": "“{title}” is no longer in the logic model from {day}",
    "outputs.case_study.begun": "Case study “{title}” was begun on {day}",
    "outputs.case_study.changed": "Case study “{title}” was changed from {day}",
    "outputs.case_study.section_written": "A section of case study “{title}” was written on {day}",
    "outputs.case_study.withdrawn": "Case study “{title}” was dropped on {day}",
    "outputs.open_access.evidenced": "What is known of the open access of “{title}” was recorded as of {day}",
    "outputs.acknowledgement.checked": "How “{title}” of {day} acknowledges the funder was checked",
    "outputs.notice.given": "The funder was told of “{title}” on {day}",
    "outputs.notice.due_soon": "The last day to tell the funder of “{title}” was near on {day}",
    "outputs.award_terms.set": "What the contract of award {title} says of outputs holds from {day}",
    "outputs.involvement.held": "Members of the public took part in “{title}” on {day}",
    "outputs.involvement.paid": "A payment for “{title}” was made on {day}",
    "outputs.involvement.change_made": "Something changed on {day} because of what the public said",
    "outputs.involvement.fed_back": "People were told on {day} what became of what they said",
    "outputs.inclusion.profile_recorded": "How contributors of the days up to {day} described themselves was recorded",
    "people.delegation.granted": "Somebody may log outputs for another person from {day}",
    "people.delegation.ended": "A delegation held until {day}",
    "people.consent.given": "A consent was given on {day}",
    "people.consent.withdrawn": "A consent was withdrawn on {day}",
    "outputs.duplicate.dismissed": "Two outputs that looked like one were found to be two on {day}",
    "outputs.duplicate.restored": "Two outputs were shown as alike again from {day}",
    "reporting.report.started": "A report was started on {day}",
    "reporting.report.generated": "The files of a report were made on {day}",
    "reporting.report.submitted": "A report was submitted on {day}",
    "reporting.receipt.recorded": "A report arrived on {day}",
    "reporting.restatement.decided": "Late facts were decided about on {day}",
    "outputs.training.delivered": "Training “{title}” took place on {day}",
    "outputs.career_step.recorded": "A step in a career was taken on {day}",
    "outputs.survey.completed": "A wave of a survey closed on {day}",
    "outputs.decision.informed": "Decision “{title}” of {day} used evidence of the programme",
    "outputs.decision.withdrawn": "Decision “{title}” of {day} did not use evidence of the programme after all",
    "outputs.indicator.defined": "Indicator “{title}” is set up from {day}",
    "outputs.indicator.measured": "A value of {day} was recorded",
    "outputs.measurement.withdrawn": "A value of {day} was taken back",
}

#: whose title a fact is about, where it is not its subject
ABOUT: Mapping[str, str] = {
    "projects.participation.recorded": "study_id",
    "projects.meeting.held": "board_id",
    "outputs.evidence.attached": "impact_id",
    "outputs.evidence.removed": "impact_id",
    "outputs.involvement.paid": "involvement_id",
    "outputs.attribution.asserted": "output_id",
    "outputs.notice.given": "output_id",
    "outputs.award_terms.set": "award_id",
    "outputs.attribution.agreed": "output_id",
    "outputs.attribution.disputed": "output_id",
    "outputs.attribution.withdrawn": "output_id",
}


def sentence(full_type: str, title: str, on: date) -> str:
    """What the fact says, where the title of its thing is known already."""
    return SENTENCES.get(full_type, f"{fact_words(full_type)}: “{{title}}”, {{day}}").format(title=title, day=day(on))


def in_words(
    event: Event, position: int, known_at: str, names: Names, classes: frozenset[str], *, redacted: bool = False
) -> dict[str, Any]:
    """The fact for a reader: sentence, days, who, position, and the fields that this reader may see."""
    data = {} if redacted else registry.upcast(event.type, event.version, event.data)
    shown, withheld = _fields(event.type, data, names, classes)
    about = data.get(ABOUT.get(event.type, ""), event.subject)
    title = names.title(about) or data.get("title") or about
    return {
        "event_id": str(event.id),
        "position": position,
        "type": event.type,
        "title": fact_words(event.type),
        "sentence": sentence(event.type, title, event.effectiveon) + (" (redacted)" if redacted else ""),
        "subject": event.subject,
        "programme_id": event.programmeid,
        "effective_on": event.effectiveon.isoformat(),
        "recorded_at": event.time.isoformat(timespec="seconds").replace("+00:00", "Z"),
        "recorded_by": event.actorid,
        "known_at": known_at,
        "corrects": str(event.corrects) if event.corrects else None,
        "origin": event.origin,
        "fields": shown,
        "withheld": withheld,
    }


@cache
def _schemas() -> dict[str, Fact]:
    """The newest version of each type: bodies are upcast to it."""
    return {kind.full_type(): kind() for kind in registry.all_types()}


def _fields(
    full_type: str, data: Mapping[str, Any], names: Names, classes: frozenset[str]
) -> tuple[list[dict[str, Any]], int]:
    """What may be seen, in the order of the declaration, and how many fields are held back."""
    schema = _schemas().get(full_type)
    if schema is None:
        return [], len(data)
    data = as_anybody_may(full_type, data)
    shown, withheld = [], 0
    for field in schema.fields.values():
        name = field.data_key or str(field.name)
        if data.get(name) is None:
            continue
        if field.metadata.get("seen_by", "internal") not in classes:
            withheld += 1
            continue
        shown.append({"name": name, "label": _label(name), "value": _value(field, name, data[name], names)})
    return shown, withheld


def _label(name: str) -> str:
    for ending in ("_ids", "_id"):
        name = name.removesuffix(ending)
    return sentence_case(name.removesuffix("_on") if name.endswith("_on") else name)


def _value(field: Any, name: str, value: Any, names: Names) -> str:
    special: dict[type, Callable[[Any], str]] = {
        Date: day,
        Money: lambda money: f"{money['amount']} {money['currency']}",
        Period: lambda period: f"{day(period['from'])} to {day(period['to'])}",
        Words: lambda _: "words kept by the service that recorded them",
        Changes: lambda changes: "; ".join(_change(key, change, names) for key, change in changes.items()),
    }
    for kind, say in special.items():
        if isinstance(field, kind):
            return say(value)
    if isinstance(field, Many):
        return "; ".join(_plain(item, names) for item in value) or "none"
    if isinstance(field, Named):
        return "; ".join(f"{sentence_case(key)}: {_plain(item, names)}" for key, item in value.items()) or "none"
    return sentence_case(value) if name.endswith("_code") else _plain(value, names)


def _change(key: str, change: Mapping[str, Any], names: Names) -> str:
    return f"{_label(key)}: {_plain(change['before'], names)} → {_plain(change['after'], names)}"


def _plain(value: Any, names: Names) -> str:
    if value is None:
        return "not known"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return ", ".join(_plain(item, names) for item in value.values())
    if isinstance(value, list):
        return "; ".join(_plain(item, names) for item in value) or "none"
    text = str(value)
    return names.title(text) or names.organisation(text) or text
