"""A small proof pack, and packs made of it: a ledger of nine facts, of which a report names three."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from services.reporting.proof import container, tree
from services.reporting.proof.container import canonical

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key().public_bytes_raw()
FINGERPRINT = sha256(PUBLIC).hexdigest()
KNOWN_AT = 6
NAMED = (2, 3, 5)
WITHHELD = 3
REPORT_ID = "report-1"


def digest(content: bytes) -> str:
    return sha256(content).hexdigest()


def genuine() -> dict[str, bytes]:
    """The members of a pack that nobody touched."""
    template = "title: Six months “on”\n".encode()
    figures = [{"events": [f"event-{n}" for n in NAMED[:2]]}, {"events": [f"event-{n}" for n in NAMED[1:]]}]
    report = {
        "programme": {"id": "SAMPLE-TEST"},
        "template": {"sha256": digest(template)},
        "sections": [{"questions": [{"figures": figures}]}],
    }
    contents = {
        "report.json": canonical(report),
        "report.html": "<p>Café</p>".encode(),
        "report.pdf": b"%PDF-1.7 \x00\xff\n",
        "template.yaml": template,
        "recipients.json": canonical(["person-9"]),
    }
    bodies = [canonical({"note": f"é {number}"}) for number in range(1, 9)]
    leaves = [leaf(number, body) for number, body in enumerate(bodies, 1)]
    kinds = ("json", "html", "pdf")
    sent = {k: {"sha256": digest(contents[f"report.{k}"]), "size": len(contents[f"report.{k}"])} for k in kinds}
    data = {
        "title": "Six months",
        "revision": 1,
        "position": KNOWN_AT,
        "tree_root": tree.root_of(leaves[:KNOWN_AT]).hex(),
        "fingerprint": sent["json"]["sha256"],
        "artefacts": sent,
        "recipients": ["person-9"],
    }
    bodies.append(canonical(data))
    leaves.append(leaf(9, bodies[-1]))
    contents["head.json"] = head(leaves)
    contents["facts.jsonl"] = b"".join(fact(number, bodies[number - 1], leaves) for number in (*NAMED, 9))
    about = {"report_id": REPORT_ID, "programme_id": "SAMPLE-TEST", "title": "Six months", "revision": 1, "position": 9}
    return contents | {container.MANIFEST: container.manifest(about, contents)}


def attributes(number: int) -> dict[str, Any]:
    kind, subject = ("reporting.report.submitted", REPORT_ID) if number == 9 else ("projects.progress.noted", "m-1")
    return {
        "id": f"event-{number}",
        "type": kind,
        "subject": subject,
        "sequence": number,
        "actorid": "person-1",
        "time": f"2026-07-0{number}T09:00:00.000000Z",
    }


def salt(number: int) -> bytes:
    return bytes([number]) * 16


def data_digest(number: int, body: bytes) -> str:
    return digest(salt(number) + body)


def leaf(number: int, body: bytes) -> bytes:
    return tree.leaf_hash(canonical(attributes(number) | {"data_digest": data_digest(number, body)}))


def fact(number: int, body: bytes, leaves: list[bytes]) -> bytes:
    path = tree.inclusion_proof(number - 1, len(leaves), lambda low, high: tree.root_of(leaves[low:high]))
    shown = number != WITHHELD
    line = {
        "position": number,
        "attributes": attributes(number),
        "body": body.decode() if shown else None,
        "salt": salt(number).hex() if shown else None,
        "data_digest": data_digest(number, body),
        "leaf": leaves[number - 1].hex(),
        "path": [node.hex() for node in path],
    }
    return canonical(line) + b"\n"


def head(leaves: list[bytes], key: Ed25519PrivateKey = KEY) -> bytes:
    public = key.public_key().public_bytes_raw()
    statement = {
        "position": len(leaves),
        "root": tree.root_of(leaves).hex(),
        "signed_at": "2026-07-09T10:00:00.000000Z",
        "key_fingerprint": digest(public),
    }
    path = tree.consistency_proof(KNOWN_AT, len(leaves), lambda low, high: tree.root_of(leaves[low:high]))
    signed = {"signature": key.sign(canonical(statement)).hex(), "public_key": public.hex()}
    return canonical(statement | signed | {"consistency": [node.hex() for node in path]})
