"""Checks a proof pack offline: `python -m services.reporting.proof.verify FILE [--key FINGERPRINT] [--json]`.

Needs `container.py` and `tree.py` beside it, the standard library and `cryptography`; no database and no network. Exit
code 0: genuine; 1: altered, and the first fault is named; 2: not a readable proof pack.

What it cannot know is whose key signed: that is for the reader to hold against the fingerprint that the sender made
known by another way. Without `--key` a pack is only shown to agree with itself.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from services.reporting.proof import container, tree
from services.reporting.proof.container import canonical

SUBMITTED = "reporting.report.submitted"
KINDS = ("json", "html", "pdf")
OTHER_FORMAT = re.compile(r"waymark-proof-pack/[0-9]+")
Json = dict[str, Any]


class Unreadable(ValueError):
    """This is no proof pack, or one of a version that is not known here."""


class Altered(ValueError):
    """Something is not as it was. `where`: the member, and the event in it."""

    def __init__(self, where: str, what: str) -> None:
        super().__init__(f"{where}: {what}")
        self.where, self.what = where, what


@dataclass(frozen=True, slots=True)
class Found:
    """What a genuine pack says, all of it checked."""

    title: str
    programme_id: str
    revision: int
    submitted_by: str
    submitted_at: str
    position: int
    known_at: int
    facts: int
    bodies: int
    root: str
    signed_at: str
    key: str
    key_compared: bool


def check(file: bytes, key: str | None = None) -> Found:
    """Check the pack. Raises Unreadable, or Altered at the first fault."""
    contents = _members(file)
    facts = _facts(contents["facts.jsonl"])
    head = _head(contents["head.json"], key)
    root = bytes.fromhex(head["root"])
    for fact in facts:
        path = [bytes.fromhex(node) for node in fact["path"]]
        if not tree.verify_inclusion(bytes.fromhex(fact["leaf"]), fact["position"] - 1, head["position"], path, root):
            raise Altered(_where(fact), "it is not in the ledger at this position")
    last = facts[-1]
    if last["position"] != head["position"] or last["attributes"].get("type") != SUBMITTED or last["body"] is None:
        raise Altered("facts.jsonl", f"the submission, at position {head['position']}, is missing")
    data = _parsed("facts.jsonl", last["body"].encode())
    try:
        report = _files(contents, data)
        _lineage(facts, report, data, head)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        if isinstance(error, Altered):
            raise
        raise Altered(_where(last), f"it is not a submission that can be read ({type(error).__name__})") from error
    about = {
        "report_id": last["attributes"]["subject"],
        "programme_id": report["programme"]["id"],
        "title": data["title"],
        "revision": data["revision"],
        "position": last["position"],
    }
    if contents[container.MANIFEST] != container.manifest(about, contents):
        raise Altered(container.MANIFEST, "it does not name this report and these files")
    if container.write(contents) != file:
        raise Altered("the container", "its members are untouched, but it was packed anew or added to")
    return Found(
        title=data["title"],
        programme_id=about["programme_id"],
        revision=data["revision"],
        submitted_by=last["attributes"]["actorid"],
        submitted_at=last["attributes"]["time"],
        position=head["position"],
        known_at=data["position"],
        facts=len(facts) - 1,
        bodies=sum(fact["body"] is not None for fact in facts[:-1]),
        root=head["root"],
        signed_at=head["signed_at"],
        key=head["key_fingerprint"],
        key_compared=key is not None,
    )


def _members(file: bytes) -> dict[str, bytes]:
    """The members by name: all of them, each once. Raises Unreadable for what is no pack of this format."""
    try:
        found = container.read(file)
    except container.NotAContainer as error:
        raise Unreadable(str(error)) from error
    names = [name for name, _ in found]
    if missing := [name for name in container.NAMES if name not in names]:
        raise Altered(missing[0], "it was taken out")
    if added := [name for name in names if name not in container.NAMES or names.count(name) > 1]:
        raise Altered(added[0], "it was put in")
    contents = dict(found)
    manifest = _parsed(container.MANIFEST, contents[container.MANIFEST])
    named = manifest.get("format") if isinstance(manifest, dict) else None
    if isinstance(named, str) and named != container.FORMAT and OTHER_FORMAT.fullmatch(named):
        raise Unreadable(
            f"its format is {named}; this version reads {container.FORMAT}. Use a newer version of Waymark"
        )
    return contents


def _facts(content: bytes) -> list[Json]:
    """The facts, each with the body that was recorded and the leaf that it makes, in order of position."""
    facts: list[Json] = []
    for number, line in enumerate(content.split(b"\n")[:-1], 1):
        place = f"facts.jsonl, line {number}"
        fact = _parsed(place, line)
        if not _is_fact(fact):
            raise Altered(place, "it is not a fact with its proof")
        attributes, body = fact["attributes"], fact["body"]
        digest = fact["data_digest"]
        if body is not None and sha256(bytes.fromhex(fact["salt"]) + body.encode()).hexdigest() != digest:
            raise Altered(_where(fact), "its contents are not those that were recorded")
        if tree.leaf_hash(canonical({**attributes, "data_digest": digest})).hex() != fact["leaf"]:
            raise Altered(_where(fact), "what it says of itself is not what was recorded")
        if facts and facts[-1]["position"] >= fact["position"]:
            raise Altered(_where(fact), "it is out of its order")
        facts.append(fact)
    if not facts or not content.endswith(b"\n"):
        raise Altered("facts.jsonl", "it breaks off")
    return facts


def _is_fact(fact: Any) -> bool:
    names = {"position", "attributes", "body", "salt", "data_digest", "leaf", "path"}
    if not isinstance(fact, dict) or set(fact) != names:
        return False
    body, salt, path = fact["body"], fact["salt"], fact["path"]
    return (
        type(fact["position"]) is int
        and fact["position"] > 0
        and isinstance(fact["attributes"], dict)
        and all(type(value) in (str, int) for value in fact["attributes"].values())
        and ((body is None and salt is None) or (isinstance(body, str) and _is_hex(salt, 16)))
        and isinstance(path, list)
        and all(_is_hex(value, 32) for value in (fact["data_digest"], fact["leaf"], *path))
    )


def _head(content: bytes, key: str | None) -> Json:
    """The head, when the key in the pack signed it and is the one that the reader knows."""
    place = "head.json"
    head = _parsed(place, content)
    hexes = {"root": 32, "key_fingerprint": 32, "public_key": 32, "signature": 64}
    if (
        not isinstance(head, dict)
        or set(head) != {*hexes, "position", "signed_at", "consistency"}
        or not all(_is_hex(head[name], size) for name, size in hexes.items())
        or type(head["position"]) is not int
        or not isinstance(head["signed_at"], str)
        or not isinstance(head["consistency"], list)
        or not all(_is_hex(node, 32) for node in head["consistency"])
    ):
        raise Altered(place, "it is not a signed head")
    public = bytes.fromhex(head["public_key"])
    if sha256(public).hexdigest() != head["key_fingerprint"]:
        raise Altered(place, "the key in it is not the one that it names")
    statement = canonical({name: head[name] for name in ("position", "root", "signed_at", "key_fingerprint")})
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(bytes.fromhex(head["signature"]), statement)
    except (InvalidSignature, ValueError):
        raise Altered(place, "its signature does not hold") from None
    if key is not None and key != head["key_fingerprint"]:
        raise Altered(place, f"it was signed with another key, {head['key_fingerprint']}, not with {key}")
    return head


def _files(contents: Mapping[str, bytes], data: Mapping[str, Any]) -> Json:
    """The report, when its files, template and recipients are those that the submission names."""
    for kind in KINDS:
        name, sent = f"report.{kind}", data["artefacts"][kind]
        if sha256(contents[name]).hexdigest() != sent["sha256"] or len(contents[name]) != sent["size"]:
            raise Altered(name, "it is not the file that was sent")
    if data["fingerprint"] != data["artefacts"]["json"]["sha256"]:
        raise Altered("report.json", "it is not what the person who submitted it saw")
    report: Json = json.loads(contents["report.json"])
    if sha256(contents["template.yaml"]).hexdigest() != report["template"]["sha256"]:
        raise Altered("template.yaml", "it is not the template that the report was made with")
    if contents["recipients.json"] != canonical(data["recipients"]):
        raise Altered("recipients.json", "these are not the people to whom it was sent")
    return report


def _lineage(facts: Sequence[Json], report: Json, data: Json, head: Json) -> None:
    """The facts are those that the figures name, no more and no fewer, and were known when the report was made."""
    known = data["position"]
    there = {fact["attributes"]["id"]: fact for fact in facts[:-1]}
    named = {
        event_id
        for section in report["sections"]
        for question in section["questions"]
        for figure in question["figures"]
        for event_id in figure["events"]
    }
    if missing := sorted(named - set(there)):
        raise Altered("facts.jsonl", f"event {missing[0]}, which a figure names, was taken out")
    for id_, fact in there.items():
        if id_ not in named:
            raise Altered(_where(fact), "no figure of the report names it")
        if fact["position"] > known:
            raise Altered(_where(fact), f"the report names it, but knew of nothing after position {known}")
    path = [bytes.fromhex(node) for node in head["consistency"]]
    roots = bytes.fromhex(data["tree_root"]), bytes.fromhex(head["root"])
    if not tree.verify_consistency(known, head["position"], *roots, path):
        raise Altered("head.json", "the ledger that the report was made from is not the beginning of this one")


def _parsed(where: str, content: bytes) -> Any:
    """The value of canonical JSON: the same value in other bytes is an alteration too."""
    try:
        value = json.loads(content)
        same = canonical(value) == content
    except (ValueError, RecursionError):
        raise Altered(where, "it cannot be read") from None
    if not same:
        raise Altered(where, "it is not written as it was")
    return value


def _is_hex(value: Any, size: int) -> bool:
    return isinstance(value, str) and re.fullmatch(f"[0-9a-f]{{{2 * size}}}", value) is not None


def _where(fact: Json) -> str:
    return f"facts.jsonl, event {_plain(fact['attributes'].get('id'))} at position {fact['position']}"


def _plain(value: Any) -> str:
    """For a terminal: what a stranger wrote must not move the cursor."""
    return "".join(letter if letter.isprintable() else "?" for letter in str(value))


def _lines(found: Found) -> list[str]:
    compared = "the one that you named" if found.key_compared else "NOT COMPARED with a fingerprint that you know"
    lines = [
        f"Genuine: {_plain(found.title)}, revision {found.revision}, programme {_plain(found.programme_id)}.",
        f"Report: the three files, the template and the recipients are those of record {found.position}, submitted by "
        f"{_plain(found.submitted_by)} at {_plain(found.submitted_at)}.",
        f"Facts: {found.facts} behind its figures, {found.bodies} of them with their contents; each is in the ledger "
        f"where it says, and was known at record {found.known_at}, when the report was made.",
        f"Ledger: {found.position} records under the root {found.root}, signed at {_plain(found.signed_at)}.",
        f"Key: {found.key}, {compared}.",
    ]
    if not found.key_compared:
        lines.append(
            "Without --key this shows only that the pack agrees with itself: anybody can sign with a key of their own. "
            "Ask whoever sent it for their fingerprint by another way."
        )
    return lines


def _fingerprint(given: str) -> str:
    found = given.replace(":", "").replace(" ", "").lower()
    if not _is_hex(found, 32):
        raise argparse.ArgumentTypeError("a fingerprint is 64 hexadecimal digits")
    return found


def _say(result: str, lines: Sequence[str], details: Json, as_json: bool) -> None:
    if as_json:
        lines = [json.dumps({"result": result, **details}, indent=2)]
    sys.stdout.write("".join(line + "\n" for line in lines))


def main(arguments: list[str] | None = None) -> int:
    """Check a file and say what was checked, or the first fault."""
    parser = argparse.ArgumentParser(
        prog="python -m services.reporting.proof.verify", description="Check a proof pack."
    )
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--key", type=_fingerprint, metavar="FINGERPRINT", help="of the key that must have signed")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    chosen = parser.parse_args(arguments)
    try:
        found = check(chosen.file.read_bytes(), chosen.key)
    except Altered as fault:
        where, what = _plain(fault.where), _plain(fault.what)
        _say("altered", [f"Altered: {where}: {what}."], {"where": where, "what": what}, chosen.json)
        return 1
    except (Unreadable, OSError) as error:
        what = _plain(error)
        _say("unreadable", [f"Not readable as a proof pack: {what}."], {"what": what}, chosen.json)
        return 2
    _say("genuine", _lines(found), asdict(found), chosen.json)
    return 0


if __name__ == "__main__":
    sys.exit(main())
