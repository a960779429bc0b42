"""Log an output by its identifier: one field, what was found with the awards ticked, and one click to claim it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for

from services.gateway import asking, capturing
from services.gateway.pages import effects
from services.gateway.pages.crumbs import crumbs
from services.gateway.pages.forms import Form, NotKnownYet, carry_out, done
from services.gateway.pages.names import names, person_choices
from shared.calls import outputs, people, projects, reporting
from shared.errors import Conflict, DeadlinePassed, Invalid, Unavailable, WaymarkError

blueprint = Blueprint("capturing", __name__)

Answer = str | Response | tuple[str, int]
#: how long a page waits for the registries before it says that they are still being asked (seconds)
PATIENCE = 6.0
#: and how long each time that it looks again
LOOK_AGAIN = 1.0
#: seconds that the figures of "what this will feed" may take
COMPARING = 10
REASONS = {
    "not_ours": "It did not come from this programme",
    "not_an_output": "It is no output",
    "duplicate": "It is recorded already, under another name",
    "other": "For another reason",
}
#: who may log for anyone of the programme
FOR_ANYONE = frozenset({"programme_manager", "administrator"})


@blueprint.route("/programmes/<programme_id>/outputs/capture", methods=["GET", "POST"])
def capture(programme_id: str) -> Answer:
    """One field; what it leads to says `_led`."""
    programme = asking.ask(projects.Programme, programme_id=programme_id)
    form = Form({"identifier": request.args.get("identifier", "")})
    mine = asking.ask(people.MyAccount).get("orcid")
    if request.method == "POST":
        fields = {
            "programme_id": programme_id,
            "identifier": form.text("identifier", "Paste a DOI, PubMed number, ORCID iD or web address"),
            "person_id": _own(form.given.get("identifier", ""), mine),
            "again": form.text("again") == "yes" or None,
        }
        if not form.errors:
            try:
                return _led(programme_id, capturing.look_up(_given(fields), key=form.key, wait=PATIENCE))
            except (Invalid, Conflict) as error:
                form.take(error)
            except (Unavailable, DeadlinePassed) as error:
                raise NotKnownYet(form) from error
    page = render_template(
        "capturing/capture.html",
        form=form,
        programme=programme,
        mine=mine,
        crumbs=_crumbs(programme),
        section="outputs",
    )
    return (page, 422) if form.errors else page


@blueprint.get("/programmes/<programme_id>/outputs/capture/<lookup_id>")
def outcome(programme_id: str, lookup_id: str) -> Answer:
    """Where a look-up leads, or that the registries are still being asked; the page asks again by itself."""
    found = capturing.outcome(lookup_id, wait=LOOK_AGAIN)
    if found["state"] != "waiting":
        return _led(programme_id, found)
    programme = asking.ask(projects.Programme, programme_id=programme_id)
    return render_template(
        "capturing/waiting.html", found=found, programme=programme, crumbs=_crumbs(programme), section="outputs"
    )


@blueprint.route("/proposals/<proposal_id>", methods=["GET", "POST"])
def proposal(proposal_id: str) -> Answer:
    """What was found, with the awards ticked that it names, and what it will feed; one click claims it."""
    one = asking.ask(outputs.Proposal, proposal_id=proposal_id)
    programme = asking.ask(projects.Programme, programme_id=one["programme_id"])
    form = Form({"type": _kind(one)})
    if request.method == "GET":
        for award in one["suggested"]:
            form.given.add("award_ids", award["award_id"])
    elif reply := carry_out(form, outputs.ClaimProposal, _claim(form, one)):
        there = url_for("outputs.output", output_id=reply["result"]["output_id"])
        return done(reply, there, _claimed(one, reply["result"]))
    listed = asking.ask(projects.Projects, programme_id=one["programme_id"], limit=200)["items"]
    page = render_template(
        "capturing/proposal.html",
        one=one,
        form=form,
        programme=programme,
        awards=_awards(programme, one),
        projects=[{"value": "", "text": "None in particular"}]
        + [{"value": item["project_id"], "text": item["title"]} for item in listed],
        types=_types(asking.ask(outputs.OutputTypes)["items"]),
        behalf=_behalf(one["programme_id"]),
        feeds=_feeds(one) if one["state"] == "waiting" else [],
        people=names().of_people([one["person_id"], one["harvested_by"], one["decided_by"]]),
        reasons=REASONS,
        crumbs=_crumbs(programme, ("Waiting to be claimed", _queue(one["programme_id"]))),
        section="outputs",
    )
    return (page, 422) if form.errors else page


@blueprint.route("/proposals/<proposal_id>/reject", methods=["GET", "POST"])
def reject(proposal_id: str) -> Answer:
    """Say why it is none of ours."""
    one = asking.ask(outputs.Proposal, proposal_id=proposal_id)
    form = Form()
    if request.method == "POST":
        fields = {
            "proposal_id": proposal_id,
            "reason_code": form.text("reason_code", "Choose the reason"),
            "note": form.text("note"),
        }
        if reply := carry_out(form, outputs.RejectProposal, fields):
            return done(reply, _queue(one["programme_id"]), f"“{one['title']}” is rejected and not proposed again.")
    page = render_template(
        "capturing/reject.html",
        one=one,
        form=form,
        reasons=REASONS,
        crumbs=_crumbs({"programme_id": one["programme_id"]}, (one["title"], _address(proposal_id))),
        section="outputs",
    )
    return (page, 422) if form.errors else page


@blueprint.post("/proposals/<proposal_id>/reconsider")
def reconsider(proposal_id: str) -> Response:
    """Take the rejection back."""
    reply = asking.do(outputs.ReconsiderProposal, {"proposal_id": proposal_id}, key=request.form.get("key"))
    return done(reply, _address(proposal_id), "The rejection is taken back: it waits to be claimed.")


def _led(programme_id: str, found: dict[str, Any]) -> Response:
    """The page that an outcome leads to: the output, the proposal, the queue, or the form to fill in by hand."""
    state, message = found["state"], found.get("message")
    if state == "waiting":
        there = url_for("capturing.outcome", programme_id=programme_id, lookup_id=found["lookup_id"])
        return redirect(there, 303)
    if state == "known":
        flash("This is logged already: here it is.", "note")
        return redirect(url_for("outputs.output", output_id=found["output_id"]), 303)
    if state in ("found", "rejected") and found.get("proposal_id"):
        if message:
            flash(f"{message}.", "note")
        return redirect(_address(found["proposal_id"]), 303)
    if state == "found":
        flash(f"{message}." if message else f"{found['fresh']} new of {found['found']} works found.", "note")
        return redirect(_queue(programme_id), 303)
    flash(f"{message}.", "note")
    return redirect(_by_hand(programme_id, found), 303)


def _own(identifier: str, mine: str | None) -> str | None:
    """Oneself, where it is one's own ORCID iD: of works found by it one is then known to be an author."""
    own: str = g.person.person_id
    return own if mine and mine in identifier else None


def _by_hand(programme_id: str, found: dict[str, Any]) -> str:
    """The form with what is known filled in; for an ORCID iD there is nothing to fill in, so back to the one field."""
    scheme, value = found["scheme"], found["value"]
    if scheme == "orcid":
        return url_for("capturing.capture", programme_id=programme_id, identifier=value)
    return url_for("outputs.log", programme_id=programme_id, **{scheme: value})


def _claim(form: Form, one: dict[str, Any]) -> dict[str, Any]:
    project_id = form.text("project_id")
    type_, _, kind = (form.text("type") or _kind(one)).partition("/")
    return {
        "proposal_id": one["proposal_id"],
        "award_ids": form.many("award_ids"),
        "project_ids": [project_id] if project_id else None,
        "type": type_ if type_ != one["type"] else None,
        "subtype": (kind or None) if f"{type_}/{kind}".strip("/") != _kind(one) else None,
        "on_behalf_of": form.text("on_behalf_of"),
    }


def _claimed(one: dict[str, Any], result: dict[str, Any]) -> str:
    if result["known"]:
        return f"“{one['title']}” was logged already. What it lacked is added to it."
    return f"“{one['title']}” is logged. What its type asks beside is on this page."


def _types(types: list[dict[str, Any]]) -> list[dict[str, str]]:
    """Each type that a registry may have meant, and each kind within it, as one choice."""
    found: list[dict[str, str]] = []
    for item in types:
        if not (item.get("read_only") or item.get("personal")):
            found.append({"value": item["type"], "text": item["label"]})
            found += [
                {"value": f"{item['type']}/{k['kind']}", "text": f"– {k['label']}"} for k in item.get("kinds", [])
            ]
    return found


def _kind(one: dict[str, Any]) -> str:
    return f"{one['type']}/{one['subtype']}" if one["subtype"] else str(one["type"])


def _awards(programme: dict[str, Any], one: dict[str, Any]) -> list[dict[str, Any]]:
    """Every award of the programme; of those that the work names, where it does."""
    named = {award["award_id"]: award for award in one["suggested"]}
    known = {a["award_id"]: a.get("id_as_written") or a["reference"] for a in programme.get("awards", [])}
    known |= {award_id: award["reference"] for award_id, award in named.items() if award_id not in known}
    return [
        {"value": award_id, "text": text, "hint": {"text": _named(named[award_id])}}
        if award_id in named
        else {"value": award_id, "text": text}
        for award_id, text in known.items()
    ]


def _named(award: dict[str, Any]) -> str:
    beside = f" beside {award['funder_name']}" if award["funder_name"] else ""
    doubt = ": the funder’s name and id disagree, so look" if award["funder"] == "doubtful" else ""
    return f"The work names “{award['written']}”{beside}{doubt}"


def _behalf(programme_id: str) -> list[dict[str, str]]:
    """For whom one may log: a manager for anyone, others for whoever gave them a delegation."""
    if FOR_ANYONE & g.person.roles(programme_id):
        return [{"value": "", "text": "Nobody else"}, *(c for c in person_choices()[2:])]
    try:
        given = asking.ask(people.Delegations, programme_id=programme_id, limit=200)["items"]
    except WaymarkError:
        return []
    known = names().of_people([one["from_person_id"] for one in given if one["to_person_id"] == g.person.person_id])
    return [{"value": "", "text": "Nobody else"}, *({"value": i, "text": n} for i, n in known.items())] if known else []


def _feeds(one: dict[str, Any]) -> list[str]:
    """Which figures of which reports would change by it: tried, with the awards that it names; nothing if unknown."""
    award_ids = [award["award_id"] for award in one["suggested"]] or None
    try:
        tried = asking.ask(outputs.TryClaim, proposal_id=one["proposal_id"], award_ids=award_ids)
        asked = {"programme_id": one["programme_id"], "facts": tried["facts"]}
        return effects.of_figures(asking.ask(reporting.TryFacts, asked, timeout=COMPARING)["reports"])
    except WaymarkError:
        return []


def _given(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}


def _address(proposal_id: str) -> str:
    return url_for("capturing.proposal", proposal_id=proposal_id)


def _queue(programme_id: str) -> str:
    return url_for("claiming.queue", programme_id=programme_id)


def _crumbs(programme: dict[str, Any], *more: tuple[str, str]) -> list[dict[str, str]]:
    there = url_for("outputs.register", programme_id=programme["programme_id"])
    return crumbs(programme, ("Outputs", there), *more)
