"""docs/events.md: the catalogue for people, grouped by the service that records."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from shared.events.document.words import recorded_when, shape
from shared.events.fact import Fact
from shared.events.fields import described_fields

COMMON = ("import_key", "on_behalf_of")

_HEAD = """\
# Events

Made by `python -m shared.events.document` from the classes in `shared/events/`; do not edit.

A fact is something that happened. It is recorded once, by the service that owns it, in the transaction that it belongs
to, and never edited: a fact that was wrong is answered by another one. On the wire it goes to the topic exchange
`<service>.events` with its name as routing key (`milestone.achieved`); its envelope is in the headers `cloudEvents_*`
([asyncapi.yaml](asyncapi.yaml)), its body is canonical JSON (RFC 8785), and there is a JSON Schema for each type and
version in [schemas/events](schemas/events).

- **Effective** is what the attribute `effectiveon` holds: the day on which the fact was true in the world. A fact
  recorded after that day is late, and welcome.
- **Seen by**: *open* any reader of the report, *funder* the funder once a report that uses it is submitted, *internal*
  the programme only.
- A field with a * is required. A field that is not known is left out; null is never a value, but for `before` and
  `after` of a change.
- Dates are days in Europe/London. Money is decimal text with its currency. People are ids. Free text is
  `{text_id, sha256}`: the words stay in the service that owns them.
- Every event may carry `import_key` (what makes an imported record the same again) and `on_behalf_of` (the person for
  whom a delegate acted), both internal.
"""


def markdown(types: Iterable[type[Fact]]) -> str:
    """The whole page."""
    found = sorted(types, key=lambda fact: (fact.owner, fact.type, fact.version))
    parts = [_HEAD]
    for owner, owned in groupby(found, key=lambda fact: fact.owner):
        facts = list(owned)
        parts.append(f"\n## {owner} ({len(facts)})\n\nExchange `{owner}.events`.\n")
        parts.extend(_section(fact) for fact in facts)
    return "".join(parts)


def _section(fact: type[Fact]) -> str:
    version = f", version {fact.version}" if fact.version > 1 else ""
    lines = [f"\n### {fact.type}{version}\n", recorded_when(fact), "", f"Effective: {fact.effective}.", ""]
    own = [field for field in described_fields(fact()) if field.name not in COMMON]
    if not own:
        return "\n".join([*lines, "No fields of its own.", ""])
    lines += ["| field | holds | as | seen by |", "|---|---|---|---|"]
    for field in own:
        star = "*" if field.required else ""
        about = field.metadata
        lines.append(f"| `{field.name_in_body}`{star} | {about['description']} | {shape(field)} | {about['seen_by']} |")
    return "\n".join([*lines, ""])
