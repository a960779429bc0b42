"""The form of any command, made from its declaration; sent twice it is carried out once."""

from __future__ import annotations

from typing import Any

from flask import abort, redirect, render_template, request, url_for

from services.gateway.pages.crumbs import crumbs
from services.gateway.pages.forms import Form, carry_out, done
from services.gateway.pages.things import boxes, declared, filling, may, proposing, references, showing
from services.gateway.pages.things.blueprint import blueprint
from services.gateway.pages.things.lists import Answer, run_crumbs
from services.gateway.pages.things.one import read
from shared.calls import projects
from shared.calls.call import Command
from shared.errors import NotAllowed

#: of these commands the form begins with what is so now
CHANGING = ("change_", "set_", "revise_", "correct_", "update_", "assign_")


@blueprint.route("/do/<command>", methods=["GET", "POST"], defaults={"programme_id": None})
@blueprint.route("/programmes/<programme_id>/do/<command>", methods=["GET", "POST"])
def command(programme_id: str | None, command: str) -> Answer:
    """What to fill in; then done, on the page of what it was done to."""
    call = declared.command(command) or abort(404)
    if not may.may(call, programme_id):
        raise NotAllowed(f"“{declared.title_of(call)}” is not for your role in this programme.")
    fixed = fixed_fields(call, programme_id)
    thing, item = about(call, programme_id, fixed)
    form_boxes = boxes.boxes(call, boxes.Making(programme_id, fixed))
    known = so_far(call, programme_id, item)
    form = Form(
        filling.begin(form_boxes, known | suggested(call, programme_id, fixed))
        | {"version": str(item.get("version", ""))}
    )
    tried = None
    if request.method == "POST":
        fields = fixed | filling.typed(form, form_boxes)
        if "more" in request.form:
            form.errors.clear()
        elif "try" in request.form and programme_id:
            tried = proposing.tried(form, call, programme_id, fields)
        elif "propose" in request.form and programme_id and not form.errors:
            return redirect(proposing.address(call, programme_id, fields), 303)
        elif reply := carry_out(form, call, fields, version=version_of(call, form, thing)):
            if call.secret_reply:
                return secret(call, programme_id, reply)
            return done(reply, there(call, programme_id, reply, fixed), f"{declared.title_of(call)}: done.")
    page = render_template(
        "things/command.html",
        title=declared.title_of(call),
        explanation=declared.explanation_of(call),
        caption=references.title(thing, item) if thing and item else references.programme(programme_id).get("title"),
        fixed=fixed_shown(fixed, programme_id),
        form=form,
        boxes=form_boxes,
        rows_of=filling.rows_of,
        said_of=lambda text: proposing.in_words(text, programme_id or ""),
        offered=proposing.offered(call, programme_id),
        tried=tried,
        takes_files=any(box.kind == "file" for box in form_boxes),
        crumbs=way(programme_id, thing, item, fixed),
        section="programmes",
    )
    return (page, 422) if form.errors else page


def secret(call: type[Command], programme_id: str | None, reply: dict[str, Any]) -> str:
    """What came of a command whose answer holds a secret: shown this once, and nowhere kept."""
    return render_template(
        "things/secret.html",
        title=declared.title_of(call),
        result=reply["result"],
        label=showing.label,
        crumbs=way(programme_id, None, {}, {}),
        section="programmes",
    )


def fixed_fields(call: type[Command], programme_id: str | None) -> dict[str, str]:
    """Fields that the address says: the programme, and what the command is done to."""
    declared_ = call._declared_fields
    fixed = {"programme_id": programme_id} if programme_id and "programme_id" in declared_ else {}
    for name in declared_:
        if (given := request.args.get(name)) and (name.endswith("_id")):
            fixed[name] = given
    return fixed


def about(
    call: type[Command], programme_id: str | None, fixed: dict[str, str]
) -> tuple[declared.Thing | None, dict[str, Any]]:
    """The thing that the command changes, as it is now; nothing where it makes one."""
    if programme_id is None:
        return None, {}
    for thing in declared.things():
        if call in thing.changes and thing.key in fixed:
            try:
                return thing, read(thing, programme_id, fixed[thing.key])
            except NotAllowed:
                return thing, {}
    return None, {}


def so_far(call: type[Command], programme_id: str | None, item: dict[str, Any]) -> dict[str, Any]:
    """What is so now, for commands that change it."""
    if call is projects.ChangeProgramme:
        return references.programme(programme_id)
    return item if call.method.startswith(CHANGING) else {}


def suggested(call: type[Command], programme_id: str | None, fixed: dict[str, str]) -> dict[str, Any]:
    """What else the address says of fields that the form still asks for."""
    found = {name: request.args[name] for name in call._declared_fields if name in request.args and name not in fixed}
    return {"target_id": programme_id, **found} if "target_id" in call._declared_fields else found


def version_of(call: type[Command], form: Form, thing: declared.Thing | None) -> int | None:
    """The version of the thing that the page was opened at; none where something new is made on the way."""
    written = form.values.get("version", "")
    if thing is None or declared.makes_one(call):
        return None
    return int(written) if written.isascii() and written.isdecimal() and len(written) < 10 else None


def there(call: type[Command], programme_id: str | None, reply: dict[str, Any], fixed: dict[str, str]) -> str:
    """The page of what was made or changed; else that of the programme's running."""
    result = reply.get("result") or {}
    if programme_id is None:
        made = result.get("programme_id")
        return url_for("programmes.programme", programme_id=made) if made else url_for("programmes.programmes")
    for thing in declared.things():
        key = result.get(thing.key) or (fixed.get(thing.key) if call in thing.changes else None)
        if isinstance(key, str) and (call in thing.makes or call in thing.changes):
            return references.address(thing, programme_id, key)
    return url_for("things.run", programme_id=programme_id)


def fixed_shown(fixed: dict[str, str], programme_id: str | None) -> list[tuple[str, Any]]:
    """What is not asked, because it is known: for reading."""
    shown = {name: value for name, value in fixed.items() if name != "programme_id"}
    if not shown or programme_id is None:
        return []
    named = references.Named(programme_id, [shown])
    return [(showing.label(name), showing.value(name, value, named)) for name, value in shown.items()]


def way(
    programme_id: str | None, thing: declared.Thing | None, item: dict[str, Any], fixed: dict[str, str]
) -> list[dict[str, str]]:
    """The way to this page."""
    if programme_id is None:
        return crumbs()
    if thing is None or not item:
        return run_crumbs(programme_id)
    return run_crumbs(
        programme_id,
        (thing.many, url_for("things.listed", programme_id=programme_id, kind=thing.slug)),
        (references.title(thing, item), references.address(thing, programme_id, fixed[thing.key])),
    )
