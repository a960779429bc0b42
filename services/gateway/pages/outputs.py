"""One output: what it is, what it arose from, what it is one with; publishing it, withdrawing it.

The register is in `outputregister`, the forms that log and change one in `outputforms`, merges, versions and likely
duplicates in `outputidentity`, and what it arose from in `outputattributions`.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for

from services.gateway import asking
from services.gateway.pages import compliance, typed
from services.gateway.pages.crumbs import crumbs
from services.gateway.pages.forms import Form, carry_out, done
from services.gateway.pages.freshness import stamp
from services.gateway.pages.names import names
from shared.calls import outputs, projects
from shared.errors import NotFound, WaymarkError

blueprint = Blueprint("outputs", __name__)

Answer = str | Response | tuple[str, int]
WHO = ("asserted_by", "agreed_by", "disputed_by", "withdrawn_by")
STATES = {
    "": "Any",
    "public": "Published",
    "accepted": "Accepted",
    "submitted": "Submitted",
    "planned": "Planned",
    "embargoed": "Under embargo",
}
WITHDRAWN = {"retracted": "It was retracted", "not_ours": "It is not ours", "error": "It was entered in error"}


@blueprint.get("/outputs/<output_id>")
def output(output_id: str) -> Answer:
    """One output; of a record that was merged, the output that it is part of, unless its own page is asked for."""
    one = asking.ask(outputs.Output, output_id=output_id)
    if (whole := one.get("stands_with")) and request.args.get("own") != "yes":
        return redirect(url_for("outputs.output", output_id=whole, merged=output_id))
    programme = asking.ask(projects.Programme, programme_id=one["programme_id"])
    listed = asking.ask(projects.Projects, programme_id=one["programme_id"], limit=200)["items"]
    type_ = next(item for item in asking.ask(outputs.OutputTypes)["items"] if item["type"] == one["type"])
    said_by = [one.get("recorded_by"), one.get("on_behalf_of"), *_said_by(one["attributions"])]
    people = names().of_people([*_people(type_, one["details"]), *said_by])
    other = [each["absorbed_id"] for each in one.get("merges", [])]
    other += [one.get("absorbed_by"), one.get("version_of"), request.args.get("merged")]
    return render_template(
        "outputs/output.html",
        one=one,
        read_only=type_.get("read_only"),
        lines=typed.lines(type_, one["details"], typed.things_of(type_, one["programme_id"]), people),
        titles={item["project_id"]: item["title"] for item in listed},
        awards={a["award_id"]: a.get("id_as_written") or a["reference"] for a in programme.get("awards", [])},
        absorbed=titles_of(other),
        people=people,
        merged=request.args.get("merged"),
        compliance=compliance.of_output(one),
        stamp=stamp(),
        crumbs=crumbs_of(one, programme),
        section="outputs",
    )


@blueprint.route("/outputs/<output_id>/publish", methods=["GET", "POST"])
def publish(output_id: str) -> Answer:
    """Say that it entered the public domain."""
    one = asking.ask(outputs.Output, output_id=output_id)
    form = Form()
    if request.method == "POST":
        fields = {
            "output_id": output_id,
            "published_on": partial(form, "published_on", "Enter when it was published"),
            "doi": form.text("doi"),
            "url": form.text("url"),
        }
        if reply := carry_out(form, outputs.PublishOutput, fields):
            return done(reply, address_of(output_id), "It is published.")
    return form_page("outputs/publish.html", one, form)


@blueprint.route("/outputs/<output_id>/withdraw", methods=["GET", "POST"])
def withdraw(output_id: str) -> Answer:
    """Take it out of the count, with the reason; it stays in the register's history."""
    one = asking.ask(outputs.Output, output_id=output_id)
    form = Form()
    if request.method == "POST":
        fields = {
            "output_id": output_id,
            "kind": form.text("kind", "Choose the reason"),
            "notice_url": form.text("notice_url"),
            "noticed_on": form.day("noticed_on"),
        }
        if reply := carry_out(form, outputs.WithdrawOutput, fields):
            return done(reply, address_of(output_id), "It no longer counts. It stays in the history.")
    return form_page("outputs/withdraw.html", one, form, reasons=WITHDRAWN)


@blueprint.post("/outputs/<output_id>/reinstate")
def reinstate(output_id: str) -> Response:
    """Say that the withdrawal did not hold."""
    reply = asking.do(outputs.ReinstateOutput, {"output_id": output_id}, key=request.form.get("key"))
    return done(reply, address_of(output_id), "The withdrawal is taken back. It counts as before.")


def _said_by(attributions: list[dict[str, Any]]) -> list[str | None]:
    """Ids of those who said, agreed, disputed or took back."""
    return [each.get(name) for each in attributions for name in WHO]


def _people(type_: dict[str, Any], details: dict[str, Any]) -> list[str]:
    """Ids of people among the fields of its type."""
    return [
        details[field["name"]] for field in type_["fields"] if field["kind"] == "person" and field["name"] in details
    ]


def form_page(template: str, one: dict[str, Any], form: Form, **more: Any) -> Answer:
    """A page with one form about an output."""
    title = [{"text": one["title"], "href": address_of(one["output_id"])}]
    page = render_template(template, one=one, form=form, crumbs=crumbs_of(one) + title, section="outputs", **more)
    return (page, 422) if form.errors else page


def partial(form: Form, name: str, missing: str | None = None) -> str | None:
    """A date as exact as it was typed: a year, a month, or a day."""
    form.fields.add(name)
    year, month, day = (form.values.get(f"{name}-{part}", "").strip() for part in ("year", "month", "day"))
    if day and month:
        return form.day(name)
    if day or (month and not year):
        form.errors[name] = "Enter a year, a month and a year, or a whole date"
        return None
    if not year and missing:
        form.errors[name] = missing
    return f"{year}-{month.zfill(2)}" if month else (year or None)


def titles_of(ids: list[str | None]) -> dict[str, str]:
    """Titles of other outputs; one that cannot be seen is its id."""
    found = {}
    for one in {one for one in ids if one}:
        try:
            found[one] = asking.ask(outputs.Output, output_id=one)["title"]
        except (NotFound, WaymarkError):
            found[one] = one
    return found


def address_of(output_id: str) -> str:
    """Of its page."""
    return url_for("outputs.output", output_id=output_id)


def crumbs_of(one: dict[str, Any], programme: dict[str, Any] | None = None) -> list[dict[str, str]]:
    programme = programme or {"programme_id": one["programme_id"]}
    return crumbs(programme, ("Outputs", url_for("outputs.register", programme_id=one["programme_id"])))
