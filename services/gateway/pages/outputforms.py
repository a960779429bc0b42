"""Log one output, and correct or complete one: the questions that all types share, and those of its type."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for

from services.gateway import asking
from services.gateway.pages import typed
from services.gateway.pages.crumbs import crumbs
from services.gateway.pages.forms import Form, carry_out, days, done
from services.gateway.pages.outputs import STATES, Answer, blueprint, form_page, partial
from shared.calls import outputs, projects
from shared.errors import NotFound

#: kinds of output that appear somewhere: the others have no journal
PRINTED = frozenset({"publication", "evidence_brief", "media_activity"})
#: what a link to the form may begin it with
BEGIN = ("project_id", "doi", "url", "title")
SHARED = {
    "doi": "DOI (optional)",
    "pmid": "PubMed number (optional)",
    "pmcid": "PubMed Central number (optional)",
    "isbn": "ISBN (optional)",
    "issn": "ISSN (optional)",
    "journal": "Journal, series or site it appeared in (optional)",
    "publisher": "Publisher (optional)",
    "volume": "Volume (optional)",
    "issue": "Issue (optional)",
    "pages": "Pages (optional)",
    "licence": "Licence, such as CC-BY-4.0 (optional)",
    "url": "Web address (optional)",
}
DETAILS = ("journal", "publisher", "volume", "issue", "pages")
REASONS = {"correction": "A correction: it was wrong", "enriched": "An addition: it was not known"}
#: what people write for a sector -> the service's word
SECTORS = {"council": "local_authority", "local authority": "local_authority", "charity": "voluntary", "nhs": "health"}
NAMES = {"published_on": "published_on", "embargoed_until": "embargoed_until"}


@blueprint.route("/programmes/<programme_id>/outputs/log", methods=["GET", "POST"])
def log(programme_id: str) -> Answer:
    """Log one output by its fields; by its identifier or a file it is captured (`capturing.py`)."""
    programme = asking.ask(projects.Programme, programme_id=programme_id)
    form = Form({name: request.args.get(name, "") for name in BEGIN})
    given, _, kind = (form.given.get("type") or request.args.get("type") or "publication").partition("/")
    types = [item for item in asking.ask(outputs.OutputTypes)["items"] if not item.get("read_only")]
    type_ = next((item for item in types if item["type"] == given), types[0])
    if request.method == "POST":
        project_id = form.text("project_id")
        fields: dict[str, Any] = {
            "programme_id": programme_id,
            "type": type_["type"],
            "subtype": form.text("subtype") or kind or None,
            "title": form.text("title", "Enter a title"),
            "doi": form.text("doi"),
            "journal": form.text("journal"),
            "url": form.text("url"),
            "state": form.text("state"),
            "published_on": partial(form, "published_on"),
            "planned_on": partial(form, "planned_on"),
            "embargoed_until": form.day("embargoed_until"),
            "authors": _authors(form) or None,
            "award_ids": form.many("award_ids"),
            "project_ids": [project_id] if project_id else None,
            "details": typed.answers(form, type_) or None,
        }
        if reply := carry_out(form, outputs.RecordOutput, fields, typed.places(type_)):
            there = url_for("outputs.output", output_id=reply["result"]["output_id"])
            return done(reply, there, f"“{fields['title']}” is logged.")
    page = render_template(
        "outputs/log.html",
        form=form,
        programme=programme,
        types=types,
        type=type_,
        kinds=_kinds(type_),
        boxes=typed.boxes(type_, typed.things_of(type_, programme_id)),
        printed=type_["type"] in PRINTED,
        states=_states("Public, with the date above"),
        awards=[
            {"value": a["award_id"], "text": a.get("id_as_written") or a["reference"]}
            for a in programme.get("awards", [])
        ],
        projects=_projects(programme_id),
        crumbs=crumbs(programme, ("Outputs", url_for("outputs.register", programme_id=programme_id))),
        section="outputs",
    )
    return (page, 422) if form.errors else page


@blueprint.route("/outputs/<output_id>/change", methods=["GET", "POST"])
def change(output_id: str) -> Answer:
    """Correct or complete one, in the same questions; nothing is lost of what it was."""
    one = asking.ask(outputs.Output, output_id=output_id)
    type_ = next(item for item in asking.ask(outputs.OutputTypes)["items"] if item["type"] == one["type"])
    form = Form(_begin(one, type_))
    if request.method == "POST":
        version = form.text("version") or ""
        fields = _changes(form, one, type_)
        at = int(version) if version.isdecimal() else None
        if reply := carry_out(form, outputs.ChangeOutput, fields, typed.places(type_), version=at):
            return done(reply, url_for("outputs.output", output_id=output_id), "It is saved.")
    few = typed.few(type_, one["details"])
    return form_page(
        "outputs/change.html",
        one,
        form,
        type=type_,
        kinds=_kinds(type_),
        boxes=typed.boxes(type_, typed.things_of(type_, one["programme_id"]), few),
        shared=SHARED,
        reasons=[{"value": code, "text": text} for code, text in REASONS.items()],
        states=[{"value": state, "text": text} for state, text in STATES.items() if state not in ("", "public")],
        versions=_versions(one),
        projects=_projects(one["programme_id"]),
    )


def _begin(one: dict[str, Any], type_: dict[str, Any]) -> dict[str, Any]:
    """What the page begins with: everything as it is."""
    plain = ("title", "subtype", "licence", "url", "state", "version_of")
    found: dict[str, Any] = {name: one.get(name) or "" for name in plain}
    found |= {name: one["identifiers"].get(name, "") for name in ("doi", "pmid", "pmcid", "isbn", "issn")}
    found |= {name: one["details"].get(name, "") for name in DETAILS}
    found |= _parts("published_on" if one["state"] == "public" else "planned_on", one["date"])
    for name in ("embargoed_until", "submitted_on", "accepted_on"):
        found |= days(name, one.get(name))
    found["authors"] = "\n".join(_written(author) for author in one["authors"])
    found["project_id"] = one["project_ids"][0] if len(one["project_ids"]) == 1 else ""
    return found | typed.begin(type_, one["details"]) | {"version": str(one["version"]), "reason_code": "correction"}


def _changes(form: Form, one: dict[str, Any], type_: dict[str, Any]) -> dict[str, Any]:
    """The fields as they are to be; those that stay the same change nothing."""
    fields: dict[str, Any] = {name: form.text(name) for name in SHARED}
    fields |= {
        "output_id": one["output_id"],
        "title": form.text("title", "Enter a title"),
        "subtype": form.text("subtype"),
        "reason_code": form.text("reason_code") or "correction",
        "version_of": form.text("version_of"),
        "submitted_on": form.day("submitted_on"),
        "accepted_on": form.day("accepted_on"),
        "details": typed.answers(form, type_, one["details"]),
    }
    if not type_.get("personal"):
        fields["authors"] = _authors(form, one["authors"])
    if len(one["project_ids"]) < 2:
        project_id = form.text("project_id")
        fields["project_ids"] = [project_id] if project_id else []
    if one["state"] == "public":
        return fields | {"published_on": partial(form, "published_on", "Enter the date of publication")}
    fields |= {"state": form.text("state"), "planned_on": partial(form, "planned_on")}
    return fields | {"embargoed_until": form.day("embargoed_until")}


def _authors(form: Form, before: list[dict[str, Any]] | None = None) -> list[dict[str, Any]]:
    """One in a line, with a sector behind a bar; what is known besides of one who is there already stays."""
    known = {author["name"]: author for author in before or []}
    found = []
    for line in (form.text("authors") or "").replace(";", "\n").splitlines():
        name, _, sector = (part.strip() for part in line.partition("|"))
        if name:
            said = SECTORS.get(sector.casefold(), sector.casefold().replace(" ", "_"))
            kept = {key: value for key, value in known.get(name, {}).items() if key != "sector"}
            found.append(kept | {"name": name} | ({"sector": said} if said else {}))
    return found


def _written(author: dict[str, Any]) -> str:
    sector = {"local_authority": "council"}.get(author.get("sector") or "", author.get("sector"))
    return f"{author['name']} | {sector}" if sector else str(author["name"])


def _parts(name: str, written: str) -> dict[str, str]:
    """A date as exact as it is known, in three boxes."""
    return dict(zip((f"{name}-year", f"{name}-month", f"{name}-day"), written.split("-"), strict=False))


def _kinds(type_: dict[str, Any]) -> list[dict[str, str]]:
    kinds = [{"value": kind["kind"], "text": kind["label"]} for kind in type_.get("kinds", [])]
    return [{"value": "", "text": "Not said"}, *kinds] if kinds else []


def _states(public: str) -> list[dict[str, str]]:
    rest = [{"value": state, "text": text} for state, text in STATES.items() if state not in ("", "public")]
    return [{"value": "", "text": public}, *rest]


def _projects(programme_id: str) -> list[dict[str, str]]:
    listed = asking.ask(projects.Projects, programme_id=programme_id, limit=200)["items"]
    found = [{"value": item["project_id"], "text": item["title"]} for item in listed]
    return [{"value": "", "text": "None in particular"}, *found]


def _versions(one: dict[str, Any]) -> list[dict[str, str]]:
    """Others of the same type, the newest first, and the one that it is a version of now."""
    listed = asking.ask(outputs.Outputs, programme_id=one["programme_id"], type=one["type"], limit=200)["items"]
    found = {item["output_id"]: item["title"] for item in listed if item["output_id"] != one["output_id"]}
    if (there := one.get("version_of")) and there not in found:
        try:
            found[there] = asking.ask(outputs.Output, output_id=there)["title"]
        except NotFound:
            found[there] = there
    items = [{"value": key, "text": title} for key, title in found.items()]
    return [{"value": "", "text": "No other output"}, *items]
