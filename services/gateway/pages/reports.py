"""Reports: drafts with figures that open to their facts, submitting by name, what was sent, and single facts."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g, redirect, render_template, request, url_for

from services.gateway import asking
from services.gateway.api import files
from services.gateway.pages import drafts
from services.gateway.pages.crumbs import crumbs
from services.gateway.pages.forms import Form, carry_out, days, done
from services.gateway.pages.freshness import stamp
from services.gateway.pages.names import names
from shared.calls import people, projects, reporting
from shared.clock import system
from shared.errors import Conflict, NotFound, WaymarkError

blueprint = Blueprint("reports", __name__)

Answer = str | Response | tuple[str, int]
TEMPLATE = "nihr-six-monthly"
CHOICES = {
    "restate": "Restate the report: begin its next revision",
    "carry_forward": "Carry them forward: say them in the next report",
    "leave": "Leave them: they change nothing that matters",
}
REASONS = {
    "found_late": "They were found late",
    "corrected": "Something was corrected",
    "immaterial": "They are immaterial",
}


@blueprint.get("/reports")
def reports() -> str:
    """Reports of every programme that one sees."""
    items = asking.ask(projects.Programmes, limit=200)["items"]
    titles = {item["programme_id"]: item["title"] for item in items}
    found = [item for programme_id in titles for item in drafts.reports_of(programme_id)]
    return render_template("reports/reports.html", rows=_rows(found), titles=titles, section="reports")


@blueprint.get("/programmes/<programme_id>/reports")
def of_programme(programme_id: str) -> str:
    """Reports of one programme, and the way to a draft of any period."""
    programme = asking.ask(projects.Programme, programme_id=programme_id)
    found = drafts.reports_of(programme_id)
    today = system.today()
    half = (1, 6, 30) if today.month < 7 else (7, 12, 31)
    begin = days("from", today.replace(month=half[0], day=1)) | days("to", today.replace(month=half[1], day=half[2]))
    return render_template(
        "reports/of_programme.html",
        programme=programme,
        rows=_rows(found),
        form=Form(begin),
        crumbs=crumbs(programme),
        section="reports",
    )


@blueprint.post("/programmes/<programme_id>/reports")
def open_draft(programme_id: str) -> Answer:
    """Go to the draft of a period."""
    form = Form()
    first = form.day("from", "Enter the first day of the period")
    last = form.day("to", "Enter the last day of the period")
    if first and last and first > last:
        form.errors["to"] = "Enter a last day that is not before the first"
    if first and last and not form.errors:
        return redirect(drafts.Asked(programme_id, TEMPLATE, first, last).address, 303)
    programme = asking.ask(projects.Programme, programme_id=programme_id)
    rows = _rows(drafts.reports_of(programme_id))
    page = render_template(
        "reports/of_programme.html",
        programme=programme,
        rows=rows,
        form=form,
        crumbs=crumbs(programme),
        section="reports",
    )
    return page, 422


@blueprint.get("/programmes/<programme_id>/drafts/<template>/<period>")
def draft(programme_id: str, template: str, period: str) -> str:
    """The report of a period as the facts have it now."""
    asked = drafts.Asked.at(programme_id, template, period)
    found = drafts.made(asked, request.args.get("known_at"))
    report = found["report"]
    started = _started(asked)
    return render_template(
        "reports/draft.html",
        report=report,
        found=found,
        asked=asked,
        started=started,
        figures=drafts.figures(report, asked),
        key=Form().key,
        stamp=stamp(),
        crumbs=_crumbs(report["programme"]["title"], asked),
        section="reports",
    )


@blueprint.post("/programmes/<programme_id>/drafts/<template>/<period>/start")
def start(programme_id: str, template: str, period: str) -> Answer:
    """Begin the report of a period: from now on it is listed as a draft that somebody works on."""
    asked = drafts.Asked.at(programme_id, template, period)
    form = Form()
    reply = carry_out(form, reporting.StartReport, asked.fields)
    if reply is None:
        raise Conflict("; ".join(form.errors.values()))
    return done(reply, asked.address, "The report is begun.")


@blueprint.get("/programmes/<programme_id>/drafts/<template>/<period>/figures/<figure_id>")
def figure(programme_id: str, template: str, period: str, figure_id: str) -> str:
    """Where a figure comes from: what it means, what it counts, every fact that it rests on."""
    asked = drafts.Asked.at(programme_id, template, period)
    found, facts = drafts.figure(asked, figure_id, request.args.get("known_at"))
    return render_template(
        "reports/figure.html",
        found=found,
        one=found["figure"],
        counted=[fact for fact in facts if fact.get("counted")],
        examined=[fact for fact in facts if not fact.get("counted")],
        total=found["facts"]["total"],
        people=names().of_people(fact["recorded_by"] for fact in facts),
        asked=asked,
        stamp=stamp(),
        crumbs=[
            *_crumbs(found.get("programme_title") or asked.programme_id, asked),
            {"text": "Draft report", "href": asked.address},
        ],
        section="reports",
    )


@blueprint.get("/facts/<event_id>")
def fact(event_id: str) -> str:
    """One fact, as it was recorded."""
    one = asking.ask(reporting.Fact, event_id=event_id)
    who = names().of_people([one["recorded_by"]])
    there = crumbs({"programme_id": one["programme_id"]}) if one["programme_id"] else crumbs()
    return render_template("reports/fact.html", one=one, people=who, crumbs=there, section="reports")


@blueprint.route("/reports/<report_id>/submit", methods=["GET", "POST"])
def submit(report_id: str) -> Answer:
    """See exactly what is sent, to whom, under whose name; then send it."""
    one = asking.ask(reporting.Report, report_id=report_id)
    asked = drafts.Asked.of(one)
    made = drafts.made(asked)
    form = Form()
    if request.method == "POST":
        fields = {
            "report_id": report_id,
            # what was on the page when the button was pressed: if a fact came in since, the service refuses
            "fingerprint": form.text("fingerprint"),
            "recipients": form.many("recipients"),
        }
        if not fields["recipients"]:
            form.errors["recipients"] = "Choose who gets it"
        if form.many("name_to_it") != ["yes"]:
            form.errors["name_to_it"] = "Tick this to put your name to it"
        if reply := carry_out(form, reporting.SubmitReport, fields):
            return done(reply, url_for("reports.report", report_id=report_id), "The report is submitted.")
    page = render_template(
        "reports/submit.html",
        one=one,
        made=made,
        report=made["report"],
        figures=drafts.figures(made["report"], asked),
        people=_recipients(asked.programme_id),
        form=form,
        asked=asked,
        stamp=stamp(),
        crumbs=_crumbs(made["report"]["programme"]["title"], asked),
        section="reports",
    )
    return (page, 422) if form.errors else page


@blueprint.route("/reports/<report_id>/words/<question_id>", methods=["GET", "POST"])
def narrative(report_id: str, question_id: str) -> Answer:
    """Write the words that answer one question of a draft."""
    one = asking.ask(reporting.Report, report_id=report_id)
    asked = drafts.Asked.of(one)
    made = drafts.made(asked)["report"]
    question = next((q for s in made["sections"] for q in s["questions"] if q["id"] == question_id), None)
    if question is None or question["narrative"] is None:
        raise NotFound("This report has no such question.")
    form = Form({"text": question["narrative"]["text"] or ""})
    if request.method == "POST":
        fields = {"report_id": report_id, "question_id": question_id, "text": form.text("text") or ""}
        if reply := carry_out(form, reporting.WriteNarrative, fields):
            return done(reply, asked.address, "Your words are in the draft.")
    page = render_template(
        "reports/narrative.html",
        form=form,
        question=question,
        report=made,
        crumbs=[*_crumbs(made["programme"]["title"], asked), {"text": "Draft report", "href": asked.address}],
        section="reports",
    )
    return (page, 422) if form.errors else page


@blueprint.post("/reports/<report_id>/late")
def decide(report_id: str) -> Answer:
    """Decide what late facts do to a submitted report."""
    form = Form()
    fields = {
        "report_id": report_id,
        "fact_ids": form.many("fact_ids"),
        "choice": form.text("choice", "Choose what becomes of them"),
        "reason_code": form.text("reason_code", "Choose why"),
    }
    if not fields["fact_ids"]:
        form.errors["fact_ids"] = "Choose at least one of the late changes"
    if reply := carry_out(form, reporting.DecideRestatement, fields):
        return done(reply, url_for("reports.report", report_id=report_id), "The decision is recorded.")
    return report_page(report_id, form), 422


@blueprint.get("/reports/<report_id>")
def report(report_id: str) -> Answer:
    """A submitted report as it was sent; a draft leads to its page."""
    one = asking.ask(reporting.Report, report_id=report_id)
    if one["state"] == "draft":
        return redirect(drafts.Asked.of(one).address)
    return report_page(report_id, Form())


def report_page(report_id: str, form: Form) -> str:
    """The page of a submitted report."""
    one = asking.ask(reporting.Report, report_id=report_id)
    asked = drafts.Asked.of(one)
    chain = [item for item in drafts.reports_of(one["programme_id"]) if drafts.Asked.of(item) == asked]
    late = _late(one)
    fresh = stamp()
    who = names().of_people([one["submitted_by"], *(one.get("recipients") or [])])
    return render_template(
        "reports/report.html",
        one=one,
        chain=_rows(chain),
        late=late,
        people=who,
        asked=asked,
        stamp=fresh,
        may_have_proof=g.person.roles(one["programme_id"]) != {"partner"},
        form=form,
        choices=CHOICES,
        reasons=REASONS,
        crumbs=_crumbs(one["programme_id"], asked),
        section="reports",
    )


@blueprint.get("/reports/<report_id>/proof")
def proof(report_id: str) -> Response:
    """The proof pack of a submitted report, as an attachment."""
    return files.proof_pack(report_id)


@blueprint.get("/files/<sha256>")
def file(sha256: str) -> Response:
    """A file, as an attachment, to whoever may see it."""
    return files.asked_for(sha256)


@blueprint.post("/programmes/<programme_id>/drafts/<template>/<period>/render")
def render(programme_id: str, template: str, period: str) -> Answer:
    """The draft as PDF, HTML and JSON, to look at before it is submitted."""
    asked = drafts.Asked.at(programme_id, template, period)
    found = asking.ask(reporting.RenderReport, asked.fields, timeout=files.RENDERING)
    artefacts = [
        {"kind": kind, **artefact, "url": url_for("reports.file", sha256=artefact["sha256"], ticket=ticket)}
        for kind, artefact in found["artefacts"].items()
        if artefact and (ticket := files.ticket(artefact["sha256"], artefact["file_name"]))
    ]
    return render_template(
        "reports/rendered.html",
        artefacts=artefacts,
        asked=asked,
        crumbs=_crumbs(programme_id, asked),
        section="reports",
    )


def _started(asked: drafts.Asked) -> dict[str, Any] | None:
    found = [item for item in drafts.reports_of(asked.programme_id) if drafts.Asked.of(item) == asked]
    return next((item for item in found if item["state"] == "draft"), found[0] if found else None)


def _late(report: dict[str, Any]) -> list[dict[str, Any]]:
    """Facts that came after this submission; none when a later one has taken them in."""
    found = asking.ask(reporting.LateFacts, programme_id=report["programme_id"])
    last = found.get("report") or {}
    items: list[dict[str, Any]] = found["items"] if last.get("report_id") == report["report_id"] else []
    return items


def _rows(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows of a list of reports, each with the address that it opens to."""
    rows = []
    for item in found:
        there = drafts.Asked.of(item).address if item["state"] == "draft" else None
        rows.append(item | {"address": there or url_for("reports.report", report_id=item["report_id"])})
    return sorted(rows, key=drafts.by_period, reverse=True)


def _recipients(programme_id: str) -> list[dict[str, str]]:
    """Funders of the programme first: they are who a report is for."""
    try:
        roles = asking.ask(people.Roles, programme_id=programme_id, limit=200)["items"]
    except WaymarkError:
        roles = []
    funders = {role["person_id"]: role.get("name") for role in roles if role["role"] == "funder"}
    known = names().of_people(funders)
    return [{"value": person_id, "text": name or known[person_id]} for person_id, name in funders.items()]


def _crumbs(title: str, asked: drafts.Asked) -> list[dict[str, str]]:
    there = url_for("reports.of_programme", programme_id=asked.programme_id)
    return crumbs({"programme_id": asked.programme_id, "title": title}, ("Reports", there))
