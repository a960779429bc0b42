"""A proof pack, checked offline: genuine, altered anywhere, signed by another, or no pack at all."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.reporting.proof import container, verify
from shared.events.canonical import canonical
from tests.unit.reporting.proof import packs

GENUINE = packs.genuine()
FILE = container.write(GENUINE)
ANOTHER_KEY = "ab" * 32


@st.composite
def altered_bytes(draw: st.DrawFn) -> tuple[str, bytes]:
    """A member, and its bytes with one of them changed."""
    name = draw(st.sampled_from(container.NAMES))
    content = bytearray(GENUINE[name])
    content[draw(st.integers(0, len(content) - 1))] ^= draw(st.integers(1, 255))
    return name, bytes(content)


def fault_of(file: bytes, key: str | None = packs.FINGERPRINT) -> str:
    with pytest.raises(verify.Altered) as fault:
        verify.check(file, key)
    return str(fault.value)


def with_manifest(contents: dict[str, bytes]) -> bytes:
    """A forger's pack: the manifest names the bytes as they are now."""
    about = json.loads(GENUINE[container.MANIFEST])["report"]
    return container.write(contents | {container.MANIFEST: container.manifest(about, contents)})


def test_what_nobody_touched_is_genuine() -> None:
    found = verify.check(FILE, packs.FINGERPRINT)
    assert (found.facts, found.bodies, found.position, found.known_at) == (3, 2, 9, 6)
    assert found.key == packs.FINGERPRINT and found.key_compared
    assert not verify.check(FILE).key_compared


def test_the_same_contents_are_the_same_bytes() -> None:
    assert container.write(dict(reversed(packs.genuine().items()))) == FILE


@given(altered_bytes())
def test_one_altered_byte_of_any_member_is_found_and_the_member_named(altered: tuple[str, bytes]) -> None:
    name, content = altered
    where = FILE.index(GENUINE[name])
    in_place = FILE[:where] + content + FILE[where + len(content) :]
    for file in (in_place, container.write(GENUINE | {name: content})):
        try:
            assert fault_of(file).startswith(name)
        except verify.Unreadable as other:  # a manifest that names the format of another version
            assert name == container.MANIFEST and "its format is waymark-proof-pack/" in str(other)


@given(altered_bytes().filter(lambda altered: altered[0] != container.MANIFEST))
def test_a_manifest_that_names_the_altered_bytes_hides_nothing(altered: tuple[str, bytes]) -> None:
    name, content = altered
    assert fault_of(with_manifest(GENUINE | {name: content})).startswith(name)


@given(st.integers(0, len(FILE) - 1), st.integers(1, 255))
def test_no_altered_byte_of_the_file_is_genuine(offset: int, by: int) -> None:
    file = bytearray(FILE)
    file[offset] ^= by
    with pytest.raises((verify.Altered, verify.Unreadable)):
        verify.check(bytes(file))


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("é 2", "é 7", "event event-2 at position 2: its contents"),
        ('"time":"2026-07-03', '"time":"2026-07-01', "event event-3 at position 3: what it says of itself"),
        ('"position":5', '"position":6', "event event-5 at position 6: it is not in the ledger"),
    ],
)
def test_an_altered_fact_is_named_with_its_position(old: str, new: str, fault: str) -> None:
    facts = GENUINE["facts.jsonl"].decode()
    assert old in facts
    assert fault in fault_of(with_manifest(GENUINE | {"facts.jsonl": facts.replace(old, new).encode()}))


def test_a_fact_that_was_taken_out_is_missed() -> None:
    lines = GENUINE["facts.jsonl"].splitlines(keepends=True)
    assert "event event-3, which a figure names" in fault_of(
        with_manifest(GENUINE | {"facts.jsonl": b"".join([lines[0], *lines[2:]])})
    )
    assert "the submission, at position 9, is missing" in fault_of(
        with_manifest(GENUINE | {"facts.jsonl": b"".join(lines[:-1])})
    )


def test_a_pack_signed_with_another_key_is_not_ours() -> None:
    assert f"another key, {packs.FINGERPRINT}" in fault_of(FILE, ANOTHER_KEY)


def test_a_member_put_in_or_a_container_packed_anew_is_found(tmp_path: Path) -> None:
    with ZipFile(tmp_path / "other.zip", "w", ZIP_DEFLATED) as archive:
        for name in container.NAMES:
            archive.writestr(name, GENUINE[name])
    assert verify.main([str(tmp_path / "other.zip")]) == 1
    (tmp_path / "more.zip").write_bytes(FILE)
    with ZipFile(tmp_path / "more.zip", "a") as archive:
        archive.writestr("more.txt", "more")
    assert "more.txt: it was put in" in fault_of((tmp_path / "more.zip").read_bytes())
    assert "the container" in fault_of(b"in front" + FILE)


@pytest.mark.parametrize("size", [0, 10, len(FILE) // 2, len(FILE) - 1])
def test_a_file_that_breaks_off_is_unreadable(tmp_path: Path, size: int) -> None:
    (tmp_path / "pack.zip").write_bytes(FILE[:size])
    assert verify.main([str(tmp_path / "pack.zip"), "--key", packs.FINGERPRINT]) == 2


def test_the_command_says_what_it_checked_and_what_it_could_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "pack.zip").write_bytes(FILE)
    assert verify.main([str(tmp_path / "pack.zip"), "--key", packs.FINGERPRINT.upper()]) == 0
    assert "the one that you named" in capsys.readouterr().out
    assert verify.main([str(tmp_path / "pack.zip")]) == 0
    assert "NOT COMPARED" in capsys.readouterr().out
    assert verify.main([str(tmp_path / "pack.zip"), "--key", ANOTHER_KEY, "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["where"] == "head.json"
    assert verify.main([str(tmp_path / "none.zip")]) == 2


def test_it_needs_the_standard_library_and_cryptography_alone(tmp_path: Path) -> None:
    (tmp_path / "pack.zip").write_bytes(FILE)
    program = (
        "import sys; from services.reporting.proof import verify; code = verify.main(sys.argv[1:]);"
        "ours = [n for n in sys.modules if n.startswith(('shared', 'services.reporting.')) and '.proof' not in n];"
        "others = [n for n in sys.modules if n.startswith(('sqlalchemy', 'orjson', 'psycopg', 'marshmallow'))];"
        "sys.exit(str(ours + others) if ours + others else code)"
    )
    command = [sys.executable, "-c", program, str(tmp_path / "pack.zip")]
    done = subprocess.run(command, check=False, capture_output=True, timeout=60)
    assert done.returncode == 0, done.stderr.decode()


TEXT = st.text(st.characters(exclude_characters="\0", codec="utf-8"))
VALUES = st.recursive(
    st.integers(-(2**53) + 1, 2**53 - 1) | TEXT,
    lambda inner: st.lists(inner) | st.dictionaries(st.text("abcXYZ_09"), inner),
)


@given(VALUES)
def test_its_canonical_json_is_that_of_the_facts(value: object) -> None:
    assert container.canonical(value) == canonical(value)
