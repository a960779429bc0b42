"""What of a fact anybody may see, whatever role they have: no number of a few people, nor what would give one away.

The one place that takes it out: pages and lists of facts, the lineage of figures, journals and proof packs ask here.
Who may see a field at all is another matter (`seen_by`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from shared import smallnumbers
from shared.events import registry
from shared.events.fact import Fact
from shared.events.fields import Named, People
from shared.events.outputs import careers, involvement, outputs, surveys, training
from shared.events.projects import participation

#: types of which more is left out than small numbers
SHOWN: Mapping[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
    "outputs.career_step.recorded": careers.as_shown,
    "outputs.involvement.held": involvement.as_shown,
    "outputs.output.changed": outputs.change_as_shown,
    "outputs.output.recorded": outputs.as_shown,
    "outputs.survey.completed": surveys.as_shown,
    "outputs.training.delivered": training.as_shown,
    "projects.participation.recorded": participation.as_shown,
}


def as_anybody_may(full_type: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """The body, of the newest version of its type, without what nobody is shown."""
    found = SHOWN[full_type](data) if full_type in SHOWN else dict(data)
    for name, named in _people(full_type).items():
        if name in found:
            found[name] = _each(found[name]) if named else _one(found[name])
    return found


@cache
def _people(full_type: str) -> dict[str, bool]:
    """The fields of a type that are numbers of people; true for those that are several, by name."""
    if full_type not in {kind.full_type() for kind in registry.all_types()}:
        return {}
    fields: Mapping[str, Any] = _declared(registry.newest(full_type))
    several = {name: isinstance(field, Named) and isinstance(field.inner, People) for name, field in fields.items()}
    return {name: several[name] for name, field in fields.items() if several[name] or isinstance(field, People)}


def _declared(kind: type[Fact]) -> dict[str, Any]:
    return {field.data_key or str(field.name): field for field in kind().fields.values()}


def _one(value: Any) -> Any:
    return smallnumbers.shown(value) if isinstance(value, int) else value


def _each(value: Any) -> Any:
    return {name: _one(number) for name, number in value.items()} if isinstance(value, Mapping) else value
