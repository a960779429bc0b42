"""Makes the proof pack of a submitted report: what was sent, the facts behind its figures, and the proof of each.

The same bytes for ever: the tree is taken at the position of the fact `report.submitted`, and its head is signed once.
(But for a lawful redaction: a body that is gone is gone from packs made later.) `verify` checks one, offline.

A fact whose body says something internal, or something that nobody is shown (a number of a few people), comes without
body and salt; its attributes and digest are there, and prove as much of its place in the ledger. The one exception is
`report.submitted` itself, which names the files and recipients.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Connection, text

from services.reporting.ledger import nodes, rows
from services.reporting.proof import container, heads, tree
from services.reporting.proof.container import canonical
from services.reporting.proof.tree import Subtree
from shared.errors import Conflict
from shared.events import registry
from shared.events.reporting import ReportSubmitted
from shared.events.shown import as_anybody_may
from shared.files import Files

SUBMITTED = ReportSubmitted.full_type()
BLOCK = 1 << nodes.STEP
TEMPLATES = Path(__file__).parents[1] / "templates"


@dataclass(frozen=True, slots=True)
class Submitted:
    """The fact of a submission as the ledger has it."""

    event_id: UUID
    position: int
    data: Mapping[str, Any]


def make(connection: Connection, report_id: str, files: Files) -> bytes:
    """The pack. Raises Conflict while the submission is on its way into the ledger, NotFound when a file is gone."""
    submitted = _submission(connection, report_id)
    data = submitted.data
    contents = {f"report.{kind}": files.read(data["artefacts"][kind]["sha256"]) for kind in ("json", "html", "pdf")}
    report = orjson.loads(contents["report.json"])
    contents["template.yaml"] = _template(report["template"])
    contents["recipients.json"] = canonical(list(data["recipients"]))
    cursor: Any = connection.connection.cursor()
    subtree = _by_blocks(cursor)
    contents["head.json"] = canonical(_head(connection, submitted, subtree))
    wanted = {UUID(event_id) for event_id in behind(report)} | {submitted.event_id}
    contents["facts.jsonl"] = b"".join(canonical(fact) + b"\n" for fact in _facts(cursor, wanted, submitted, subtree))
    about = {
        "report_id": report_id,
        "programme_id": report["programme"]["id"],
        "title": data["title"],
        "revision": data["revision"],
        "position": submitted.position,
    }
    return container.write(contents | {container.MANIFEST: container.manifest(about, contents)})


def behind(report: Mapping[str, Any]) -> set[str]:
    """The ids of the facts that the figures of a report.json name."""
    return {
        event_id
        for section in report["sections"]
        for question in section["questions"]
        for figure in question["figures"]
        for event_id in figure["events"]
    }


def _submission(connection: Connection, report_id: str) -> Submitted:
    row = connection.execute(
        text(
            "select event_id, position, body from ledger where service = 'reporting' and subject = :report "
            "and type = :type order by position limit 1"
        ),
        {"report": report_id, "type": SUBMITTED},
    ).one_or_none()
    if row is None:
        raise Conflict("The submission is still on its way into the ledger. Try again in a moment.")
    if row.body is None:
        raise Conflict("The record of this submission was redacted, so nothing can be proved by it.")
    return Submitted(row.event_id, row.position, orjson.loads(bytes(row.body)))


def _template(named: Mapping[str, Any]) -> bytes:
    file = TEMPLATES / f"{named['id']}-{named['version']}.yaml"
    content = file.read_bytes() if file.is_file() else b""
    if sha256(content).hexdigest() != named["sha256"]:
        raise Conflict(
            f"The report was made with a template {file.name} that is not the one here now. Put the file back "
            f"whose SHA-256 is {named['sha256']}, then ask again."
        )
    return content


def _head(connection: Connection, submitted: Submitted, subtree: Subtree) -> dict[str, Any]:
    """The signed head, the key, and the proof that the ledger that the report knew is the beginning of this one."""
    head = heads.sign(connection, submitted.position)
    known = submitted.data["position"]
    return head.as_json() | {
        "public_key": heads.public_key(connection, head.key_fingerprint).hex(),
        "consistency": [node.hex() for node in tree.consistency_proof(known, head.position, subtree)],
    }


def _facts(cursor: Any, wanted: Iterable[UUID], submitted: Submitted, subtree: Subtree) -> list[dict[str, Any]]:
    """The facts in order of position, each with its proof. Raises Conflict when one is not in the ledger."""
    ids = list(wanted)
    cursor.execute(
        f"select position, salt, data_digest, leaf, {rows.EVENT_COLUMNS} from ledger "  # noqa: S608
        "where event_id = any(%s) and position <= %s order by position",
        [ids, submitted.position],
    )
    found = []
    for position, salt, digest, leaf, *columns in cursor.fetchall():
        event = rows.event(columns)
        shown = salt is not None and (
            position == submitted.position or may_be_seen_whole(event.type, event.version, event.data)
        )
        path = tree.inclusion_proof(position - 1, submitted.position, subtree)
        found.append(
            {
                "position": position,
                "attributes": event.attributes(),
                "body": event.body.decode() if shown else None,
                "salt": bytes(salt).hex() if shown else None,
                "data_digest": bytes(digest).hex(),
                "leaf": bytes(leaf).hex(),
                "path": [node.hex() for node in path],
            }
        )
    if len(found) != len(ids):
        raise Conflict(f"Of {len(ids)} facts that the report names the ledger has {len(found)}. Run an audit.")
    return found


def shows_nothing_internal(full_type: str, version: int, data: Mapping[str, Any]) -> bool:
    """Whether every field of a body is open or the funder's to see. Of a type or field not known here: no."""
    declared = _seen_by().get((full_type, version))
    return declared is not None and all(declared.get(name, "internal") != "internal" for name in data)


def may_be_seen_whole(full_type: str, version: int, data: Mapping[str, Any]) -> bool:
    """Whether nothing of a body is internal, and nothing is hidden from everybody."""
    if not shows_nothing_internal(full_type, version, data):
        return False
    newest = registry.upcast(full_type, version, dict(data))
    return as_anybody_may(full_type, newest) == newest


@cache
def _seen_by() -> dict[tuple[str, int], dict[str, str]]:
    """Type and version -> name in the body -> who may see it."""
    return {
        (kind.full_type(), kind.version): {
            field.data_key or str(field.name): field.metadata["seen_by"] for field in kind().fields.values()
        }
        for kind in registry.all_types()
    }


def _by_blocks(cursor: Any) -> Subtree:
    """`nodes.reader` for many proofs at once: the leaves of a block are read once, not once for each node."""
    above = nodes.reader(cursor)

    @cache
    def block(number: int) -> list[bytes]:
        cursor.execute(
            "select leaf from ledger where position > %s and position <= %s order by position",
            [number * BLOCK, (number + 1) * BLOCK],
        )
        return [bytes(row[0]) for row in cursor.fetchall()]

    @cache
    def subtree(low: int, high: int) -> bytes:
        if high - low > BLOCK:
            return above(low, high)
        first = low // BLOCK * BLOCK  # the splits of the tree never cross a block
        return tree.root_of(block(low // BLOCK)[low - first : high - first])

    return subtree
